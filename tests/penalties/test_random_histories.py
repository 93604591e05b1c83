"""The scan against a second implementation, on random histories: the pure rule, and the same through the database.

CI tries some of them; `benchmarks/threshold_histories.py` sets how many more, by the two variables below.
"""

import dataclasses
import datetime as dt
import os
import uuid

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penalties.models import Case, CaseDecision, NoticeSession, PenaltyNotice
from penalties.scan import Scan
from penalties.threshold import Sitting, count, judge, may_come_to, reached
from registers.codes import UNAUTHORISED
from registers.models import Admission, School
from registers.school_year import WEEKDAYS, SchoolWeeks
from tests.factories import ContactFactory, PostFactory, PupilFactory, SchoolFactory, mark
from tests.history import school_days, write_past
from tests.penalties.brute_force import BEGAN, Obvious, histories
from tests.penalties.larkfield import evening, follow, report, scan

PURE = int(os.environ.get("THRESHOLD_HISTORIES", "1000"))
STORED = int(os.environ.get("THRESHOLD_HISTORIES_STORED", "15"))


@settings(max_examples=PURE, deadline=None, derandomize=True)
@given(history=histories(), after=st.none() | st.integers(0, 39))
def test_every_random_history_is_judged_as_the_obvious_rule_judges_it(history, after):
    obvious = Obvious(history)
    terms = {
        "weeks": SchoolWeeks(history.school_days, history.week_start),
        "on": history.on,
        "dob": history.dob,
    }
    terms["codes"] = frozenset(history.codes)
    found = judge(history.absences, **terms)
    met = None if found.met_on is None else (found.met_on, found.met_session)
    assert (
        met,
        found.peak,
        [a[:2] for a in found.sessions],
        found.window,
        found.excluded,
    ) == obvious.judged()

    counted = count(history.absences, **terms)
    considered = None
    if after is not None and after < len(history.absences):
        considered = Sitting(*history.absences[after][:2])
    assert as_keys(reached(counted, after=considered)) == obvious.reached(considered)


