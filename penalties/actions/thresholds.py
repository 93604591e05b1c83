"""Looking for ten sessions in ten school weeks: each night at every pupil, each minute at those whose marks changed."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from penalties.actions.cases import Noted, note_changes
from penalties.actions.copied_notices import copy_notices
from penalties.case_rules import Kind, changes_of
from penalties.known_cases import KnownCases, known_cases
from penalties.outlook import WARNED_FROM
from penalties.scan import Scan, facts_of, scans_of
from penalties.threshold import SESSIONS, Counted, Sitting, current
from registers.actions.prior_absence import refresh_prior_absences, with_anybody_moved
from registers.models import Pupil, PupilChange, School

AT_ONCE = 1000
"""So many noted changes are read in one go; the others come with the next minute."""


@dataclass
class Scanned:
    """What a look at the pupils of a school came to."""

    at_ten: int = 0
    near: int = 0
    noted: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The result without names; only a pupil who had to be skipped is named, by UPN."""
        parts = [
            f"{_pupils(self.at_ten)} at ten sessions or more in the present ten weeks, {self.near} at"
            f" {WARNED_FROM} to {SESSIONS - 1}. {self.changes}"
        ]
        if self.skipped:
            parts.append(
                f"{_pupils(len(self.skipped))} skipped, check the date of birth: {', '.join(self.skipped)}."
            )
        return " ".join(parts)

    @property
    def changes(self) -> str:
        """How many cases were raised, changed and withdrawn."""
        moved = self.noted[Kind.MOVED] + self.noted[Kind.JOINED]
        return f"Cases: {self.noted[Kind.RAISED]} raised, {moved} changed, {self.noted[Kind.WITHDRAWN]} withdrawn."


def scan_thresholds(*, school: School, on: date, at: datetime) -> Scanned:
    """Look at every pupil of a school for the national threshold. A person decides what follows.

    Run twice, nothing is noted twice. Changes that were noted for this reader are answered by it, and forgotten.
    """
    return scan_schools(schools=[school], on=on, at=at)[school.pk]


@transaction.atomic
def scan_schools(*, schools: Collection[School], on: date, at: datetime) -> dict[int, Scanned]:
    """The same for several schools at once, all or none: what it came to, by school.

    As many statements for sixty schools as for one, so that a night of many schools is short.
    """
    keys = [school.pk for school in schools]
    _one_at_a_time(keys)
    if moved := with_anybody_moved(schools=keys):
        _bring_over(moved)
    readers = (PupilChange.Reader.THRESHOLD, PupilChange.Reader.PRIOR_ABSENCE)
    noted = PupilChange.objects.filter(school__in=keys, reader__in=readers)
    taken = list(noted.values_list("pk", flat=True))
    scanned = _look(scans_of(schools, on), at)
    _forget(taken)
    return scanned


@transaction.atomic
def follow_changes(*, school: School, on: date, at: datetime) -> Scanned:
    """Look at the pupils whose marks changed since the last look, so that a case need not wait for the night.

    A change that is noted meanwhile is read the next time; one that is read twice is noted once.
    """
    if PupilChange.objects.filter(school=school, reader=PupilChange.Reader.PRIOR_ABSENCE).exists():
        _one_at_a_time([school.pk])
        _bring_over([school.pk])
    noted = PupilChange.objects.filter(school=school, reader=PupilChange.Reader.THRESHOLD)
    taken = dict(noted.order_by("pk").values_list("pk", "pupil_id")[:AT_ONCE])
    if not taken:
        return Scanned()
    _one_at_a_time([school.pk])
    scanned = _look(scans_of([school], on, set(taken.values())), at)
    _forget(taken)
    return scanned[school.pk]


@transaction.atomic
def look_at_pupil(*, pupil: Pupil, on: date, at: datetime) -> Scanned:
    """Look at one pupil at once: a notice has used sessions, or those of one that was withdrawn are free again."""
    _one_at_a_time([pupil.school_id])
    return _look(scans_of([pupil.school], on, {pupil.pk}), at)[pupil.school_id]


def _look(scans: Mapping[int, Scan], at: datetime) -> dict[int, Scanned]:
    scanned = {school: Scanned(skipped=scan.skipped) for school, scan in scans.items()}
    on, pupils = next((scan.on, scan.pupils) for scan in scans.values())
    known = known_cases(scans, pupils)
    begins = known.begins()
    for school, scan in scans.items():
        scan.first = min(scan.needed_from, begins.get(school, scan.needed_from))
    found = list(_changes(scans, known, scanned))
    for school, counts in note_changes(found=found, on=on, at=at).items():
        scanned[school].noted = counts
    return scanned


def _changes(scans: Mapping[int, Scan], known: KnownCases, scanned: Mapping[int, Scanned]) -> Iterator[Noted]:
    """What is to be noted, pupil by pupil; a pupil with a case and no session left comes last."""
    left = set(known.open)
    for facts in facts_of(scans.values(), near=True, always=known.open):
        scan = scans[facts.school]
        try:
            counted = scan.count(facts) if facts.pupil in left else scan.near(facts)
        except (ValueError, OverflowError):
            scan.skip(facts)
            left.discard(facts.pupil)
            continue
        if counted is not None:
            left.discard(facts.pupil)
            now = current(counted, scan.on)
            scanned[facts.school].at_ten += now >= SESSIONS
            scanned[facts.school].near += WARNED_FROM <= now < SESSIONS
            yield from _changes_of(scan, facts.pupil, counted, facts.used, known)
    for pupil in sorted(left):
        scan = scans[known.school_of[pupil]]
        yield from _changes_of(scan, pupil, Counted([], [], scan.weeks, []), (), known)


def _changes_of(
    scan: Scan, pupil: int, counted: Counted, used: Collection[tuple[date, str]], known: KnownCases
) -> Iterator[Noted]:
    case = known.open.get(pupil)
    changes = changes_of(
        counted,
        case,
        here=scan.here,
        on=scan.on,
        after=known.considered.get(pupil),
        used=used,
    )
    if changes:
        counting = {Sitting(each.date, each.session) for each in counted.sessions} if case else ()
        for change in changes:
            yield Noted(scan.school, pupil, change, case, counting, used)


def _bring_over(schools: Collection[int]) -> None:
    """Bring up to date what the schools hold of pupils' earlier schools, and of the notices there."""
    refresh_prior_absences(schools=schools)
    copy_notices(schools=schools)


def _one_at_a_time(schools: Collection[int]) -> None:
    """A school's pupils are looked at by one run at a time: two at once would raise a case twice."""
    locked = School.objects.select_for_update(no_key=True).filter(pk__in=schools)
    list(locked.order_by("pk").values_list("pk"))


def _forget(taken: Collection[int]) -> None:
    if taken:
        PupilChange.objects.filter(pk__in=taken).delete()


def _pupils(count: int) -> str:
    return "1 pupil" if count == 1 else f"{count} pupils"
