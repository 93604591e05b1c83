"""The school's calendar: the school days that follow from terms and closures, and marks that lose their session."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from registers.calendar_plan import Preview, plan_change
from registers.calendar_shape import Edit, row_words
from registers.codes import CLEARED
from registers.imports.calendar import LONGEST_CLOSURE
from registers.models import CalendarChange, Closure, Post, School, SchoolDay, Term
from registers.refusals import Refusal
from registers.school_calendar import Closed, RemovedSession, days_with_sessions
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import WEEKDAYS, DayRange, academic_year_days, weeks_of

AUGUST_STARTS = timedelta(days=31)  # some schools begin in August

CLEAR = """
UPDATE registers_mark m SET code = %(cleared)s, minutes_late = NULL, arrived_at = NULL, note = '', source = 'calendar',
  client = '', seq = 0, rev = m.rev + 1, reason = r.reason,
  by_id = %(by)s, name = %(name)s, position = %(position)s, at = %(at)s
FROM unnest(%(pupils)s::bigint[], %(dates)s::date[], %(sessions)s::text[], %(reasons)s::text[])
  AS r (pupil_id, date, session, reason)
WHERE m.school_id = %(school)s AND m.date = r.date AND m.session = r.session AND m.code <> %(cleared)s
  AND {who}"""


class CalendarRefusal(Refusal):
    """The calendar cannot be changed so. `place`: the field of a form that it is about."""

    place: str | None = None
    who_can_fix = "You can, by changing the days."


class DaysNotInOrder(CalendarRefusal):
    """The last day comes before the first."""

    place = "last_day"


class ClosureTooLong(CalendarRefusal):
    """A slip in a date: no closure lasts that long."""

    place = "last_day"


class TermsOverlap(CalendarRefusal):
    """Two terms would hold the same day."""

    place = "first_day"
    who_can_fix = "You can, by changing the days of one of the two terms."


class TermNameTaken(CalendarRefusal):
    """The school year has a term of that name."""

    place = "name"
    who_can_fix = "You can, by giving it another name."


class TermOutsideYear(CalendarRefusal):
    """The days of a term do not lie in the school year that it names."""

    place = "academic_year"
    who_can_fix = "You can, by changing the school year or the days."


class ClosureThere(CalendarRefusal):
    """The same closure stands in the calendar already."""

    place = "first_day"
    who_can_fix = "You can change the one that is there."


class NothingToChange(CalendarRefusal):
    """The calendar says so already."""

    who_can_fix = "Nobody needs to."


class PastNeedsReason(CalendarRefusal):
    """Days that are over change only with a reason, which is kept."""

    place = "reason"
    who_can_fix = "You can, by giving the reason."


class ChangedMeanwhile(CalendarRefusal):
    """Somebody else changed or removed it."""

    who_can_fix = "Open the calendar again and look at what stands there now."


@transaction.atomic
def change_calendar(
    *, school: School, edit: Edit, reason: str, by: Post, at: datetime
) -> tuple[CalendarChange, Preview]:
    """Make the change, with everything that follows from it, and keep what it did; what was changed, and the preview.

    School days are renumbered; marks of sessions that are taken away are cleared, each with its reason. Sessions that
    come back are left to be marked. Raises a CalendarRefusal.
    """
    School.objects.select_for_update().get(pk=school.pk)
    preview = check_change(school=school, edit=edit, reason=reason, at=at)
    for row in edit.before:
        if row.pk not in {each.pk for each in edit.after if type(each) is type(row)}:
            type(row)._default_manager.filter(school=school, pk=row.pk).delete()
    for row in edit.after:
        row.school = school
        row.save()
    renumber_school_days(school=school)
    clear_removed_sessions(school=school, removed=preview.removed, by=by, at=at)
    change = keep_change(school=school, what=edit.words, effects=preview.effects, reason=reason, by=by, at=at)
    return change, preview


def check_change(*, school: School, edit: Edit, reason: str, at: datetime) -> Preview:
    """What the change would do now. Raises a CalendarRefusal where it cannot be made, or not without a reason."""
    _refuse_changed_meanwhile(school, edit)
    for row in edit.after:
        _refuse_days(row)
        if isinstance(row, Term):
            _refuse_term(school, edit, row)
        elif _is_there(school, edit, row):
            raise ClosureThere(f"The calendar has {row_words(row)} already.")
    if edit.before and [_values(row) for row in edit.before] == [_values(row) for row in edit.after]:
        raise NothingToChange("The calendar says that already.")
    today = at.astimezone(SCHOOL_TIME).date()
    preview = plan_change(school=school, edit=edit, on=today)
    if preview.earliest is not None and preview.earliest < today and not reason.strip():
        raise PastNeedsReason("This changes days that are over. Say why: the reason is kept.")
    return preview


def keep_change(
    *, school: School, what: str, effects: Sequence[str], reason: str, by: Post, at: datetime
) -> CalendarChange:
    """Write down a change to the calendar, for good."""
    return CalendarChange.objects.create(
        school=school,
        what=what[:500],
        effects="\n".join(effects),
        reason=reason.strip()[:300],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _values(row: Term | Closure) -> tuple[object, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def _refuse_changed_meanwhile(school: School, edit: Edit) -> None:
    for row in edit.before:
        standing = type(row)._default_manager.filter(school=school, pk=row.pk).first()
        if standing is None or _values(standing) != _values(row):
            raise ChangedMeanwhile("Somebody changed this meanwhile. Nothing was done.")


def _refuse_days(row: Term | Closure) -> None:
    if row.last_day < row.first_day:
        raise DaysNotInOrder("The last day is before the first day.")
    if (row.last_day - row.first_day).days > LONGEST_CLOSURE:
        raise ClosureTooLong(f"That would last more than {LONGEST_CLOSURE} days.")


def _refuse_term(school: School, edit: Edit, term: Term) -> None:
    days = academic_year_days(term.academic_year)
    if term.first_day < days.first - AUGUST_STARTS or term.last_day > days.last:
        raise TermOutsideYear(f"The days of this term are not in {term.academic_year}.")
    gone = {row.pk for row in edit.before if isinstance(row, Term)}
    others = [other for other in school.terms.all() if other.pk not in gone]
    if any((other.academic_year, other.name) == (term.academic_year, term.name) for other in others):
        raise TermNameTaken(f"{term.academic_year} has a term with the name {term.name}.")
    ordered = sorted([*others, term], key=_first_day)
    for earlier, later in pairwise(ordered):
        if later.first_day <= earlier.last_day and term in (earlier, later):
            raise TermsOverlap(f"{later.name} would begin before {earlier.name} ends.")


def _first_day(term: Term) -> date:
    return term.first_day


def _is_there(school: School, edit: Edit, closure: Closure) -> bool:
    gone = [row.pk for row in edit.before if isinstance(row, Closure)]
    same = school.closures.filter(
        first_day=closure.first_day,
        last_day=closure.last_day,
        kind=closure.kind,
        sessions=closure.sessions,
        year_groups=closure.year_groups,
        classes=closure.classes,
        pupils=closure.pupils,
    )
    return same.exclude(pk__in=gone).exists()


@transaction.atomic
def renumber_school_days(*, school: School) -> int:
    """Rebuild the school's days and the numbers of its weeks from its terms and closures; how many days there are.

    Only closures of the whole school that remove sessions take a day or half a day away. Weeks run on across terms
    and years and start on the school's weekday for the threshold. Days that stay as they were are not written again.
    """
    wanted = {day.date: day for day in _school_days(school)}
    SchoolDay.objects.filter(school=school).exclude(date__in=wanted).delete()
    standing = {day.date: _facts(day) for day in SchoolDay.objects.filter(school=school)}
    changed = [day for day in wanted.values() if standing.get(day.date) != _facts(day)]
    SchoolDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["school", "date"], update_fields=["week", "am", "pm"]
    )
    return len(wanted)


def _school_days(school: School) -> list[SchoolDay]:
    terms = [DayRange(term.first_day, term.last_day) for term in school.terms.all()]
    closures = [
        Closed(closure.first_day, closure.last_day, closure.sessions)
        for closure in school.closures.all()
        if closure.removes_sessions and closure.is_whole_school
    ]
    days = days_with_sessions(terms, closures)
    weeks = weeks_of(days, WEEKDAYS[school.threshold_week_start])
    return [
        SchoolDay(school=school, date=day, week=weeks[day], am=halves.am, pm=halves.pm)
        for day, halves in days.items()
    ]


def _facts(day: SchoolDay) -> tuple[int, bool, bool]:
    return day.week, day.am, day.pm


@transaction.atomic
def clear_removed_sessions(
    *, school: School, removed: Sequence[RemovedSession], by: Post, at: datetime
) -> int:
    """Clear the marks of sessions that are no longer sessions, each with its reason; how many were cleared.

    The earlier entry stays in the history. A mark that is cleared counts nowhere.
    """
    count = 0
    for who, chosen in (
        ("r.pupil_id IS NULL", [each for each in removed if each.pupil is None]),
        ("m.pupil_id = r.pupil_id", [each for each in removed if each.pupil is not None]),
    ):
        if not chosen:
            continue
        values: dict[str, Any] = {
            **{
                "school": school.pk,
                "cleared": CLEARED,
                "by": by.pk,
                "name": by.user.name,
                "position": by.position,
            },
            "at": at,
            "pupils": [each.pupil for each in chosen],
            "dates": [each.date for each in chosen],
            "sessions": [each.session for each in chosen],
            "reasons": [each.reason for each in chosen],
        }
        with connection.cursor() as cursor:
            cursor.execute(CLEAR.format(who=who), values)
            count += cursor.rowcount
    return count
