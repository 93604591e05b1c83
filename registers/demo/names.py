"""Invented names of pupils and families as they stand on the registers of English schools.

Nobody here exists: forenames and surnames are drawn apart, at random from a seed.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Heritage:
    """Where a family's names come from, how common it is (weight), and what else goes with it."""

    weight: int
    ethnicity: str  # the extended code that schools return
    language: str
    girls: str
    boys: str
    surnames: str

    @property
    def eal(self) -> bool:
        """Whether English is an additional language at home."""
        return self.language != "English"

    def forename(self, chance: Random, sex: str) -> str:
        """A forename for a girl (F) or boy (M)."""
        return chance.choice((self.girls if sex == "F" else self.boys).split(", "))

    def parent(self, chance: Random, sex: str) -> str:
        """A forename of a mother (F) or father (M): English ones change from one generation to the next."""
        if self.eal:
            return self.forename(chance, sex)
        return chance.choice(MOTHERS if sex == "F" else FATHERS)

    def surname(self, chance: Random) -> str:
        """A surname; now and then a double one."""
        names = self.surnames.split(", ")
        first = chance.choice(names)
        if chance.random() > 0.04 or " " in first or "-" in first:
            return first
        return f"{first}-{chance.choice([name for name in names if name != first and '-' not in name])}"


