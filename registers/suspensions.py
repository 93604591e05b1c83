"""Suspensions as they stand on a day: sessions, totals, day six, who is still to be told, what contradicts them.

A fixed number of statements, however many suspensions. `review_has_ended` is what taking a pupil off the roll asks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from registers.codes import ON_SITE, SUSPENDED
from registers.models import (
    Post,
    Provision,
    Pupil,
    Review,
    School,
    Suspension,
    SuspensionTold,
)
from registers.school_sessions import in_words
from registers.suspended_sessions import Taken, school_days_of
from registers.suspension_facts import SuspensionFacts
from registers.suspension_rules import (
    MOST_DAYS_A_YEAR,
    HalfDay,
    Kind,
    days_words,
    halves_by,
    provision_due_on,
    review_is_over,
)
from registers.suspension_telling import ToTell, people_to_tell, people_told

SOON = dt.timedelta(days=7)
"""Provision that is due within so many days and not arranged is a task."""
MOST_NAMED = 4
"""So many sessions are named before the rest is counted."""
RECENT = dt.timedelta(days=14)
"""So long after its end a suspension still asks for what was forgotten, on the home page."""


@dataclass(frozen=True)
class SuspensionNow:
    """One suspension on a day, with everything that follows from it."""

    suspension: Suspension
    on: dt.date
    group: str
    taken: Taken
    due_on: dt.date | None
    marks: Mapping[HalfDay, str]
    to_tell: Sequence[ToTell]
    told: Sequence[SuspensionTold]
    used: int
    """Half-days of suspension in the school year in which it begins, all of the pupil's together."""
    on_roll: bool = True

    @property
    def state(self) -> str:
        """`coming`, `now` or `over`."""
        last = self.suspension.last_day
        if last is None and not self.on_roll:
            return "over"
        if self.on < self.suspension.first_day:
            return "coming"
        return "now" if last is None or self.on <= last else "over"

    @property
    def length(self) -> str:
        """How long it is in days, as far as it is known."""
        return "until its review" if self.suspension.last_day is None else days_words(len(self.taken.halves))

    @property
    def provision(self) -> Provision | None:
        """The education that was arranged last and stands."""
        standing = [each for each in self.suspension.provisions.all() if each.withdrawn_at is None]
        return max(standing, key=lambda each: (each.first_day, each.at), default=None)

    @property
    def arranged_from(self) -> dt.date | None:
        """The first day of any education that stands."""
        standing = [each for each in self.suspension.provisions.all() if each.withdrawn_at is None]
        return min((each.first_day for each in standing), default=None)

    @property
    def provision_is_overdue(self) -> bool:
        """Whether day six has gone by without any education arranged for it."""
        if self.due_on is None or self.due_on >= self.on or self.state != "now":
            return False
        return self.arranged_from is None or self.arranged_from > self.on

    @property
    def provision_is_late(self) -> bool:
        """Whether the education that was arranged begins after day six."""
        return self.due_on is not None and self.arranged_from is not None and self.arranged_from > self.due_on

    @property
    def still_to_tell(self) -> list[ToTell]:
        """Those who must be told and have not been."""
        return [each for each in self.to_tell if each.told is None]

    @property
    def contradictions(self) -> list[tuple[HalfDay, str]]:
        """Sessions of it in which the register says that the pupil was at school."""
        halves = set(self.taken.halves)
        return [
            (half, code) for half, code in sorted(self.marks.items()) if half in halves and code in ON_SITE
        ]

    @property
    def reviews(self) -> list[Review]:
        """What reviews came to, in the order in which it was recorded."""
        return sorted(self.suspension.reviews.all(), key=lambda review: review.at)

    @property
    def review_is_over(self) -> bool:
        """Whether the exclusion stands and every review of it has ended."""
        return review_is_over([(each.date, each.outcome) for each in self.reviews], self.on)

    @property
    def is_recent(self) -> bool:
        """Whether it holds, comes, or ended lately."""
        last = self.suspension.last_day
        return self.state != "over" or (last is not None and last >= self.on - RECENT)

    @property
    def used_words(self) -> str:
        """`7½ days of at most 45`."""
        return f"{days_words(self.used)} of at most {MOST_DAYS_A_YEAR}"

    @property
    def tasks(self) -> list[str]:
        """What somebody has to do about it now, in words."""
        found = []
        if self.provision_is_overdue and self.due_on is not None:
            found.append(f"Provision is overdue since {in_words(self.due_on)}: record what was arranged.")
        elif self.due_on == self.on and self._is_due_soon:
            found.append("Provision is due from today, and none is recorded yet.")
        elif self._is_due_soon and self.due_on is not None:
            found.append(f"Provision is due from {in_words(self.due_on)}, and none is recorded yet.")
        if self.still_to_tell:
            names = [f"{each.whom.words} {each.name}".strip() for each in self.still_to_tell]
            found.append(f"Still to be told without delay: {', '.join(names)}.")
        if self.contradictions:
            said = [
                f"{half.date:%a} {half.date.day} {half.date:%b} {half.session}"
                for half, _ in self.contradictions
            ]
            more = [f"{len(said) - MOST_NAMED} more"] if len(said) > MOST_NAMED else []
            said = [*said[:MOST_NAMED], *more]
            found.append(
                f"Marked at school although suspended: {', '.join(said)}. Put the mark or the days right."
            )
        return found

    @property
    def _is_due_soon(self) -> bool:
        due = self.due_on
        return due is not None and self.arranged_from is None and self.on <= due <= self.on + SOON


