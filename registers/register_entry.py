"""What the admission register says of one pupil, today or as it stood on an earlier day (regulation 8)."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from registers.actions.register_changes import contact_field, said
from registers.confidential import ASK, Secrets, secrets_of
from registers.leaver_facts import attended_until
from registers.models import (
    Address,
    Admission,
    AdmissionChange,
    Care,
    Leaving,
    Post,
    Professional,
    Pupil,
    PupilStatus,
)
from registers.roles import Permission, Role, may
from registers.social_care import CALLED, SOCIAL_STATUSES, is_social, value_words

LABELS = {"dob": "date of birth", "surname": "surname used in school", "known as": "known as"}
A_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
SOCIAL_FIELDS = tuple(f"status {kind}" for kind in SOCIAL_STATUSES)


@dataclass(frozen=True)
class AdultEntry:
    """A parent or contact as the register has them."""

    care: Care
    name: str
    relationship: str
    responsibility: str
    lives_with: str
    phones: tuple[str, ...]
    address: str
    limited: bool

    @property
    def title_and_name(self) -> str:
        """The name as on an envelope."""
        return f"{self.care.contact.title} {self.name}".strip()


@dataclass(frozen=True)
class RegisterEntry:
    """One pupil's entry on one day."""

    pupil: Pupil
    on: dt.date
    names: dict[str, str]
    particulars: dict[str, str]
    addresses: list[tuple[Address, str]]
    adults: list[AdultEntry]
    admissions: list[Admission]
    statuses: list[tuple[str, str]]
    professionals: list[Professional]
    social_care: bool
    leaving: Leaving | None
    attended: dt.date | None
    later: list[AdmissionChange] = field(default_factory=list)

    @property
    def admission(self) -> Admission | None:
        """The stay on the roll that the day falls in; else the latest that had begun, or the first that will."""
        return _stay_on(self.admissions, self.on)

    @property
    def keeps_address(self) -> bool:
        """Whether an address in it is confidential."""
        return ASK in (line for _, line in self.addresses) or any(ASK in each.address for each in self.adults)

    @property
    def legal_name(self) -> str:
        """Forenames and legal surname."""
        names = self.names
        return " ".join(
            filter(
                None, [names["forename"], names["middle names"], names["legal surname"] or names["surname"]]
            )
        )

    @property
    def known_as(self) -> str:
        """The name used in school."""
        return f"{self.names['known as'] or self.names['forename']} {self.names['surname']}"

    @property
    def languages(self) -> list[str]:
        """The home language, and those of the adults, each once."""
        given = [
            self.particulars["home language"],
            *(each.care.contact.language for each in self.adults),
        ]
        return list(dict.fromkeys(filter(None, given)))


def entry_on(pupil: Pupil, post: Post, *, on: dt.date, today: dt.date) -> RegisterEntry:
    """The pupil's entry as it stood at the end of `on`. Eleven statements, however much is in it.

    What is dated is read from its dates; what is not (names, telephones) by taking back every later change.
    """
    changes = [] if on >= today else changes_of(pupil, post, after=on)
    then = _Then(changes)
    secrets = secrets_of(pupil.school_id)
    names = ("forename", "middle names", "surname", "legal surname", "known as")
    particulars = ("dob", "sex", "last school", "home language", "boarder")
    homes = pupil.addresses.filter(pk__in=Address.objects.on(on)).order_by("first_day", "pk")
    statuses = list(PupilStatus.objects.on(on).filter(pupil=pupil).order_by("kind"))
    professionals = list(Professional.objects.filter(pupil=pupil).order_by("first_day", "pk"))
    sees_social = may(Role(post.role), Permission.SEE_SOCIAL_CARE)
    social = any(map(is_social, statuses)) or any(map(is_social, professionals))
    admissions = list(Admission.objects.filter(pupil=pupil).order_by("starting_day"))
    stay = _stay_on(admissions, on)
    return RegisterEntry(
        pupil=pupil,
        on=on,
        names={name: then.of_pupil(pupil, name) for name in names},
        particulars={name: then.of_pupil(pupil, name) for name in particulars},
        addresses=[(home, secrets.line(home)) for home in homes],
        adults=_adults(pupil, on, then, secrets),
        admissions=admissions,
        statuses=[
            (CALLED[each.kind], _status_words(each, sees_social))
            for each in statuses
            if not is_social(each) or sees_social
        ],
        professionals=[each for each in professionals if not is_social(each)],
        social_care=social,
        leaving=_leaving_of(stay, on),
        attended=attended_until([stay]).get(stay.pk) if stay is not None and stay.deleted_on else None,
        later=changes,
    )


def _stay_on(admissions: list[Admission], on: dt.date) -> Admission | None:
    begun = [each for each in admissions if each.starting_day <= on]
    return begun[-1] if begun else (admissions[0] if admissions else None)


def _leaving_of(stay: Admission | None, on: dt.date) -> Leaving | None:
    """What the school had been told by that day of where the pupil goes."""
    told = Leaving.objects.filter(admission=stay, withdrawn_at__isnull=True, at__date__lte=on)
    return None if stay is None else told.first()


def _status_words(status: PupilStatus, sees_social: bool) -> str:
    if is_social(status):
        return "on record"
    return value_words(status.kind, status.value)


