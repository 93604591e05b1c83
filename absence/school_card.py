"""What a family reads about whom to talk to at a school, and what the school has still to fill in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS

from absence.models import FamilyInformation, NamedPerson
from absence.talk_to import DUTIES, IN_SCHOOL, Duty, DutyWords, is_review_due
from registers.models import School, SessionTimes


@dataclass(frozen=True)
class Named:
    """Somebody who is named, with what they are named for."""

    words: DutyWords
    person: NamedPerson


@dataclass(frozen=True)
class DayTimes:
    """When registration starts and closes and the day ends: every day (`weekday` None), or on one that differs."""

    weekday: int | None
    starts: dt.time | None
    closes: dt.time | None
    ends: dt.time | None

    @property
    def weekday_name(self) -> str:
        """The weekday in the language of the page; empty for every day."""
        return "" if self.weekday is None else str(WEEKDAYS[self.weekday])


@dataclass(frozen=True)
class SchoolCard:
    """Everything about one school; what is empty is not shown to families."""

    school: School
    people: tuple[Named, ...]
    authority: NamedPerson | None
    information: FamilyInformation
    times: DayTimes | None
    different: tuple[DayTimes, ...]
    review_due: bool
    to_fill_in: tuple[str, ...]


def school_card(school: School, *, on: dt.date) -> SchoolCard:
    """What the school has said and what its register knows. Three statements."""
    named = NamedPerson.objects.of(school)
    information = FamilyInformation.objects.of(school)
    every_day, different = _times(SessionTimes.objects.filter(school=school))
    people = tuple(Named(DUTIES[duty], named[duty]) for duty in IN_SCHOOL if duty in named)
    return SchoolCard(
        school=school,
        people=people,
        authority=named.get(Duty.AUTHORITY),
        information=information,
        times=every_day,
        different=different,
        review_due=is_review_due(information.policy_review_on, on=on),
        to_fill_in=tuple(_to_fill_in(school, named, information)),
    )


def _to_fill_in(
    school: School, named: dict[Duty, NamedPerson], information: FamilyInformation
) -> Iterable[str]:
    """What families should find and do not, in the order of the page."""
    for duty in Duty:
        person = named.get(duty)
        if person is None:
            yield DUTIES[duty].label
        elif not person.phone and not person.email:
            yield f"{DUTIES[duty].label}: a telephone or e-mail"
    missing = (
        (not school.phone, "Absence telephone"),
        (information.answered_from is None, "When somebody answers the absence telephone"),
        (school.gates_open is None, "When the gates open"),
        (not information.policy_url, "The attendance policy on the school’s website"),
        (information.policy_adopted_on is None, "When the policy was adopted"),
        (information.policy_review_on is None, "When the policy is to be reviewed"),
    )
    yield from (words for is_missing, words in missing if is_missing)


def _times(rows: Iterable[SessionTimes]) -> tuple[DayTimes | None, tuple[DayTimes, ...]]:
    held = {(row.session, row.weekday): row for row in rows}
    days: list[int | None] = [
        None,
        *sorted({row.weekday for row in held.values() if row.weekday is not None}),
    ]
    found = [_day(held, weekday) for weekday in days]
    every_day = found[0] if found[0].starts or found[0].ends else None
    return every_day, tuple(found[1:])


def _day(held: dict[tuple[str, int | None], SessionTimes], weekday: int | None) -> DayTimes:
    morning = held.get(("AM", weekday)) or held.get(("AM", None))
    afternoon = held.get(("PM", weekday)) or held.get(("PM", None))
    last = afternoon or morning
    return DayTimes(
        weekday,
        morning.starts if morning else None,
        morning.closes if morning else None,
        last.ends if last else None,
    )
