"""What a notice to the local authority says: the entry of the admission register, as rows for paper and for a file."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from registers.authority_notices import DELETION, Due
from registers.confidential import Secrets, secrets_of
from registers.leaver_facts import attended_until
from registers.leaving import GROUNDS
from registers.models import Address, Admission, Care, Leaving, Post, School
from registers.roles import Permission, Role, may

CONFIDENTIAL = "Confidential: the safeguarding lead or the head can see it"
HEADINGS = (
    *(
        "Notice",
        "Due by",
        "UPN",
        "Surname",
        "Forename",
        "Middle names",
        "Legal surname",
        "Date of birth",
        "Sex",
    ),
    *("Starting day", "Registration", "Other school", "Last school", "Address", "Parents", "Last attended"),
    *("Last day on the roll", "Ground", "Next school", "Starts there", "New address", "Lives there from"),
)


class Content(NamedTuple):
    """One notice in full. `values` stand under HEADINGS. `tells_secret`: a confidential address is among them."""

    due: Due
    values: tuple[str, ...]
    tells_secret: bool

    @property
    def rows(self) -> list[dict[str, str]]:
        """Names and values, without those that are empty."""
        pairs = zip(HEADINGS, self.values, strict=True)
        return [{"label": name, "value": value} for name, value in pairs if value]


def contents_of(
    dues: Sequence[Due], *, school: School, by: Post, secrets: Secrets | None = None
) -> list[Content]:
    """Each notice in full. Six statements, however many there are; one less with `secrets` at hand; none for none."""
    if not dues:
        return []
    stays = [due.admission for due in dues]
    pupils = {stay.pupil_id for stay in stays}
    sees_all = may(Role(by.role), Permission.SEE_CONFIDENTIAL_ADDRESS)
    cares = list(
        Care.objects.filter(school=school, pupil__in=pupils).select_related("contact").order_by("priority")
    )
    homes, secret = _homes(school, pupils, {care.contact_id for care in cares}, sees_all, secrets)
    parents: dict[int, list[str]] = defaultdict(list)
    for care in cares:
        if care.last_day is None:
            parents[care.pupil_id].append(_adult(care, homes.get(("contact", care.contact_id), "")))
    records = {
        record.admission_id: record
        for record in Leaving.objects.filter(admission__in=stays, withdrawn_at__isnull=True)
    }
    attended = attended_until(stays)
    return [
        Content(
            due,
            _values(
                due,
                homes.get(("pupil", due.admission.pupil_id), ""),
                "; ".join(parents[due.admission.pupil_id]),
                records.get(due.admission.pk),
                attended.get(due.admission.pk),
            ),
            sees_all and any(key in secret for key in _told_of(due, cares)),
        )
        for due in dues
    ]


def _homes(
    school: School, pupils: set[int], contacts: set[int], sees_all: bool, secrets: Secrets | None
) -> tuple[dict[tuple[str, int], str], set[tuple[str, int]]]:
    """Where each lives now, and whose address is confidential, marked so or the same place held without the mark."""
    secrets, secret = secrets or secrets_of(school.pk), set()
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    held = Address.objects.filter(school=school, last_day__isnull=True).order_by("first_day", "pk")
    held = held.filter(pupil__in=pupils) | held.filter(contact__in=contacts)
    for home in held:
        key = ("pupil", home.pupil_id) if home.pupil_id else ("contact", home.contact_id or 0)
        if secrets.hides(home):
            secret.add(key)
        found[key].append(CONFIDENTIAL if key in secret and not sees_all else home.line)
    return {key: " / ".join(lines) for key, lines in found.items()}, secret


def _told_of(due: Due, cares: Sequence[Care]) -> list[tuple[str, int]]:
    """Whose addresses a notice names."""
    pupil = due.admission.pupil_id
    adults = [care.contact_id for care in cares if care.pupil_id == pupil and care.last_day is None]
    return [("pupil", pupil), *(("contact", adult) for adult in adults)]


def _adult(care: Care, home: str) -> str:
    contact = care.contact
    lives = "pupil lives with them" if care.lives_with else "pupil does not live with them"
    phones = ", ".join(filter(None, [contact.phone, contact.phone2]))
    return ", ".join(filter(None, [contact.name, care.relationship.lower(), home, phones, lives]))


def _values(
    due: Due, home: str, parents: str, record: Leaving | None, attended: date | None
) -> tuple[str, ...]:
    stay, pupil = due.admission, due.admission.pupil
    gone = due.kind == DELETION
    ground = GROUNDS.get(stay.ground) if gone else None
    leaving = record if gone else None
    return (
        *(due.words, due.by.isoformat(), pupil.upn, pupil.surname, pupil.forename, pupil.middle_names),
        *(pupil.legal_surname, pupil.dob.isoformat(), pupil.get_sex_display(), stay.starting_day.isoformat()),
        *(str(Admission.Registration(stay.registration).label), stay.other_school, pupil.last_school),
        *(home, parents),
        _day(attended) if gone else "",
        _day(stay.deleted_on) if gone else "",
        _ground(ground.letter, ground.words, leaving) if ground else "",
        *(leaving.next_school if leaving else "", _day(leaving.next_school_from) if leaving else ""),
        *(leaving.new_address if leaving else "", _day(leaving.new_address_from) if leaving else ""),
    )


def _ground(letter: str, words: str, leaving: Leaving | None) -> str:
    said = leaving.ground_words if leaving else ""
    return f"{letter}: {said or words}"


def _day(day: object) -> str:
    return "" if day is None else str(day)