@settings(max_examples=PURE // 5, deadline=None, derandomize=True)
@given(history=histories())
def test_the_sieve_never_keeps_back_a_history_that_comes_to_ten(history):
    weeks = SchoolWeeks(history.school_days, history.week_start)
    own = sorted(a for a in history.absences if a.origin is None and a.date <= history.on)
    found = judge(own, weeks=weeks, on=history.on, dob=history.dob)
    numbers = [weeks.numbers[a.date] for a in own]
    assert may_come_to(numbers, 10, since=1) or found.met_on is None
    assert may_come_to(numbers, 6, since=weeks.latest(history.on)) or found.current < 6


@dataclasses.dataclass(frozen=True)
class Later:
    """What happens after the first scan: marks that are amended, and whether somebody decided about the case."""

    amended: dict[int, str]
    decided: bool
    days: int
    moved_inside: bool


laters = st.builds(
    Later,
    amended=st.dictionaries(st.integers(0, 42), st.sampled_from("OIGNI/"), max_size=6),
    decided=st.booleans(),
    days=st.integers(0, 21),
    moved_inside=st.booleans(),
)


@settings(
    max_examples=STORED, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(history=histories(), later=laters)
def test_every_random_history_comes_out_of_the_database_as_the_obvious_rule_has_it(db, history, later):
    with transaction.atomic():
        World(history, later).tried()
        transaction.set_rollback(True)


class World:
    """One history in the database: the school, the pupil, and the school that the pupil came from."""

    def __init__(self, history, later):
        self.history, self.later = history, later
        self.school = SchoolFactory(
            urn="150000",
            threshold_codes=history.codes,
            threshold_week_start=WEEKDAYS.index(history.week_start),
        )
        self.before = SchoolFactory(urn="150001", name="Old Mill Primary")
        school_days(self.school, history.school_days)
        self.clerk = PostFactory(school=self.school, role="office")
        self.other_clerk = PostFactory(school=self.before, role="office")
        own = [each for each in history.absences if not each.origin]
        came = [each for each in history.absences if each.origin]
        first = min([each.date for each in own], default=history.on + dt.timedelta(days=1))
        self.inside = [each for each in came if each.date < first] if later.moved_inside else []
        self.pupil = PupilFactory(school=self.school, dob=history.dob, roll__starting_day=first)
        self.old = PupilFactory(school=self.before, dob=history.dob, upn=self.pupil.upn)
        Admission.objects.filter(pupil=self.old).delete()
        write_past(self.pupil, {(a.date, a.session): a.code for a in own}, by=self.clerk)
        write_past(self.old, {(a.date, a.session): a.code for a in self.inside}, by=self.other_clerk)
        report(self.pupil, [each for each in came if each not in self.inside])
        self.use([each for each in own if each.used])

    def use(self, absences):
        if absences:
            notice = PenaltyNotice.objects.create(
                school=self.school, pupil=self.pupil, contact=ContactFactory(school=self.school), issuer="authority",
                issued="unknown", proposed_on=self.history.on, amount=160, from_before="told", operation=uuid.uuid4(),
                by=self.clerk, name="A", position="B", at=evening(self.history.on),
            )  # fmt: skip
            NoticeSession.objects.bulk_create(
                NoticeSession(
                    school=self.school, notice=notice, date=a.date, session=a.session, code=a.code, at=notice.at
                )
                for a in absences
            )  # fmt: skip

    def tried(self):
        """Scan, decide perhaps, amend, look again within the minute, and scan once more."""
        scan(self.school, on=self.history.on)
        first = Obvious(self.now(self.history.absences, self.history.on))
        assert self.judged(self.history.on) == first.judged()
        assert self.case() == first.reached()

        considered = self.decide() if self.later.decided else None
        on = self.history.on + dt.timedelta(days=self.later.days)
        absences = self.amend(on)
        second = Obvious(self.now(absences, on))
        expected = second.reached(considered) if considered else None
        expected = expected or second.reached()
        follow(self.before, on=on)
        for look in (follow, scan, scan):
            look(self.school, on=on)
        assert self.judged(on) == second.judged()
        assert self.case() == expected

    def now(self, absences, on):
        """The history as the register has it: what is no unauthorised absence is no row of the scan."""
        rows = [a for a in absences if a.code in UNAUTHORISED and (a.origin or a.date >= BEGAN)]
        return dataclasses.replace(self.history, absences=rows, on=on)

    def judged(self, on):
        school = School.objects.get(pk=self.school.pk)
        for found in (each.judgement for each in Scan(school, on)):
            met = None if found.met_on is None else (found.met_on, found.met_session)
            return met, found.peak, [a[:2] for a in found.sessions], found.window, found.excluded
        return Obvious(self.now([], on)).judged()

    def case(self):
        """The open case as it stands."""
        case = Case.objects.with_standing().filter(pupil=self.pupil, closed_at=None).first()
        if case is None:
            return None
        event = case.standing
        keys = [(dt.date.fromisoformat(row["date"]), row["session"]) for row in event.sessions]
        return (event.met_on, event.met_session), keys, (event.window_first, event.window_last)

    def decide(self):
        """Somebody decides about the open case, if there is one; up to which session."""
        case = Case.objects.with_standing().filter(pupil=self.pupil, closed_at=None).first()
        if case is None:
            return None
        words = dict.fromkeys(
            ("reason", "why_not", "equality_words", "send_words", "best_tool_words"), "Words"
        )
        CaseDecision.objects.create(
            school=self.school, case=case, outcome="no_action", support_appropriate=False, best_tool=False,
            sessions=case.standing.sessions, operation=uuid.uuid4(), by=self.clerk, name="A", position="B",
            at=evening(self.history.on), **words,
        )  # fmt: skip
        last = case.standing.sessions[-1]
        return dt.date.fromisoformat(last["date"]), last["session"]

    def amend(self, on):
        """Marks here and at the earlier school of the site get other codes; what the register says then."""
        absences = list(self.history.absences)
        for n, code in self.later.amended.items():
            if n < len(absences) and (absences[n].origin is None or absences[n] in self.inside):
                each = absences[n]
                pupil, by = (self.old, self.other_clerk) if each.origin else (self.pupil, self.clerk)
                code = "\\" if code == "/" and each.session == "PM" else code
                if code != each.code:
                    mark(
                        pupil,
                        code,
                        by=by,
                        session=each.session,
                        date=each.date,
                        when=evening(on, 14),
                        reason="found out",
                    )
                    absences[n] = each._replace(code=code)
        return absences


def as_keys(found):
    """What was reached, as the obvious rule says it."""
    return None if found is None else (tuple(found.met), [a[:2] for a in found.sessions], found.window)