@dataclass(frozen=True)
class YearOfSuspensions:
    """What a pupil's suspensions of one school year come to, in half-days."""

    name: str
    halves: int
    by_term: Mapping[str, int]
    unrecorded: int
    """Sessions marked E that belong to no suspension recorded here (imported, or from before)."""

    @property
    def words(self) -> str:
        """`7½ days of at most 45`."""
        return f"{days_words(self.halves)} of at most {MOST_DAYS_A_YEAR}"

    @property
    def terms(self) -> list[tuple[str, str]]:
        """Each term with its days in words."""
        return [(term, days_words(halves)) for term, halves in self.by_term.items()]


@dataclass(frozen=True)
class SchoolSuspensions:
    """The suspensions of some pupils, and the facts that they follow from."""

    listed: list[SuspensionNow]
    years: Mapping[tuple[int, str], YearOfSuspensions]

    def year(self, pupil_id: int, name: str) -> YearOfSuspensions:
        """One pupil's school year; an empty one where nothing was recorded."""
        return self.years.get((pupil_id, name), YearOfSuspensions(name, 0, {}, 0))


def review_has_ended(pupil: Pupil, on: dt.date) -> bool:
    """Whether the pupil is permanently excluded, every review of it is over on `on`, and it stands.

    Regulation 9(1)(o) of SI 2024/208 opens only then; until then the name stays on the roll with E. True only where a
    person has recorded the outcome "ended": a decision that the governors upheld may still be reviewed. One statement
    for the exclusions and one for their reviews.
    """
    exclusions = Suspension.objects.standing().filter(pupil=pupil, kind=Kind.PERMANENT, last_day__isnull=True)
    return any(
        review_is_over(
            [
                (review.date, review.outcome)
                for review in sorted(each.reviews.all(), key=lambda one: (one.at, one.pk))
            ],
            on,
        )
        for each in exclusions.filter(first_day__lte=on).prefetch_related("reviews")
    )


def suspensions_of(*, pupils: Collection[int], school: School, on: dt.date, post: Post) -> SchoolSuspensions:
    """Everything about the suspensions of these pupils, newest first, as the hat may know it on `on`."""
    found = Suspension.objects.standing().filter(school=school, pupil__in=pupils)
    suspensions = list(
        found.select_related("pupil")
        .prefetch_related("told", "provisions", "reviews", "changes")
        .order_by("-first_day", "-pk")
    )
    facts = SuspensionFacts(school, on, post, sorted(pupils), suspensions).read()
    return together(facts)


def together(facts: SuspensionFacts) -> SchoolSuspensions:
    """Work out what the facts come to."""
    taken = {each.pk: facts.taken(each) for each in facts.suspensions}
    years = years_of(facts, taken)
    listed = [
        SuspensionNow(
            suspension=each,
            on=facts.on,
            group=facts.groups.get(each.pupil_id, ""),
            taken=taken[each.pk],
            due_on=day_six(each, facts, taken),
            marks=facts.marks[each.pupil_id],
            to_tell=people_to_tell(each, facts),
            told=people_told(each, facts.post),
            used=years[each.pupil_id, facts.year_of(each.first_day)].halves,
            on_roll=each.pupil_id in facts.on_roll,
        )
        for each in facts.suspensions
    ]
    return SchoolSuspensions(listed, years)


def suspension_tasks(*, school: School, on: dt.date, post: Post) -> list[SuspensionNow]:
    """The suspensions that hold, come or ended lately about which somebody has to do something."""
    pupils = pupils_suspended_since(school, on - RECENT)
    if not pupils:
        return []
    found = suspensions_of(pupils=pupils, school=school, on=on, post=post).listed
    return [each for each in found if each.is_recent and each.tasks]


def pupils_suspended_since(school: School, first: dt.date) -> set[int]:
    """The pupils with a suspension that ends on `first` or later, or has no end yet."""
    since = Q(last_day__isnull=True) | Q(last_day__gte=first)
    found = Suspension.objects.standing().filter(since, school=school)
    return set(found.values_list("pupil", flat=True))


def years_of(facts: SuspensionFacts, taken: Mapping[int, Taken]) -> dict[tuple[int, str], YearOfSuspensions]:
    """The half-days of each pupil and school year: suspensions only, and E from before that nobody recorded here."""
    halves: dict[int, set[HalfDay]] = defaultdict(set)
    known: dict[int, set[HalfDay]] = defaultdict(set)
    for each in facts.suspensions:
        known[each.pupil_id] |= set(taken[each.pk].halves)
        if not each.is_permanent:
            halves[each.pupil_id] |= set(taken[each.pk].halves)
    years = {}
    for pupil in {each.pupil_id for each in facts.suspensions} | set(facts.marks):
        marked = {half for half, code in facts.marks[pupil].items() if code == SUSPENDED}
        other = marked - known[pupil]
        everything = sorted(halves[pupil] | other)
        named = {facts.year_of(half.date) for half in everything}
        named |= {facts.year_of(each.first_day) for each in facts.suspensions if each.pupil_id == pupil}
        for name in named:
            own = [half for half in everything if facts.year_of(half.date) == name]
            years[pupil, name] = YearOfSuspensions(
                name, len(own), halves_by(own, facts.term_of), len(other.intersection(own))
            )
    return years


def day_six(suspension: Suspension, facts: SuspensionFacts, taken: Mapping[int, Taken]) -> dt.date | None:
    """The day from which education is due during the suspension; None where it does not last so long."""
    suspended = {
        day
        for each in facts.suspensions
        if each.pupil_id == suspension.pupil_id
        for day in taken[each.pk].days
    }
    days = school_days_of(suspension.pupil_id, facts.calendar, facts.on_days)
    own = taken[suspension.pk].days
    due = provision_due_on(own[0], suspended, days) if own else None
    return max(due, own[0]) if due is not None and due <= own[-1] else None
