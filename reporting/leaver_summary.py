"""What goes with a pupil to the next school about attendance: figures, what helped, and what counts on there.

It says how the absence was, never what the child is. Safeguarding goes its own way, and no note of anybody is in it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from absence.models import SupportActionNote, SupportPlanVersion
from attendance_site.parts.documents import render
from registers.codes import CODES, THRESHOLD_NATIONAL
from registers.models import Admission, GroupMembership, Leaving, Mark, Post, Pupil, PupilWeek, SchoolDay
from registers.overview_pictures import half_terms_of, reasons_of, weekdays_of
from registers.pupil_overview import PupilOverview, overview_of
from registers.pupil_year import current_period
from registers.school_sessions import HALF, clock_words, in_words
from registers.school_year import academic_year, week_start_of, weeks_of

SOURCE = Path(__file__).with_name("printed") / "leaver_summary.typ"
SCHOOL_WEEKS = 10
"""School weeks in which unauthorised sessions count towards the national threshold, at whichever school (V)."""
LOOKS_BACK = dt.timedelta(days=200)
"""Holds ten school weeks and the longest holiday."""


@dataclass(frozen=True)
class YearHere:
    """One academic year at this school, in sessions."""

    name: str
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int

    @property
    def row(self) -> list[str]:
        """As the table says it."""
        figures = (self.possible, self.attended, self.authorised, self.unauthorised, self.late)
        return [self.name.replace("-", "/"), *(str(each) for each in figures)]


@dataclass(frozen=True)
class Counting:
    """One unauthorised session of the last ten school weeks."""

    date: dt.date
    session: str
    code: str


@dataclass(frozen=True)
class LeaverFigures:
    """What the summary says of the register."""

    pupil: Pupil
    group: str
    stay: Admission | None
    first: dt.date
    last: dt.date
    """The last day that it speaks of: the last on the roll, else yesterday."""
    overview: PupilOverview
    years: Sequence[YearHere]
    counting: Sequence[Counting]
    next_school: str

    @property
    def facts(self) -> list[list[str]]:
        """Who it is about, and how long the pupil was here."""
        stay = self.stay
        until = "still on the roll" if stay is None or stay.deleted_on is None else in_words(stay.deleted_on)
        return [
            ["Born", in_words(self.pupil.dob)],
            ["Unique pupil number", self.pupil.upn],
            ["Class", self.group or "none"],
            ["On our roll from", in_words(stay.starting_day) if stay else "not known"],
            ["On our roll until", until],
        ]


def leaver_figures(pupil: Pupil, *, on: dt.date) -> LeaverFigures:
    """The figures up to yesterday, or to the last day on the roll. Fourteen statements at most."""
    stay = pupil.admissions.order_by("-starting_day").first()
    yesterday = on - dt.timedelta(days=1)
    last = min(yesterday, stay.deleted_on) if stay and stay.deleted_on else yesterday
    first, last = current_period(pupil.school_id, last)
    names = GroupMembership.objects.on(last).filter(pupil=pupil).values_list("group__name", flat=True)
    leaving = Leaving.objects.filter(admission=stay, withdrawn_at__isnull=True).order_by("-at").first()
    overview = overview_of(pupil, first=first, on=last)
    return LeaverFigures(
        pupil=pupil,
        group=names.first() or "",
        stay=stay,
        first=first,
        last=last,
        overview=overview,
        years=[*_this_year(overview, last), *_earlier_years(pupil, first)],
        counting=_counting(pupil, last),
        next_school=leaving.next_school if leaving else "",
    )


def what_helped(pupil: Pupil) -> list[str]:
    """What the support plans say was changed or done, to be read and shortened by a person. Two statements."""
    versions = SupportPlanVersion.objects.filter(plan__pupil=pupil).order_by("-at", "-pk")
    newest: dict[int, str] = {}
    for plan, words in versions.values_list("plan", "adjustments"):
        newest.setdefault(plan, words)
    notes = SupportActionNote.objects.filter(action__plan__pupil=pupil).order_by("-at", "-pk")
    done: dict[int, tuple[bool, str]] = {}
    for action, is_done, what in notes.values_list("action", "done", "action__what"):
        done.setdefault(action, (is_done, what))
    return [words for words in newest.values() if words] + [
        what for is_done, what in done.values() if is_done
    ]


def summary_pdf(figures: LeaverFigures, *, to_school: str, words: str, by: Post, at: dt.datetime) -> bytes:
    """The document."""
    pupil, overview = figures.pupil, figures.overview
    charts = [half_terms_of(overview), reasons_of(overview), weekdays_of(overview)]
    when = f"{in_words(at.date())}, {clock_words(at)}"
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": f"Attendance summary: {pupil.legal_name}",
            "subtitle": "For the next school. Confidential",
            "school": pupil.school.name,
            "made": f"Made {when}, by {by.user.name}, {by.position}",
            "facts": [*figures.facts, ["For", to_school]],
            "contact": [pupil.school.name, pupil.school.phone, pupil.school.email],
            "words": words.splitlines(),
            "days": f"{in_words(figures.first)} to {in_words(figures.last)}",
            "years": [each.row for each in figures.years],
            "charts": [{"heading": each.title} | each.printed for each in charts if each.rows],
            "counting": _by_day(figures.counting),
        },
    )


def _this_year(overview: PupilOverview, last: dt.date) -> list[YearHere]:
    """The school year so far: marks up to the last day."""
    sums = overview.measures
    figures = (sums.possible, sums.attended, sums.authorised, sums.unauthorised, sums.late)
    return [YearHere(academic_year(last), *figures)] if sums.possible else []


def _earlier_years(pupil: Pupil, before: dt.date) -> list[YearHere]:
    """The academic years at this school before that day, the newest first, from the weeks' sums. One statement.

    A week belongs to the year of its Friday.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    names = ("possible", "attended", "authorised", "unauthorised", "late")
    begun = week_start_of(before)
    weeks = PupilWeek.objects.filter(school=pupil.school_id, pupil=pupil, monday__lt=begun)
    for monday, *figures in weeks.values_list("monday", *names):
        year = sums[academic_year(monday + dt.timedelta(days=4))]
        for place, figure in enumerate(figures):
            year[place] += figure
    return [YearHere(name, *sums[name]) for name in sorted(sums, reverse=True) if sums[name][0]]


def _counting(pupil: Pupil, last: dt.date) -> list[Counting]:
    """The unauthorised sessions of the last ten school weeks. Two statements."""
    days = SchoolDay.objects.filter(school=pupil.school_id).between(last - LOOKS_BACK, last)
    weeks = weeks_of(list(days.values_list("date", flat=True)))
    newest = max(weeks.values(), default=0)
    first = min((day for day, week in weeks.items() if week > newest - SCHOOL_WEEKS), default=last)
    marks = Mark.objects.filter(
        school=pupil.school_id, pupil=pupil, date__range=(first, last), code__in=sorted(THRESHOLD_NATIONAL)
    )
    rows = marks.order_by("date", "session").values_list("date", "session", "code")
    return [Counting(*row) for row in rows]


def _by_day(sessions: Sequence[Counting]) -> list[list[str]]:
    """A row for each day: what stands for its morning and its afternoon."""
    days: dict[dt.date, dict[str, str]] = defaultdict(dict)
    for each in sessions:
        days[each.date][each.session] = f"{each.code}  {CODES[each.code].words}"
    return [[in_words(day), *(halves.get(half, "–") for half in HALF)] for day, halves in days.items()]