HERITAGES = (
    Heritage(
        600,
        "WBRI",
        "English",
        "Abigail, Ada, Alice, Amber, Amelia, Amelie, Ava, Beatrice, Bella, Bonnie, Brooke, Charlotte,"
        " Chloe, Clara, Daisy, Darcey, Delilah, Dolly, Edith, Eleanor, Eliza, Ellie, Elsie, Emily,"
        " Emma, Esme, Evelyn, Evie, Faith, Felicity, Florence, Freya, Georgia, Grace, Gracie-Mae,"
        " Hallie, Hannah, Harper, Harriet, Heidi, Hope, Imogen, Iris, Isabella, Isla, Ivy, Jasmine,"
        " Jessica, Lacey, Layla, Lexi, Lily, Lola, Lottie, Lucy, Luna, Lyla, Mabel, Maisie, Martha,"
        " Matilda, Maya, Megan, Mia, Millie, Molly, Myla, Nancy, Olivia, Orla, Penelope, Phoebe,"
        " Poppy, Rosie, Ruby, Sadie, Scarlett, Sienna, Sophia, Sophie, Summer, Thea, Tilly, Violet,"
        " Willow, Zara, Zoe",
        "Aaron, Adam, Albie, Alex, Alfie, Archie, Arlo, Arthur, Barnaby, Ben, Billy, Blake, Bobby,"
        " Caleb, Callum, Charlie, Connor, Daniel, Dexter, Dylan, Edward, Elijah, Elliot, Ethan, Ezra,"
        " Felix, Finley, Finn, Frankie, Freddie, Gabriel, George, Grayson, Harley, Harrison, Harry,"
        " Harvey, Henry, Hugo, Hunter, Isaac, Jack, Jackson, Jacob, Jake, James, Jamie, Jasper,"
        " Jayden, Jenson, Jesse, Joe, Joseph, Joshua, Jude, Kai, Leo, Lewis, Liam, Logan, Louie,"
        " Louis, Luca, Lucas, Luke, Mason, Max, Michael, Nathan, Noah, Oliver, Ollie, Oscar, Otis,"
        " Ralph, Reggie, Reuben, Riley, Robin, Roman, Ronnie, Rory, Rowan, Ryan, Samuel, Sebastian,"
        " Sonny, Stanley, Teddy, Theo, Thomas, Toby, Tommy, Tyler, William, Wilfred, Zac",
        "Abbott, Adams, Allen, Andrews, Appleyard, Ashby, Atkinson, Bailey, Baker, Barlow, Barnes,"
        " Bell, Bennett, Birch, Booth, Bradshaw, Brennan, Briggs, Brook, Brown, Bryant, Burgess,"
        " Burton, Butler, Carter, Chapman, Clarke, Cole, Collins, Cook, Cooper, Cox, Crowther, Curtis,"
        " Davies, Dawson, Dixon, Duffy, Dunn, Edwards, Ellis, Evans, Farrow, Featherstone, Fisher,"
        " Fletcher, Foster, Fox, Freeman, Gibson, Goodwin, Graham, Grant, Green, Griffiths, Hall,"
        " Hancock, Harding, Harper, Harris, Harrison, Hart, Harvey, Hayes, Hill, Holland, Holmes,"
        " Hopkins, Howard, Hudson, Hughes, Hunt, Jackson, James, Jenkins, Johnson, Jones, Kelly,"
        " Kennedy, King, Knight, Lambert, Lane, Lawson, Lee, Lewis, Lloyd, Marsh, Marshall, Martin,"
        " Mason, Matthews, McDonald, Mills, Mitchell, Moore, Morgan, Morris, Murphy, Murray, Nelson,"
        " Newman, O'Brien, O'Connor, O'Neill, Osborne, Owen, Palmer, Parker, Pearce, Perry, Phillips,"
        " Porter, Powell, Price, Reid, Reynolds, Richards, Roberts, Robinson, Rogers, Ross, Russell,"
        " Ryan, Saunders, Scott, Shaw, Simpson, Smith, Spencer, Stevens, Stone, Taylor, Thompson,"
        " Turner, Walker, Wallis, Ward, Watson, Webb, West, White, Whitfield, Wilkinson, Williams,"
        " Wilson, Wood, Wright, Young",
    ),
    Heritage(
        55,
        "APKN",
        "Urdu",
        "Aisha, Aleena, Amna, Anaya, Ayesha, Fatima, Hafsa, Hira, Inaya, Khadija, Maryam, Noor, Safa,"
        " Sumaira, Zainab",
        "Abdullah, Adam, Ahmed, Ali, Aryan, Bilal, Eesa, Hamza, Hassan, Ibrahim, Ismail, Mohammed,"
        " Musa, Umar, Yusuf, Zayn",
        "Ahmed, Akhtar, Ali, Aziz, Begum, Hussain, Iqbal, Khan, Mahmood, Malik, Mirza, Qureshi, Rafiq,"
        " Shah, Sheikh",
    ),
    Heritage(
        40,
        "AIND",
        "Gujarati",
        "Aanya, Anika, Diya, Isha, Kavya, Kiran, Meera, Nisha, Priya, Riya, Saanvi, Simran, Tara",
        "Aarav, Arjun, Dev, Dhruv, Ishaan, Jai, Krish, Manav, Neel, Rohan, Shiv, Veer, Vihaan",
        "Chauhan, Desai, Gill, Joshi, Kaur, Mehta, Mistry, Nair, Patel, Rana, Shah, Sharma, Singh, Solanki",
    ),
    Heritage(
        70,
        "WOTW",
        "Polish",
        "Aleksandra, Alicja, Hanna, Julia, Lena, Maja, Małgorzata, Natalia, Nikola, Oliwia, Pola,"
        " Wiktoria, Zofia, Zuzanna",
        "Adrian, Antoni, Bartosz, Filip, Jakub, Kacper, Krzysztof, Łukasz, Maciej, Michał, Mikołaj,"
        " Oskar, Szymon, Wojciech",
        "Adamczyk, Dąbrowski, Grabowski, Jabłoński, Kamiński, Kowalczyk, Kozłowski, Lewandowski,"
        " Mazur, Nowak, Pawlak, Wiśniewski, Wójcik, Zając, Zieliński",
    ),
    Heritage(
        40,
        "WOTW",
        "Lithuanian",
        "Austėja, Emilija, Gabija, Goda, Ieva, Kotryna, Liepa, Ugnė, Urtė, Viltė",
        "Adomas, Dominykas, Jokūbas, Jonas, Kajus, Lukas, Matas, Nojus, Rokas, Titas",
        "Butkus, Jankauskas, Kazlauskas, Paulauskas, Petrauskas, Stankevičius, Urbonas, Žukauskas",
    ),
    Heritage(
        40,
        "WROM",
        "Romanian",
        "Alessia, Ana-Maria, Andreea, Daria, Denisa, Elena, Ioana, Mara, Ștefania, Sofia",
        "Alexandru, Andrei, Cristian, David, Eduard, Ionuț, Matei, Răzvan, Ștefan, Vlad",
        "Constantinescu, Dumitru, Ionescu, Lăzărescu, Marin, Munteanu, Popa, Popescu, Rusu, Stoica",
    ),
    Heritage(
        35,
        "BAFR",
        "Yoruba",
        "Adaeze, Amara, Chiamaka, Damilola, Ebun, Folake, Ifeoluwa, Morayo, Nkechi, Temiloluwa, Zuri",
        "Ayomide, Chidi, Daniel, David, Emeka, Ikenna, Kofi, Kwame, Oluwaseun, Samuel, Tobi",
        "Adebayo, Adeyemi, Afolabi, Asante, Boateng, Chukwu, Mensah, Nwosu, Ogunleye, Okafor, Oyelaran",
    ),
    Heritage(
        30,
        "WOTW",
        "Portuguese",
        "Beatriz, Carolina, Inês, Lara, Leonor, Mafalda, Mariana, Matilde",
        "Afonso, Diogo, Duarte, Gonçalo, João, Miguel, Rodrigo, Tomás",
        "Almeida, Carvalho, da Silva, dos Santos, Fernandes, Ferreira, Gonçalves, Magalhães, Pereira,"
        " Rodrigues",
    ),
    Heritage(
        25,
        "MWBC",
        "English",
        "Aaliyah, Alana, Jada, Keira, Kiana, Naomi, Nevaeh, Renée, Shanice, Tiana",
        "Andre, Dante, Isaiah, Jerome, Kian, Kymani, Malachi, Marcus, Nathaniel, Tyrese",
        "Bailey, Brown, Campbell, Clarke, Francis, Gordon, Grant, Morgan, Reid, Richards, Stewart, Wallace",
    ),
    Heritage(
        20,
        "ABAN",
        "Bengali",
        "Aisha, Anika, Farzana, Ishrat, Maliha, Nadia, Rahima, Samiha, Tasnim",
        "Abdul, Ayaan, Fahim, Imran, Mahir, Rayhan, Sami, Tahmid, Zakariya",
        "Ahmed, Ali, Begum, Chowdhury, Haque, Islam, Miah, Rahman, Uddin",
    ),
    Heritage(
        15,
        "OOTH",
        "Arabic",
        "Dana, Hala, Jana, Lamar, Maya, Rahaf, Salma, Yasmin",
        "Adam, Amir, Faris, Karim, Omar, Rami, Yahya, Ziad",
        "Abdallah, Al-Hashimi, Al-Masri, Darwish, Haddad, Hassan, Mansour, Saleh",
    ),
    Heritage(
        12,
        "CHNE",
        "Chinese (Cantonese)",
        "Chloe, Hayley, Jasmine, Ka-Yan, Mei, Wing-Lam",
        "Chun-Hei, Ethan, Jayden, Ka-Ho, Lok, Marcus",
        "Chan, Cheung, Ho, Lam, Lau, Leung, Ng, Wong, Yip",
    ),
    Heritage(
        10,
        "WOTW",
        "Ukrainian",
        "Anastasiia, Daryna, Kateryna, Oleksandra, Solomiia, Yeva",
        "Artem, Bohdan, Danylo, Maksym, Oleksandr, Tymofii",
        "Bondarenko, Boyko, Kovalenko, Kravchenko, Melnyk, Shevchenko, Tkachenko",
    ),
    Heritage(
        8,
        "WIRT",
        "English",
        "Bridget, Chantelle, Kathleen, Margaret, Shauna, Theresa",
        "Dannyboy, Felix, John-Joe, Martin, Miley, Patrick",
        "Connors, Delaney, Maughan, McDonagh, O'Driscoll, Reilly, Ward",
    ),
)

