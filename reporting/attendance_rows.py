"""The attendance return: pupils absent without authority for ten school days, and those who do not attend regularly.

SI 2024/208 regulation 13, at intervals agreed with the authority, at least monthly (V2). Ten days are found by the
rule that the pages of continuing absence use; who attends irregularly is proposed, and a person decides.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count

from absence.continuing import NOT_DUE
from absence.deadlines import ATTENDANCE_RETURN_AFTER, CONTINUOUS, Run, by_day, runs
from registers.codes import CLEARED
from registers.confidential import Secrets
from registers.models import Mark, Post, Pupil, School
from registers.pupil_year import current_period
from registers.school_sessions import in_words
from registers.school_year import nth_school_day_after
from reporting.authority_rows import groups_of, homes_of, register_lacks
from reporting.due_returns import DueReturn
from reporting.measures import Sums, percentage
from reporting.models import MadeReturn
from reporting.periods import Period
from reporting.tables import cut_of, enrolment_sums

COLUMNS = (
    *("UPN", "Full name", "Date of birth", "Address", "Class", "Why", "From", "Until"),
    *("School days one after another", "Sessions missed this year", "Of possible sessions"),
    *("Authorised", "Unauthorised"),
)
RUN_BEGAN_WITHIN = dt.timedelta(days=120)
"""How far before the return an absence of ten school days is looked for, whatever holidays lie between."""
CONTINUOUSLY, IRREGULARLY = "Ten school days without authority", "Does not attend regularly"


def attendance_due(
    *, school: School, post: Post, on: dt.date, last_made: MadeReturn | None, secrets: Secrets,
    school_days: Sequence[dt.date],
) -> Iterator[DueReturn]:  # fmt: skip
    """Whom the next attendance return tells of. Six statements, however many pupils.

    Who is still away when the next return is due is told of again: each return names everybody it is about.
    """
    first, _ = current_period(school.pk, on)
    since = last_made.last + dt.timedelta(days=1) if last_made and last_made.last >= first else first
    long = _long_absences(school, since=since, on=on)
    sums = _sums(school, Period(first, on), on)
    irregular = {pupil for pupil, each in sums.items() if each.persistent} - long.keys()
    visible = Pupil.objects.visible_to(post, on=on).filter(pk__in=[*long, *irregular])
    pupils = {pupil.pk: pupil for pupil in visible.order_by("surname", "forename", "pk")}
    homes, groups = homes_of(pupils.values(), on, secrets), groups_of(pupils.values(), on)
    by = due_by(since, school_days)
    for pk, pupil in pupils.items():
        run, own = long.get(pk), sums.get(pk, Sums())
        home = homes.get(pk, "")
        values = (pupil.upn, pupil.legal_name, pupil.dob.isoformat(), home, groups.get(pk, ""),
                  *_why(run, Period(since, on)), str(own.absent), str(own.possible),
                  str(own.authorised), str(own.unauthorised))  # fmt: skip
        yield DueReturn(
            kind=MadeReturn.Kind.ATTENDANCE, pupil=pupil, about=_about(pk, run, since),
            words=_words(run, own), by=_by(run, by, school_days), on=on, values=values, chosen=run is not None,
            problems=() if home else [register_lacks(pupil, "No address is on file")],
        )  # fmt: skip


def month_after(day: dt.date) -> dt.date:
    """The same day of the next month, or its last: the longest that an interval may be."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for number in range(day.day, 27, -1):
        try:
            return dt.date(year, month, number)
        except ValueError:
            continue
    return dt.date(year, month, day.day)


def due_by(since: dt.date, school_days: Sequence[dt.date]) -> dt.date:
    """The last school day within a month; in a long holiday the first one after it."""
    month = month_after(since)
    begun = [day for day in school_days if day >= since]
    within = [day for day in begun if day <= month]
    return within[-1] if within else next(iter(begun), month)


def ten_day_run(codes: Sequence[tuple[dt.date, str]], *, since: dt.date) -> Run | None:
    """The last unbroken absence without authority of ten school days or more that reached so many since a day.

    `codes`: the sessions of one pupil in order. Sessions that were not due, and cleared marks, say nothing.
    """
    told = [(day, code) for day, code in codes if code != CLEARED and code not in NOT_DUE]
    found = [run for run in runs(by_day(told)) if run.length >= ATTENDANCE_RETURN_AFTER and run.last >= since]
    return found[-1] if found else None


def _by(run: Run | None, by: dt.date, school_days: Sequence[dt.date]) -> dt.date:
    """When a pupil is to be told of: with the others, or on the tenth day where that came later."""
    if run is None:
        return by
    tenth = nth_school_day_after(run.first - dt.timedelta(days=1), ATTENDANCE_RETURN_AFTER, school_days)
    return max(by, tenth or run.last)


def _long_absences(school: School, *, since: dt.date, on: dt.date) -> dict[int, Run]:
    """Pupils with such an absence. One statement."""
    marks = Mark.objects.filter(school=school, date__range=(since - RUN_BEGAN_WITHIN, on))
    away = (
        marks.filter(code__in=sorted(CONTINUOUS)).values("pupil").annotate(days=Count("date", distinct=True))
    )
    candidates = away.filter(days__gte=ATTENDANCE_RETURN_AFTER).values("pupil")
    codes: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    found = marks.filter(pupil__in=candidates).order_by("date", "session")
    for pupil, day, code in found.values_list("pupil_id", "date", "code"):
        codes[pupil].append((day, code))
    long = {pupil: ten_day_run(each, since=since) for pupil, each in codes.items()}
    return {pupil: run for pupil, run in long.items() if run is not None}


def _sums(school: School, period: Period, on: dt.date) -> Mapping[int, Sums]:
    """What the year so far comes to for each pupil on the roll, all stays together. One statement."""
    found: dict[int, Sums] = defaultdict(Sums)
    for row in enrolment_sums(cut_of(school, period, on)):
        found[row.pupil] += row.sums
    return found


def _why(run: Run | None, period: Period) -> tuple[str, str, str, str]:
    if run is None:
        return IRREGULARLY, period.first.isoformat(), period.last.isoformat(), ""
    return CONTINUOUSLY, run.first.isoformat(), run.last.isoformat(), str(run.length)


def _words(run: Run | None, own: Sums) -> str:
    if run is not None:
        days = f"{in_words(run.first)} to {in_words(run.last)}"
        return f"{run.length} school days without authority, {days}"
    share = percentage(own.absent, own.possible)
    return f"{IRREGULARLY}: {own.absent} of {own.possible} sessions missed ({share} %)"


def _about(pupil: int, run: Run | None, since: dt.date) -> str:
    return f"absent-{pupil}-{run.first}-{since}" if run else f"irregular-{pupil}-{since}"
