"""What a school may celebrate of a week: classes that were on time or did better, and children for whom more goes well.

Whoever was ill, at the doctor's, kept a religious day, travelled with a family that works so, has a part-time timetable
or was suspended is left out of every comparison of those sessions: no child loses it for the class.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reporting import measures as reckoned
from reporting.measures import Measures, percentage
from reporting.pupil_figures import PupilFigures

BEFORE = 4
"""School weeks with which a week, or four of them, is compared (P)."""
TELLING = 20
"""Sessions of a child from which four weeks say something (P)."""
MORE = Fraction(1, 20)
"""From so much more on it is told (P)."""
MOST_CHILDREN = 30
IN_SCHOOL_MORE, ON_TIME_MORE = "In school more", "On time more"


@dataclass(frozen=True)
class Share:
    """A part of a whole, in sessions or what else is counted."""

    part: int
    whole: int
    counted: str = "sessions"

    @property
    def exact(self) -> Fraction:
        """To compare by; nothing of nothing is the least."""
        return Fraction(self.part, self.whole) if self.whole else Fraction(-1)

    @property
    def words(self) -> str:
        """270 of 280 sessions (96.4 %)."""
        share = percentage(self.part, self.whole)
        return f"{self.part} of {self.whole} {self.counted} ({share} %)" if share else f"no {self.counted}"


def in_school(measures: Measures) -> Share:
    """Attended of what is compared."""
    return Share(*reckoned.in_school(measures))


def on_time(measures: Measures) -> Share:
    """Arrived before the register was taken, of all arrivals at school."""
    return Share(*reckoned.on_time(measures), "arrivals")


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
    def can_be_compared(self) -> bool:
        """Whether there is anything to compare with in this week and in those before."""
        return bool(self.in_school.whole and in_school(self.before).whole)

    @property
    def improved(self) -> Fraction:
        """How much more was in school than in the weeks before; nothing to compare with: none."""
        if not self.can_be_compared:
            return Fraction(0)
        return self.in_school.exact - in_school(self.before).exact

    @property
    def improved_words(self) -> str:
        """By 2.1 points."""
        if not self.can_be_compared:
            return "nothing to compare with"
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
    def is_of_arrivals(self) -> bool:
        """Whether more arrivals were on time; otherwise more sessions were attended."""
        return self.what == ON_TIME_MORE

    @property
    def more(self) -> Fraction:
        """How much more."""
        return self.now.exact - self.before.exact


def class_weeks(
    week: Mapping[int, Measures], before: Mapping[int, Measures], names: Mapping[int, str]
) -> list[ClassWeek]:
    """Each class by name, in a week and in those before it: what its sessions come to, by the number of the class."""
    found = [
        ClassWeek(number, names[number], measures, before.get(number, Measures({})))
        for number, measures in week.items()
        if number in names and measures.possible
    ]
    return sorted(found, key=lambda each: (each.name, each.group_id))


def first_of(classes: Sequence[ClassWeek], by: Callable[[ClassWeek], Fraction]) -> list[ClassWeek]:
    """The class that leads, several where they are level; none where nothing is better than nothing."""
    best = max((by(each) for each in classes), default=Fraction(0))
    return [each for each in classes if best > 0 and by(each) == best]


def children_with_more(children: Iterable[tuple[PupilFigures, Measures, Measures]]) -> list[Child]:
    """Children who were in school, or on time, clearly more in four weeks (the last of each) than in four before."""
    found = []
    for each, before, now in children:
        for what, share in ((IN_SCHOOL_MORE, in_school), (ON_TIME_MORE, on_time)):
            child = Child(each, share(before), share(now), what)
            if min(child.before.whole, child.now.whole) >= TELLING and child.more >= MORE:
                found.append(child)
                break
    return sorted(found, key=lambda child: child.more, reverse=True)[:MOST_CHILDREN]