STAFF_SURNAMES = (
    "Adeyinka, Ainsworth, Bancroft, Begum-Hartley, Blackwood, Bramley, Cartwright, Chowdhury,"
    " Coldwell, Dunmore, Eastham, Fairweather, Fallon, Gatenby, Gupta, Haworth, Hindle, Ibsen, Jessop,"
    " Kavanagh, Kilbride, Lockwood, Maddox, Merrick, Nkemelu, Oakden, Okonjo, Pemberton, Pickering,"
    " Quarmby, Ravensdale, Rowbottom, Sandiford, Sethi, Stanhope, Tempest, Thackray, Underhill,"
    " Vasquez, Wainwright, Whitlock, Wolstenholme, Yarwood, Zeller"
).split(", ")
STAFF_FORENAMES = (
    "Alison, Andrew, Anita, Bethan, Carl, Catherine, Chris, Claire, Dawn, Deepa, Emma, Fiona, Gareth,"
    " Gemma, Hazel, Helen, Imran, Janet, Jo, Karen, Laura, Liz, Mark, Matthew, Michelle, Nadia, Neil,"
    " Nicola, Paul, Peter, Rachel, Rebecca, Robert, Ruth, Sally, Sanjay, Sharon, Simon, Steve, Sue,"
    " Tim, Tracey, Vicky, Wendy"
).split(", ")
MOTHERS = (
    "Amanda, Amy, Angela, Becky, Carly, Catherine, Charlene, Claire, Danielle, Donna, Emma, Gemma,"
    " Hannah, Hayley, Helen, Jenna, Jennifer, Jodie, Joanne, Kate, Katie, Kayleigh, Kelly, Kerry,"
    " Kirsty, Laura, Leanne, Lindsay, Lisa, Louise, Lyndsey, Melissa, Michelle, Natalie, Nicola,"
    " Rachel, Rebecca, Samantha, Sarah, Sian, Stacey, Stephanie, Vicky, Zoe"
).split(", ")
FATHERS = (
    "Aaron, Adam, Alan, Andrew, Anthony, Ashley, Ben, Carl, Chris, Craig, Daniel, Darren, David, Dean,"
    " Gareth, Gary, Gavin, Graham, Ian, James, Jason, Jonathan, Karl, Kevin, Lee, Liam, Luke, Marc,"
    " Mark, Martin, Matthew, Michael, Neil, Nick, Paul, Peter, Phil, Richard, Robert, Ross, Ryan,"
    " Scott, Shaun, Simon, Stephen, Steven, Stuart, Tom, Wayne"
).split(", ")
GRANDPARENTS = (
    "Barbara, Brian, Carol, Christine, David, Eileen, Janet, John, Linda, Maureen, Pat, Peter, Sandra".split(
        ", "
    )
)
STREETS = (
    "Alder Way, Bellfounder Close, Bittern Lane, Blackthorn Drive, Brickfield Road, Chapel Drove,"
    " Coppice Rise, Cygnet Walk, Drovers Road, Eau Bank, Fenlark Road, Glebe Close, Gosling Avenue,"
    " Hawthorn Crescent, Hereward Gardens, Kestrel Way, Larkspur Drive, Limekiln Lane, Lode End,"
    " Mallard Close, Marlhythe Road, Meadowsweet Road, Millers Drove, Nightingale Court,"
    " Orchard Terrace, Osier Bank, Plover Rise, Quayside, Reedmace Road, Saddlers Yard, Sallow Lane,"
    " Sedge Close, Skylark Avenue, Staithe Street, Sycamore Road, Teal Gardens, Thistle Grove,"
    " Turnpike Road, Warren Lane, Willow Holt, Windmill Street"
).split(", ")
SCHOOLS_AROUND = (
    "Alderbrook House School, Bishop's Drove Primary School, Candle Lane Infant School,"
    " Drayholme Primary School, Eastwater Community School, Fordhythe Primary School,"
    " Gannet Road Primary School, Holmewater Junior School"
).split(", ")


def heritage(chance: Random, language: str = "") -> Heritage:
    """A family's heritage, in the shares of a town in the east of England; the first with a given language."""
    if language:
        return next(each for each in HERITAGES if each.language == language)
    return chance.choices(HERITAGES, weights=[each.weight for each in HERITAGES])[0]
