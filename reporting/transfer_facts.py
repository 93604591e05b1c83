"""What a common transfer file tells of a leaver, as the registers have it, and what it leaves out. Seven statements."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.urls import reverse

from registers.confidential import secrets_of
from registers.models import Address, Admission, Care, ContactLimit, Leaving, Mark, PupilStatus, School
from registers.school_year import academic_year
from reporting.due_returns import Problem
from reporting.enrolments import outside_nursery
from reporting.measures import measure
from reporting.transfer_xml import Adult, SchoolNamed, Since, Transfer, YearTotals

KIND = PupilStatus.Kind


@dataclass(frozen=True)
class TransferFacts:
    """What goes into the file. `left_out`: what does not, and why. `next_school`: as the leaving record names it."""

    transfer: Transfer
    problems: list[Problem]
    left_out: list[str]
    next_school: str


def transfer_facts(stay: Admission, *, school: School) -> TransferFacts:
    """Everything certain of one stay that has ended."""
    pupil, last = stay.pupil, stay.deleted_on or dt.date.max
    secrets = secrets_of(school.pk)
    homes = list(Address.objects.on(last).filter(school=school, pupil=pupil).order_by("first_day", "pk"))
    told = [home for home in homes if not secrets.hides(home)]
    statuses = list(PupilStatus.objects.filter(school=school, pupil=pupil).order_by("first_day", "pk"))
    years = [each for each in statuses if each.kind == KIND.YEAR_GROUP and each.first_day <= last]
    transfer = Transfer(
        upn=pupil.upn, former_upn=pupil.former_upn, surname=pupil.legal_surname or pupil.surname,
        forename=pupil.forename, middle_names=pupil.middle_names, known_as=pupil.known_as, dob=pupil.dob,
        sex=pupil.sex, ethnicity=pupil.ethnicity, year_group=years[-1].value if years else "",
        address=told[0].address if told else "", postcode=told[0].postcode if told else "",
        entered=stay.starting_day, left=last,
        sen=[Since(each.value, each.first_day, each.last_day) for each in statuses if each.kind == KIND.SEN],
        free_meals=[Since(each.value, each.first_day, each.last_day) for each in statuses
                    if each.kind == KIND.FSM and each.value == "1"],
        adults=_adults(stay, last), years=_years(stay, last),
    )  # fmt: skip
    left_out = _left_out(hides_address=len(homes) > len(told), limits=_has_limits(stay, last))
    return TransferFacts(transfer, _problems(transfer, stay), left_out, _next_school(stay))


def sender_of(school: School) -> SchoolNamed:
    """This school as the file names it."""
    return SchoolNamed(school.la_code, school.estab, school.name)


def year_ending(day: dt.date) -> int:
    """The calendar year in which the day's academic year ends, by which transfer files name it (M)."""
    return int(academic_year(day)[:4]) + 1


def _adults(stay: Admission, last: dt.date) -> list[Adult]:
    cares = Care.objects.on(last).filter(school=stay.school_id, pupil=stay.pupil_id).select_related("contact")
    return [
        Adult(
            care.contact.title, care.contact.name, care.relationship, care.parental_responsibility,
            care.lives_with, [each for each in (care.contact.phone, care.contact.phone2) if each], care.contact.email,
        )
        for care in cares.order_by("priority", "pk")
    ]  # fmt: skip


def _years(stay: Admission, last: dt.date) -> list[YearTotals]:
    """The totals of each academic year of the stay with a possible session, the latest first. One statement."""
    marks = Mark.objects.filter(
        school=stay.school_id, pupil=stay.pupil_id, date__range=(stay.starting_day, last)
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for day, code in outside_nursery(marks).values_list("date", "code"):
        counts[year_ending(day)][code] += 1
    sums = [(year, measure(codes)) for year, codes in sorted(counts.items(), reverse=True)]
    return [
        YearTotals(year, own.possible, own.attended, own.authorised, own.unauthorised)
        for year, own in sums
        if own.possible
    ]


def _problems(transfer: Transfer, stay: Admission) -> list[Problem]:
    entry = reverse("registers:register_entry", args=[stay.pupil_id])
    contacts = reverse("registers:pupil_contacts", args=[stay.pupil_id])
    lacks = []
    if not transfer.address:
        lacks.append(Problem("No address that may be told is on file", entry))
    if not transfer.adults:
        lacks.append(Problem("No parent is on file", contacts))
    if not transfer.sex:
        lacks.append(Problem("The sex is not on file", entry))
    return lacks


def _has_limits(stay: Admission, last: dt.date) -> bool:
    """Whether an adult may not be told everything about the pupil. One statement."""
    limits = ContactLimit.objects.on(last).filter(school=stay.school_id, care__pupil=stay.pupil_id)
    return limits.exists()


def _next_school(stay: Admission) -> str:
    """What the family said. One statement."""
    records = Leaving.objects.filter(admission=stay, withdrawn_at__isnull=True)
    return records.values_list("next_school", flat=True).first() or ""


def _left_out(*, hides_address: bool, limits: bool) -> list[str]:
    words = [
        "The marks one by one: how codes of two characters stand in the file is not published. The totals are in it.",
        "Looked after, social worker and health: the people who know the child tell the next school.",
        "Assessments: they are kept elsewhere.",
    ]
    if limits:
        words.append(
            "The limit on a contact: the file has no place for it. The safeguarding lead tells the next school before"
            " it rings anybody."
        )
    if hides_address:
        words.append("A confidential address: the safeguarding lead tells it to whoever needs it.")
    return words
