"""What one figure is made of: its parts by pupil, who is in it and who is not, and the registers still missing."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from registers.codes import CODES, NOT_POSSIBLE
from registers.missing_registers import Gap, missing_on_earlier_days
from registers.models import (
    Admission,
    GroupMembership,
    Mark,
    Post,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
)
from registers.school_year import NURSERY, DayRange, compulsory_school_age
from reporting.figure_address import Asked, FigureKind
from reporting.measures import Measures, Rates, percentage
from reporting.tables import (
    Cut,
    LeftOut,
    enrolment_sums,
    left_out,
    of_all_sessions,
    pupil_measures,
    school_totals,
    session_counts,
)


@dataclass(frozen=True)
class Share:
    """A part of a whole, as integers."""

    part: int
    whole: int

    @property
    def percent(self) -> str | None:
        """The share, rounded for reading only; None of nothing."""
        return percentage(self.part, self.whole)

    @property
    def division(self) -> str:
        """1,204 ÷ 17,600."""
        return f"{self.part:,} ÷ {self.whole:,}"


@dataclass(frozen=True)
class PupilPart:
    """One pupil's part of a figure. `pupil`: None where the reader may not see who it is."""

    pupil: Pupil | None
    class_name: str
    rates: Rates
    share: Share
    stay: str
    url: str

    @property
    def level(self) -> str:
        """How much is missed in all, where that has a name."""
        return (
            "Severely absent" if self.rates.severe else "Persistently absent" if self.rates.persistent else ""
        )


@dataclass(frozen=True)
class NotCounted:
    """Sessions with a code that is in neither side of any rate."""

    code: str
    title: str
    number: int


@dataclass(frozen=True)
class Figure:
    """A figure and what it is made of. `pupils` and `gaps`: empty for a reader who sees no names.

    `persistent`: how many pupils missed a tenth or more.
    """

    asked: Asked
    share: Share
    pupils: list[PupilPart]
    left_out: LeftOut
    not_counted: list[NotCounted]
    gaps: list[Gap]
    persistent: int

    @property
    def words(self) -> str:
        """11 sessions missed of 330 possible."""
        return self.asked.words(self.share.part, self.share.whole)

    @property
    def sessions_missing(self) -> int:
        """Marks that are missing: they are in no figure until they are made."""
        return sum(len(gap.pupils) for gap in self.gaps)


@dataclass(frozen=True)
class SchoolPart:
    """One school's part of a figure of several. `persistent`: how many of its pupils missed a tenth or more."""

    school: School
    share: Share
    url: str
    persistent: int


def cut_for(asked: Asked, schools: Iterable[int], on: dt.date) -> Cut:
    """The sessions that the figure is about."""
    return Cut(tuple(schools), asked.period, on, asked.group, asked.compulsory, asked.within)


def figure_of(asked: Asked, *, school: School, post: Post, on: dt.date, named: bool) -> Figure:
    """The figure of one school. A dozen statements, however many pupils. `named`: with the pupils it is made of."""
    cut = cut_for(asked, [school.pk], on)
    rates = _rates(asked, cut)
    return Figure(
        asked,
        share_of(asked, [each for _, _, each in rates]),
        _pupils(asked, rates, post=post, on=on) if named else [],
        left_out(cut),
        _not_counted(asked, cut),
        _gaps(asked, {pupil for _, pupil, _ in rates}, school=school, post=post, on=on) if named else [],
        sum(each.persistent for _, _, each in rates if each.possible),
    )


def school_parts(asked: Asked, *, schools: list[School], on: dt.date) -> list[SchoolPart]:
    """The figure school by school, by name. One statement."""
    cut = cut_for(asked, [each.pk for each in schools], on)
    totals = school_totals(cut)
    found = []
    for school in schools:
        total = totals[school.pk]
        if asked.kind.counts_pupils:
            severe = asked.kind is FigureKind.SEVERE
            share = Share(total.severe_pupils if severe else total.persistent_pupils, total.pupils)
        else:
            share = Share(asked.part(total.measures), total.measures.possible)
        url = Asked(asked.kind, asked.period, school=school.pk).url
        found.append(SchoolPart(school, share, url, total.persistent_pupils))
    return found


def share_of(asked: Asked, rates: Iterable[Rates]) -> Share:
    """The part and the whole: sums over enrolments, never the mean of their percentages."""
    counted = [each for each in rates if asked.whole(each)]
    whole = len(counted) if asked.kind.counts_pupils else sum(map(asked.whole, counted))
    return Share(sum(asked.part(each) for each in counted), whole)