def _adults(pupil: Pupil, on: dt.date, then: "_Then", secrets: Secrets) -> list[AdultEntry]:
    cares = list(
        Care.objects.on(on)
        .with_limited(on)
        .filter(pupil=pupil)
        .select_related("contact")
        .order_by("priority", "pk")
    )
    homes: dict[int, list[str]] = {}
    held = Address.objects.on(on).filter(contact__in=[care.contact_id for care in cares])
    for home in held.order_by("first_day", "pk"):
        homes.setdefault(home.contact_id, []).append(secrets.line(home))  # type: ignore[arg-type]
    return [
        AdultEntry(
            care=care,
            name=then.of_contact(care, "name", care.contact.name),
            relationship=then.of_contact(care, "relationship", care.relationship),
            responsibility=then.of_contact(care, "parental responsibility", care.parental_responsibility),
            lives_with=then.of_contact(care, "lives with", care.lives_with),
            phones=tuple(
                filter(
                    None,
                    [
                        then.of_contact(care, "phone", care.contact.phone),
                        then.of_contact(care, "phone2", care.contact.phone2),
                    ],
                )
            ),
            address="; ".join(homes.get(care.contact_id, [])),
            limited=care.limited,  # type: ignore[attr-defined]
        )
        for care in cares
    ]


class _Then:
    """What undated words said before later changes: the original of the earliest of them."""

    def __init__(self, later: Iterable[AdmissionChange]) -> None:
        self.pupil: dict[str, str] = {}
        self.contact: dict[tuple[int | None, str], str] = {}
        for change in sorted(later, key=lambda change: (change.at, change.pk)):
            self.pupil.setdefault(change.field, change.original)
            if change.contact_id is not None:
                what = change.field.rpartition(": ")[2]
                self.contact.setdefault((change.contact_id, what), change.original)

    def of_pupil(self, pupil: Pupil, name: str) -> str:
        """The pupil's value of that name."""
        return self.pupil.get(name, said(getattr(pupil, name.replace(" ", "_"))))

    def of_contact(self, care: Care, what: str, now: object) -> str:
        """The same of a contact; changes that an import made are known by the contact's name."""
        found = self.contact.get((care.contact_id, what))
        return self.pupil.get(contact_field(care.contact, what), said(now)) if found is None else found


def facts_of(entry: RegisterEntry) -> list[tuple[str, str]]:
    """The entry as names and values, in the order of regulation 8, for the page and for paper."""
    stay, given = entry.admission, entry.particulars
    facts = [
        ("Full legal name", entry.legal_name),
        ("Known as", entry.known_as),
        ("Unique pupil number", entry.pupil.upn),
        ("Sex", {"F": "Female", "M": "Male"}.get(given["sex"], given["sex"])),
        ("Date of birth", text_words(given["dob"])),
    ]
    facts += [("Address", _home_words(home, line)) for home, line in entry.addresses] or [
        ("Address", NOT_HELD)
    ]
    if stay is not None:
        facts.append(("Starting day", day_words(stay.starting_day)))
        facts.append(("Registration", _registration_words(stay)))
    facts.append(("Day pupil or boarder", "Boarder" if given["boarder"] == "yes" else "Day pupil"))
    facts.append(("Last school", given["last school"] or NOT_HELD))
    if stay is not None and stay.deleted_on is not None and stay.deleted_on < entry.on:
        facts.append(("Last attended", day_words(entry.attended) if entry.attended else "not known"))
        facts.append(
            ("Name deleted after", f"{day_words(stay.deleted_on)}, regulation 9 ground {stay.ground}")
        )
    facts += _destination(entry, stay)
    facts.append(("Languages", ", ".join(entry.languages) or NOT_HELD))
    return facts


NOT_HELD = "not held"


def _destination(entry: RegisterEntry, stay: Admission | None) -> list[tuple[str, str]]:
    """The next school and the future address, from the day on which the school was told of them."""
    told = entry.leaving
    school = _from(told.next_school, told.next_school_from) if told else (stay.destination if stay else "")
    address = _from(told.new_address, told.new_address_from) if told else ""
    gone = stay is not None and stay.deleted_on is not None
    facts = [("Next school", school or "not known")] if school or gone else []
    return [*facts, ("Future address", address)] if address else facts


def _from(what: str, day: dt.date | None) -> str:
    return f"{what} (from {day_words(day)})" if what and day else what


def day_words(day: dt.date) -> str:
    """A day of any year: 24 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _home_words(home: Address, line: str) -> str:
    return f"{line} (from {day_words(home.first_day)})"


def _registration_words(stay: Admission) -> str:
    words = str(stay.get_registration_display())
    return f"{words}; other school: {stay.other_school}" if stay.other_school else words


def changes_of(pupil: Pupil, post: Post, *, after: dt.date | None = None) -> list[AdmissionChange]:
    """The changes to the pupil's entry, newest first, as the hat may read them. Two statements."""
    changes = AdmissionChange.objects.filter(pupil=pupil).order_by("-at", "-pk")
    if after is not None:
        changes = changes.filter(at__date__gt=after)
    if not may(Role(post.role), Permission.SEE_SOCIAL_CARE):
        changes = changes.exclude(field__in=SOCIAL_FIELDS)
    return secrets_of(pupil.school_id).cover(list(changes))


def field_words(name: str) -> str:
    """What a change is about, in words."""
    kind = name.removeprefix("status ")
    if kind != name:
        return CALLED.get(kind, kind)
    words = LABELS.get(name, name).replace("phone2", "second telephone").replace(": phone", ": telephone")
    return words[:1].upper() + words[1:]


def text_words(text: str) -> str:
    """What stood, with its days as people write them; nothing is said to be nothing."""
    return (
        A_DAY.sub(lambda day: f"{int(day[3])} {dt.date(2000, int(day[2]), 1):%B} {day[1]}", text) or "nothing"
    )
