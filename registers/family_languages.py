"""The languages that a school may write to families in, and which of them a contact reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language: what it is called here and by itself, which way it runs, whether our typefaces print it."""

    code: str
    name: str
    own_name: str
    right_to_left: bool = False
    prints: bool = True


ENGLISH = "en"
LANGUAGES = {
    each.code: each
    for each in (
        Language(ENGLISH, "English", "English"),
        Language("ar", "Arabic", "العربية", right_to_left=True),
        Language("bn", "Bengali", "বাংলা", prints=False),
        Language("gu", "Gujarati", "ગુજરાતી", prints=False),
        Language("lt", "Lithuanian", "Lietuvių"),
        Language("pa", "Panjabi", "ਪੰਜਾਬੀ", prints=False),
        Language("pl", "Polish", "Polski"),
        Language("pt", "Portuguese", "Português"),
        Language("ro", "Romanian", "Română"),
        Language("so", "Somali", "Soomaali"),
        Language("ta", "Tamil", "தமிழ்", prints=False),
        Language("uk", "Ukrainian", "Українська"),
        Language("ur", "Urdu", "اردو", right_to_left=True),
    )
}
ALSO_CALLED = {
    "eng": ENGLISH,
    "ara": "ar",
    "ben": "bn",
    "bangla": "bn",
    "guj": "gu",
    "lit": "lt",
    "pan": "pa",
    "punjabi": "pa",
    "pol": "pl",
    "por": "pt",
    "ron": "ro",
    "rum": "ro",
    "som": "so",
    "tam": "ta",
    "ukr": "uk",
    "urd": "ur",
}
"""How other systems and people write them: codes of three letters, and a second spelling."""
BY_NAME = {each.name.casefold(): each.code for each in LANGUAGES.values()} | ALSO_CALLED


def tag_of(language: str) -> str:
    """What Django activates for a language."""
    return "en-gb" if language == ENGLISH else language


def language_code(words: str) -> str:
    """The code of a language as somebody wrote it on file ("Polish", "pol", "pl"); English where it is not known."""
    plain = words.strip().casefold()
    return plain if plain in LANGUAGES else BY_NAME.get(plain, ENGLISH)