def marks_of(asked: Asked, *, pupil: Pupil) -> list[Mark]:
    """The marks of one pupil that are in the figure, in the order of the days. Two statements."""
    found = Mark.objects.filter(school=pupil.school_id, pupil=pupil.pk, date__range=asked.period)
    found = found.exclude(code="").order_by("date", "session")
    if asked.session:
        found = found.filter(session=asked.session)
    if asked.compulsory:
        found = found.filter(date__range=compulsory_school_age(pupil.dob))
    counted = asked if not asked.kind.counts_pupils else Asked(FigureKind.ABSENCE, asked.period)
    years = PupilStatus.objects.filter(pupil=pupil, kind=PupilStatus.Kind.YEAR_GROUP, value__in=NURSERY)
    nursery = [
        DayRange(first, last or dt.date.max) for first, last in years.values_list("first_day", "last_day")
    ]
    return [
        mark
        for mark in found
        if counted.part(Measures({mark.code: 1}))
        and asked.weekday in (None, mark.date.weekday())
        and not any(stay.holds(mark.date) for stay in nursery)
    ]


def class_names(school: School | int) -> dict[int, str]:
    """What the classes of a school are called, by number. One statement."""
    return dict(RegistrationGroup.objects.filter(school=school).values_list("pk", "name"))


def _rates(asked: Asked, cut: Cut) -> list[tuple[int, int, Rates]]:
    """(admission, pupil, what its sessions come to)."""
    rows = enrolment_sums(cut)
    if not asked.is_of_some_sessions and not asked.kind.counts_codes:
        return [(row.admission, row.pupil, row.sums) for row in rows]
    measured = pupil_measures(cut, weekday=asked.weekday, session=asked.session)
    return [(row.admission, row.pupil, measured.get(row.admission, Measures({}))) for row in rows]


def _pupils(asked: Asked, rates: list[tuple[int, int, Rates]], *, post: Post, on: dt.date) -> list[PupilPart]:
    counted = [(admission, pupil, each) for admission, pupil, each in rates if asked.whole(each)]
    stays = Admission.objects.filter(pk__in=[admission for admission, _, _ in counted])
    by_stay = {stay.pk: stay for stay in stays}
    seen = Pupil.objects.visible_to(post, on=on).in_bulk({pupil for _, pupil, _ in counted})
    classes = _last_classes(asked, [pupil for _, pupil, _ in counted])
    parts = [
        PupilPart(
            seen.get(pupil),
            classes.get(pupil, ""),
            each,
            Share(each.absent if asked.kind.counts_pupils else asked.part(each), asked.whole(each)),
            _stay_words(by_stay[admission], asked),
            asked.sessions_url(pupil),
        )
        for admission, pupil, each in counted
    ]
    return sorted(parts, key=_most_first)


def _most_first(part: PupilPart) -> tuple[float, int, str]:
    return -part.share.part / part.share.whole, -part.share.part, str(part.pupil or "")


def _last_classes(asked: Asked, pupils: list[int]) -> dict[int, str]:
    """The class of each pupil on the last day of the period, of a leaver the last one."""
    rows = GroupMembership.objects.filter(pupil__in=pupils, first_day__lte=asked.period.last)
    return dict(rows.order_by("first_day").values_list("pupil", "group__name"))


def _stay_words(stay: Admission, asked: Asked) -> str:
    words = []
    if stay.starting_day > asked.period.first:
        words.append(f"joined {stay.starting_day.day} {stay.starting_day:%b}")
    if stay.deleted_on is not None and stay.deleted_on < asked.period.last:
        words.append(f"left {stay.deleted_on.day} {stay.deleted_on:%b}")
    return ", ".join(words)


def _gaps(asked: Asked, pupils: Collection[int], *, school: School, post: Post, on: dt.date) -> list[Gap]:
    """Registers of the figure's sessions, before today, that lack marks of these pupils."""
    before = min(asked.period.last + dt.timedelta(days=1), on)
    missing = missing_on_earlier_days(school=school, before=before, by=post, first=asked.period.first)
    found = [
        replace(gap, pupils=tuple(each for each in gap.pupils if each.pupil_id in pupils))
        for gap in missing
        if asked.holds(gap.date.weekday(), gap.session)
    ]
    return [gap for gap in found if gap.pupils]


def _not_counted(asked: Asked, cut: Cut) -> list[NotCounted]:
    counts = [each for each in session_counts(cut) if asked.holds(each.weekday, each.session)]
    by_code = of_all_sessions(counts).by_code
    return [
        NotCounted(code, CODES[code].title, number)
        for code, number in by_code.items()
        if code in NOT_POSSIBLE or _is_left_out(asked, Measures({code: 1}))
    ]


def _is_left_out(asked: Asked, one: Measures) -> bool:
    """Whether a possible session with that code is in neither side of a figure that is not of all of them."""
    return bool(one.possible and not asked.whole(one))
