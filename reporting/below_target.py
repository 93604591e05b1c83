"""Whose attendance has fallen below the school's own target: a list to look at, from which a person may write.

Support comes before anything else: whoever is ill, has needs that are known or a plan that runs stands apart, with the
reason, and is spoken with rather than written to.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from absence.letters_to_read import Ready, letters_to_read
from absence.models import PartTimeTimetable, SupportPlan
from registers.codes import ABSENT, AUTHORISED, CODES, SUSPENDED
from registers.models import Post, Pupil, PupilStatus, School
from registers.pupil_year import current_period
from registers.wording import Fact
from reporting.how_it_went import lines_of
from reporting.measures import Measures, percentage
from reporting.models import AttendanceTarget, FamilyUpdate
from reporting.pupil_figures import PupilFigures, figures_of

TELLING = 20
"""Possible sessions from which a share says something (P: two school weeks)."""
AGREED = AUTHORISED - {SUSPENDED}
"""Illness, appointments and whatever else the school agreed to."""
KNOWN_NEEDS = {
    PupilStatus.Kind.MEDICAL: "medical needs are known",
    PupilStatus.Kind.EHCP: "has an education, health and care plan",
    PupilStatus.Kind.SEN: "has special educational needs",
}
NO_NEED = ("", "N")
PLAN, PART_TIME = "a support plan runs", "a part-time timetable runs"


@dataclass(frozen=True)
class Below:
    """What a letter about the target is about."""

    pupil: Pupil
    first: dt.date
    last: dt.date
    measures: Measures


@dataclass(frozen=True)
class PupilBelow:
    """One pupil below the target."""

    figures: PupilFigures
    since: dt.date
    """The Monday of the week in which it fell below, and has stayed there."""
    apart: tuple[str, ...]
    """Why this pupil is spoken with rather than written to; empty: nothing is known that speaks against it."""
    done: FamilyUpdate | None
    """What was written, or left out with a reason, since it fell below."""

    @property
    def measures(self) -> Measures:
        """The school year so far."""
        return self.figures.measures

    @property
    def share(self) -> str | None:
        """How much was attended, in per cent, for people to read."""
        return percentage(self.measures.attended, self.measures.possible)

    @property
    def mix(self) -> str:
        """What kept the pupil away, the commonest first: illness 6, holiday 4."""
        away = [(n, CODES[code].words) for code, n in self.measures.by_code.items() if code in ABSENT]
        return ", ".join(f"{words} {n}" for n, words in sorted(away, key=lambda each: (-each[0], each[1])))

    @property
    def is_mostly_agreed(self) -> bool:
        """Whether at least half of what was missed was illness, appointments or agreed."""
        agreed = sum(count for code, count in self.measures.by_code.items() if code in AGREED)
        return agreed * 2 >= self.measures.absent


@dataclass(frozen=True)
class TargetList:
    """Everybody below the target, in three lists."""

    first: dt.date
    last: dt.date
    target: AttendanceTarget | None
    pupils: tuple[PupilBelow, ...]

    @property
    def suggested(self) -> list[PupilBelow]:
        """Those about whom a person is asked whether to write."""
        return [each for each in self.pupils if not each.apart and each.done is None]

    @property
    def apart(self) -> list[PupilBelow]:
        """Those to speak with."""
        return [each for each in self.pupils if each.apart and each.done is None]

    @property
    def done(self) -> list[PupilBelow]:
        """Those about whom somebody has written or decided."""
        return [each for each in self.pupils if each.done is not None]


def is_below(attended: int, possible: int, tenths: int) -> bool:
    """Whether less was attended than the target, a number of tenths of a per cent: compared as integers."""
    return attended * 1000 < tenths * possible


def fell_below(weeks: Iterable[tuple[dt.date, Measures]], tenths: int) -> dt.date | None:
    """The Monday of the week since when the year so far has stayed below the target; None: it is not below."""
    attended, possible, since = 0, 0, None
    for monday, measures in weeks:
        attended, possible = attended + measures.attended, possible + measures.possible
        if possible < TELLING or not is_below(attended, possible, tenths):
            since = None
        elif since is None:
            since = monday
    return since


def below_target(*, school: School, post: Post, on: dt.date, only: int | None = None) -> TargetList:
    """Pupils below the school's target, up to yesterday. Twelve statements at most, however many pupils."""
    first, _ = current_period(school.pk, on)
    last = max(first, on - dt.timedelta(days=1))
    target = AttendanceTarget.objects.newest(school)
    if target is None or target.tenths is None:
        return TargetList(first, last, None, ())
    pupils = figures_of(post=post, first=first, last=last, on=on, only=only)
    below = [(each, since) for each in pupils if (since := fell_below(each.weeks, target.tenths))]
    numbers = [each.pupil.pk for each, _ in below]
    apart, done = _apart(school, numbers, on), _done(school, numbers)
    found = [
        PupilBelow(each, since, tuple(apart.get(each.pupil.pk, ())), _since(done.get(each.pupil.pk), since))
        for each, since in below
    ]
    found.sort(key=lambda each: each.since, reverse=True)
    return TargetList(first, last, target, tuple(found))


