"""What a school may celebrate of a week: classes that were on time or did better, and children for whom more goes well.

Whoever was ill, at the doctor's, kept a religious day, travelled with a family that works so, has a part-time timetable
or was suspended is left out of every comparison of those sessions: no child loses it for the class.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from registers.codes import (
    APPOINTMENT,
    ILLNESS,
    LATE_AFTER_CLOSE,
    PART_TIME_LEAVE,
    PRESENT,
    RELIGIOUS_OBSERVANCE,
    SUSPENDED,
    TRAVELLING,
)
from reporting.measures import Measures, percentage, total
from reporting.pupil_figures import PupilFigures

NOT_COMPARED = (ILLNESS, APPOINTMENT, RELIGIOUS_OBSERVANCE, TRAVELLING, PART_TIME_LEAVE, SUSPENDED)
"""Sessions that no comparison of classes or children holds against anybody."""
BEFORE = 4
"""School weeks with which a week, or four of them, is compared (P)."""
TELLING = 20
"""Sessions of a child from which four weeks say something (P)."""
MORE = Fraction(1, 20)
"""From so much more on it is told (P)."""
MOST_CHILDREN = 30


@dataclass(frozen=True)
class Share:
    """A part of a whole, in sessions."""

    part: int
    whole: int

    @property
    def exact(self) -> Fraction:
        """To compare by; nothing of nothing is the least."""
        return Fraction(self.part, self.whole) if self.whole else Fraction(-1)

    @property
    def words(self) -> str:
        """270 of 280 sessions (96.4 %)."""
        share = percentage(self.part, self.whole)
        return f"{self.part} of {self.whole} sessions ({share} %)" if share else "no sessions"


def in_school(measures: Measures) -> Share:
    """Attended of what is compared."""
    left_out = sum(measures.by_code.get(code, 0) for code in NOT_COMPARED)
    return Share(measures.attended, measures.possible - left_out)


def on_time(measures: Measures) -> Share:
    """Arrived before the register was taken, of all arrivals at school."""
    here = sum(count for code, count in measures.by_code.items() if code in PRESENT)
    return Share(here - measures.late, here + measures.by_code.get(LATE_AFTER_CLOSE, 0))


@dataclass(frozen=True)
class ClassWeek:
    """One class in one week, and in the weeks before it."""

    group_id: int
    name: str
    week: Measures
    before: Measures

    @property
    def on_time(self) -> Share:
        """How much of it arrived on time."""
        return on_time(self.week)

    @property
    def in_school(self) -> Share:
        """How much of it was in school, where nothing kept a child at home."""
        return in_school(self.week)

    @property
    def improved(self) -> Fraction:
        """How much more was in school than in the weeks before; nothing to compare with: none."""
        if not self.in_school.whole or not in_school(self.before).whole:
            return Fraction(0)
        return self.in_school.exact - in_school(self.before).exact

    @property
    def improved_words(self) -> str:
        """By 2.1 points."""
        tenths = round(self.improved * 1000)
        return f"{'+' if tenths > 0 else '−' if tenths < 0 else '±'}{abs(tenths) / 10:.1f} points"


@dataclass(frozen=True)
class Child:
    """A child for whom more goes well in these four weeks than in the four before."""

    figures: PupilFigures
    before: Share
    now: Share
    what: str

    @property
    def more(self) -> Fraction:
        """How much more."""
        return self.now.exact - self.before.exact


def class_weeks(pupils: Iterable[PupilFigures], monday: dt.date) -> list[ClassWeek]:
    """Each class by name, in that week and the four school weeks before."""
    by_class: dict[tuple[str, int], list[PupilFigures]] = defaultdict(list)
    for each in pupils:
        if each.group:
            by_class[each.group, each.group_id].append(each)
    found = []
    for (name, number), members in sorted(by_class.items()):
        week = total(each.between(monday, monday) for each in members).measures
        first, last = _before(members[0], monday)
        before = total(each.between(first, last) for each in members).measures
        if week.possible:
            found.append(ClassWeek(number, name, week, before))
    return found


def first_of(classes: Sequence[ClassWeek], by: Callable[[ClassWeek], Fraction]) -> list[ClassWeek]:
    """The class that leads, several where they are level; none where nothing is better than nothing."""
    best = max((by(each) for each in classes), default=Fraction(0))
    return [each for each in classes if best > 0 and by(each) == best]


def children_with_more(pupils: Iterable[PupilFigures], monday: dt.date) -> list[Child]:
    """Children who were in school, or on time, clearly more in the four weeks to that one than in the four before."""
    found = []
    for each in pupils:
        weeks = [week for week in each.weeks if week[0] <= monday]
        now = total(measures for _, measures in weeks[-BEFORE:]).measures
        before = total(measures for _, measures in weeks[-2 * BEFORE : -BEFORE]).measures
        for what, share in (("In school more", in_school), ("On time more", on_time)):
            child = Child(each, share(before), share(now), what)
            if min(child.before.whole, child.now.whole) >= TELLING and child.more >= MORE:
                found.append(child)
                break
    return sorted(found, key=lambda child: child.more, reverse=True)[:MOST_CHILDREN]


def _before(pupil: PupilFigures, monday: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last Monday of the school weeks to compare with."""
    earlier = [week for week, _ in pupil.weeks if week < monday][-BEFORE:]
    return (earlier[0], earlier[-1]) if earlier else (monday, monday - dt.timedelta(days=1))
