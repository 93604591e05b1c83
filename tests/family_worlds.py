"""Random families with their limits, and whether any page of one adult shows a word of another.

Every adult, child, address, telephone, message, letter, report and request holds a word that occurs nowhere else. What
an adult may read is worked out here a second time, from the law of the matter and not from the product; then every
page that families have is opened, also with the numbers of other people's things.
"""

import random
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client

from absence.actions.concerns import raise_concern
from absence.actions.details import Proposed, check_details
from absence.actions.leave import Asked, Asker, send_leave
from absence.actions.leaving_notices import LeavingTold, send_leaving_notice
from absence.actions.report_answers import ask_about_report
from absence.actions.reports import Heard, Telling, note_report
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind as LeaveKind
from absence.leave_steps import Step
from absence.models import (
    DetailsProposal,
    LeaveDraft,
    LeaveEvidence,
    LeaveQuestion,
    MedicalEvidence,
    MedicalRequest,
)
from absence.report_words import Why
from attendance_site.parts.papers import Paper
from registers.actions.parents import NothingOpen
from registers.leaving_steps import Kind
from registers.models import Address, Contact, ContactLimit, Message, ParentLink
from tests.addresses import every_address
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at
from tests.families import sign_in_parent
from tests.who_may import FAMILIES, WHO_MAY

YESTERDAY, TOMORROW = THE_DAY - timedelta(days=1), THE_DAY + timedelta(days=1)
NO_ACCESS, NO_DETAILS = ContactLimit.Scope.NO_ACCESS, ContactLimit.Scope.NO_CONTACT_DETAILS
FAMILY_PAGES = [each for each in every_address() if WHO_MAY.get(each.name) == FAMILIES]


@dataclass
class Child:
    """A child of the world. `words`: what names it; `home`: where it lives."""

    pupil: object
    words: set[str]
    home: str
    on_roll: bool


@dataclass
class Adult:
    """A person, on file at one school or several. `about`: by child; `opens`, `hidden`, `kept_off`: children."""

    name: str
    email: str
    words: set[str] = field(default_factory=set)
    about: dict[int, set[str]] = field(default_factory=dict)
    opens: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    barred: set[int] = field(default_factory=set)
    kept_off: set[int] = field(default_factory=set)
    contacts: dict[int, Contact] = field(default_factory=dict)