def target_letters(
    *, found: PupilBelow, target: AttendanceTarget, school: School, by: Post, first: dt.date, on: dt.date
) -> list[Ready]:
    """A letter for everybody who may be told, to be read by a person. Raises FactMissing, WordingOff."""
    pupil = found.figures.pupil
    facts: dict[str, Fact] = {
        "pupil": pupil.known_as or pupil.forename,
        "pupil full name": pupil.legal_name,
        "class": found.figures.group,
        "since": first,
        "target": target_words(target.tenths),
        "how it went": lambda language: lines_of(found.measures, language=language),
        "signed by": f"{by.user.name}, {by.position}",
    }
    kind = "below_target_medical" if found.is_mostly_agreed else "below_target"
    return letters_to_read(pupil=pupil, kind=kind, school=school, on=on, facts=facts)


def about(found: PupilBelow, listed: TargetList) -> Below:
    """What a letter or a decision about this pupil is about."""
    return Below(found.figures.pupil, listed.first, listed.last, found.measures)


def target_words(tenths: int | None) -> str:
    """95 %, 95.5 %."""
    if tenths is None:
        return ""
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


def _apart(school: School, pupils: list[int], on: dt.date) -> dict[int, list[str]]:
    """By pupil, what speaks against a letter. Three statements."""
    found: dict[int, list[str]] = defaultdict(list)
    statuses = PupilStatus.objects.on(on).filter(school=school, pupil__in=pupils, kind__in=KNOWN_NEEDS)
    for status in statuses.exclude(value__in=NO_NEED).order_by("kind"):
        found[status.pupil_id].append(KNOWN_NEEDS[PupilStatus.Kind(status.kind)])
    plans = SupportPlan.objects.running().filter(school=school, pupil__in=pupils)
    for pupil in plans.values_list("pupil", flat=True).distinct():
        found[pupil].append(PLAN)
    tables = PartTimeTimetable.objects.running(on).filter(school=school, plan__pupil__in=pupils)
    for pupil in tables.values_list("plan__pupil", flat=True).distinct():
        found[pupil].append(PART_TIME)
    return found


def _done(school: School, pupils: list[int]) -> dict[int, FamilyUpdate]:
    """The newest decision about each. One statement."""
    rows = FamilyUpdate.objects.filter(school=school, pupil__in=pupils, kind=FamilyUpdate.Kind.TARGET)
    return {row.pupil_id: row for row in rows.order_by("at", "pk")}


def _since(done: FamilyUpdate | None, since: dt.date) -> FamilyUpdate | None:
    return done if done is not None and done.last_day >= since else None