class World:
    """Two schools with families in them; each new one is drawn from a seed."""

    def __init__(self, offices):
        self.offices = offices
        self.adults, self.children, self.ids, self.secrets = [], {}, {}, {}
        self.number = 0

    def word(self):
        self.number += 1
        return f"Canary{self.number:06d}x"

    def digits(self):
        self.number += 1
        return f"0770{self.number:07d}"

    def add_family(self, seed):
        """One to three children, two to four adults, and everything that was ever said between them and the school."""
        chance = random.Random(seed)
        children = [self._child(chance) for _ in range(chance.randint(1, 3))]
        adults = []
        for _ in range(chance.randint(2, 4)):
            shared = adults and chance.random() < 0.12
            email = chance.choice(adults).email if shared else f"{self.word()}@family.example".lower()
            adults.append(Adult(f"{chance.choice(['Ann', 'Bo', 'Cy'])} {self.word()}", email))
        for adult in adults:
            adult.words |= {adult.name.split()[1], adult.email.partition("@")[0]}
            for child in children:
                if chance.random() < 0.75:
                    self._care(adult, child, chance)
        self.adults += adults
        mailboxes = {}
        for adult in adults:
            if adult.contacts:
                mailboxes.setdefault(adult.email, set()).add(adult.name)
        for adult in adults:
            adult.kept_off = adult.opens & adult.barred
            adult.opens -= adult.barred
            if len(mailboxes.get(adult.email, ())) > 1:
                adult.opens = set()
        return adults

    def _child(self, chance):
        word, home, school = self.word(), self.word(), chance.choice(list(self.offices))
        on_roll = chance.random() > 0.1
        left = {} if on_roll else {"roll__deleted_on": YESTERDAY, "roll__ground": "a"}
        pupil = PupilFactory(school=school, forename=word, **left)
        Address.objects.create(school=school, pupil=pupil, address=f"1 {home} Row", first_day=YESTERDAY)
        self.children[pupil.pk] = Child(pupil, {word}, home, on_roll)
        self._keep("child", pupil.pk)
        return self.children[pupil.pk]

    def _care(self, adult, child, chance):
        pupil = child.pupil
        contact = adult.contacts.get(pupil.school_id)
        if contact is None or chance.random() < 0.1:  # now and then on file twice
            phone, home = self.digits(), self.word()
            contact = ContactFactory(school=pupil.school, name=adult.name, email=adult.email, phone=phone)
            Address.objects.create(
                school=pupil.school, contact=contact, address=f"2 {home} Row", first_day=YESTERDAY
            )
            adult.contacts[pupil.school_id] = contact
            adult.words |= {phone, home}
        portal, over = chance.random() < 0.8, chance.random() < 0.1
        care = CareFactory(
            pupil=pupil, contact=contact, portal=portal, last_day=YESTERDAY if over else None,
            lives_with=chance.random() < 0.6, relationship=chance.choice(["Mother", "Father", "Aunt"]),
        )  # fmt: skip
        if portal and not over and child.on_roll:
            adult.opens.add(pupil.pk)
        scope = chance.choices([None, NO_ACCESS, NO_DETAILS], [70, 15, 15])[0]
        if scope is not None:
            lifted = chance.random() < 0.2
            ended = {"last_day": YESTERDAY, "lifted_name": "Head", "lifted_reason": "Order ended"}
            ContactLimit.objects.create(
                school=pupil.school, care=care, scope=scope, first_day=YESTERDAY - timedelta(days=9),
                **(ended | {"lifted_at": at("09:00", YESTERDAY)} if lifted else {}),
            )  # fmt: skip
            if not lifted:
                (adult.barred if scope == NO_ACCESS else adult.hidden).add(pupil.pk)
        adult.about.setdefault(pupil.pk, set()).update(self._said(adult, child, care, chance))

    def _said(self, adult, child, care, chance):
        """Messages to the adult about the child, and what the adult told the school: each with words of its own."""
        words = {
            name: self.word()
            for name in ("text", "letter", "report", "question", "leave", "own", "concern", "proof", "file")
        }
        office, contact = self.offices[child.pupil.school], care.contact
        by = {"by": office, "at": at("08:20")}
        for channel in ("text", "letter"):
            self._keep("sent", self._message(contact, child, channel, words[channel]).pk)
        heard = Heard(f"{adult.name}, {care.relationship}", "pages", at("08:20"), contact)
        report = note_report(
            pupil=child.pupil, telling=Telling(Why.ILL, THE_DAY, THE_DAY, words=words["report"]), heard=heard, **by
        )  # fmt: skip
        ask_about_report(report=report, question=words["question"], by=office, at=at("08:30"))
        self._keep("absence_report", report.public_id)
        said = {"contact": contact, "relationship": "", "language": "en", "operation": uuid.uuid4(), **by}
        told = LeavingTold(kind=Kind.HOME_EDUCATION, last_day=TOMORROW, own_words=words["own"])
        send_leaving_notice(pupil=child.pupil, group="3B", lives_with=care.lives_with, told=told, **said)
        raise_concern(pupil=child.pupil, words=words["concern"], **said)
        phone = self.digits()
        new = [Proposed(DetailsProposal.Item.PHONE, contact.phone, phone)]
        check_details(term=child.pupil.school.terms.first(), changes=new, all_correct=False, **said)
        adult.words.add(phone)  # it is about the adult, whoever the child is
        self._illness(adult, child, care, words)
        return {*words.values(), *self._leave(adult, child, care, words["leave"], chance)}

    def _message(self, contact, child, channel, word):
        moments = dict.fromkeys(("not_before", "made_at", "changed_at", "sent_at"), at("08:05"))
        return Message.objects.create(
            school=contact.school, contact=contact, pupil=child.pupil, channel=channel, cause=f"praise/{word}",
            subject=f"About {word}", body=f"Dear {contact.name}\n\n{word}", state="sent", made_name="Office",
            address=f"1 {child.home} Row", **moments,
        )  # fmt: skip

    def _leave(self, adult, child, care, word, chance):
        """A request, now and then for another child of the same school too, with a file and a question."""
        office = self.offices[child.pupil.school]
        asker = Asker(
            care.school, care.contact, None, office, adult.name, care.relationship, (care,), on_paper=True
        )
        phone, question, first = self.digits(), self.word(), THE_DAY + timedelta(days=6)
        asked = Asked(LeaveKind.BEREAVEMENT, LeaveDays(first, "AM", first, "PM"), word, word, "x", phone)
        made = send_leave(
            operation=uuid.uuid4(), asked=asked, askers=[asker], papers=[Paper("photo.jpg", "image/jpeg", b"x")],
            started_at=at("08:10"), on=THE_DAY, at=at("08:12"),
        )[0]  # fmt: skip
        asked_back = LeaveQuestion.objects.create(
            school=care.school, request=made, question=question, by=office, name="Head", position="Head",
            at=at("08:30"),
        )  # fmt: skip
        self._keep("leave_request", made.public_id)
        self._keep("leave_sent", made.operation)
        self._keep("leave_file", LeaveEvidence.objects.get(request=made).public_id)
        self._keep("leave_question", asked_back.pk)
        return {phone, question}

    def _illness(self, adult, child, care, words):
        """The school asked to be shown something, for a reason that it keeps to itself, and was sent a file."""
        office, at_nine = self.offices[child.pupil.school], at("09:00")
        about = {"school": child.pupil.school, "pupil": child.pupil}
        signed = {"by": office, "name": "Office", "position": "Office", "at": at_nine}
        asked = MedicalRequest.objects.create(
            first_day=YESTERDAY, last_day=YESTERDAY, doubt=self._secret("doubt"), asked_for=words["proof"],
            asked_whom=adult.name, **about, **signed,
        )  # fmt: skip
        asked.to.create(school=asked.school, contact=care.contact, at=at_nine)
        sent = MedicalEvidence.objects.create(
            request=asked,
            kind="card",
            seen_on=THE_DAY,
            note=words["file"],
            contact=care.contact,
            **about,
            **signed,
        )
        file = sent.files.create(
            school=asked.school,
            name=f"{words['file']}.jpg",
            kind="image/jpeg",
            content=b"x",
            size=1,
            at=at_nine,
        )
        self._keep("medical_request", asked.pk)
        self._keep("evidence_file", file.public_id)

    def _secret(self, what):
        """A word that no adult may read."""
        word = self.word()
        self.secrets[word] = f"the school's {what}"
        return word

    def _keep(self, kind, number):
        self.ids.setdefault(kind, []).append(number)

    # --- reading -----------------------------------------------------------------------------------------------------

    def forbidden(self, adult):
        """Every word that the adult must not read, and what it belongs to."""
        mine = set(adult.words).union(*(adult.about.get(child, set()) for child in adult.opens))
        for number in adult.opens:
            child = self.children[number]
            mine |= child.words | (set() if number in adult.hidden else {child.home})
        found = dict(self.secrets)
        for other in self.adults:
            for word in set(other.words).union(*other.about.values()) - mine:
                found[word] = other.name
        for child in self.children.values():
            for word in {*child.words, child.home} - mine:
                found[word] = f"child {child.pupil.pk}"
        return found

    def leaks(self, adult, chance):
        """What the adult reads that is not for them, as (page, word, whose); and what is open or closed wrongly."""
        client = Client(raise_request_exception=False)
        contact = next((each for each in adult.contacts.values()), None)
        if contact is None:
            return []
        try:
            sign_in_parent(client, contact)
        except NothingOpen:
            return [("sign-in", "closed", adult.name)] if adult.opens else []
        if not adult.opens:
            return [("sign-in", "open", adult.name)]
        forbidden = self.forbidden(adult)
        words = re.compile(r"Canary\d{6}x|0770\d{7}", re.IGNORECASE)
        found = []
        for page, address in self._asked(adult, chance):
            answer = client.get(address)
            content = re.sub(r"(?<=\d)[\s\xa0]+(?=\d)", "", b"".join(answer).decode(errors="replace"))
            if answer.status_code >= 500:
                found.append((page, answer.status_code, address))
            seen = {word[0].upper() + word[1:].lower() for word in words.findall(content)}
            lower = {word.lower(): word for word in forbidden}
            found += [(page, word, forbidden[lower[word.lower()]]) for word in seen if word.lower() in lower]
        return found

    def _asked(self, adult, chance):
        """Every page of families; where it names something, each thing of the adult's own and one of somebody else."""
        own = {
            "child": list(adult.opens),
            "sent": list(
                Message.objects.filter(contact__in=adult.contacts.values()).values_list("pk", flat=True)
            ),
            "leave_step": [step.value for step in Step][:1],
            "leave_draft": [self._draft(adult).public_id],
        }
        for page in FAMILY_PAGES:
            if not page.arguments:
                yield page.name, page.url({})
                continue
            kinds = sorted(page.arguments)
            mine = (
                {} if page.name == "absence:family_letter" else own
            )  # drawn from the same sheet as the page
            choices = {kind: (mine.get(kind) or []) + self._some(kind, chance) for kind in kinds}
            for n in range(max(len(each) for each in choices.values())):
                given = {kind: each[n % len(each)] for kind, each in choices.items()}
                yield page.name, page.url(given)

    def _draft(self, adult):
        """A request that the adult is writing."""
        link = ParentLink.objects.filter(contact__email=adult.email).select_related("post").first()
        word = self.word()
        adult.words.add(word)
        draft = LeaveDraft.objects.create(
            school_id=link.school_id, user_id=link.post.user_id, started_at=at("08:00"), saved_at=at("08:00"),
            answers={"why": {"kind": "exceptional"}, "event": {"why": word}},
        )  # fmt: skip
        self._keep("leave_draft", draft.public_id)
        return draft

    def _some(self, kind, chance):
        """Two things of anybody; a page that names something unknown here has to be added."""
        if kind == "leave_step":
            return [Step.EVENT.value, Step.CHECK.value]
        return chance.sample(self.ids[kind], min(2, len(self.ids[kind])))


def leaks_of(world, seeds):
    """What all adults of these families can read that is not for them."""
    found, readers = [], 0
    for seed in seeds:
        family = world.add_family(seed)
        chance = random.Random(f"pages of {seed}")
        for adult in family:
            readers += bool(adult.opens)
            found += [(seed, *leak) for leak in world.leaks(adult, chance)]
    return found, readers


def first_leak(world, wanted):
    """What the first adult reads wrongly for whom `wanted(adult, family)` holds."""
    for seed in range(100):
        family = world.add_family(seed)
        for adult in family:
            if wanted(adult, family):
                return world.leaks(adult, random.Random(seed))
    raise AssertionError("no such adult in a hundred families")
