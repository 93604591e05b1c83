"""Cases that somebody decided to refer, with whom a pack is still to be made for, and by when."""

import datetime as dt
from dataclasses import dataclass

from penalties.case_rules import USED
from penalties.case_sessions import CaseSession, case_sessions
from penalties.considering import Outcome
from penalties.deadline import Deadline, deadline
from penalties.due_sessions import NOTHING, due_sessions, periods_of
from penalties.models import AuthorityRules, Case, CaseDecision, CaseEvent, ReferralPack
from penalties.notice_history import Known, ParentHistory, histories_of
from registers.models import Post, School, SchoolDay
from registers.school_year import DayRange

LOOKED_BACK = dt.timedelta(days=180)


@dataclass(frozen=True)
class ParentDue:
    """One parent: with a pack made since the decision, or without. `notice`: one to them for these sessions stands."""

    history: ParentHistory
    pack: ReferralPack | None
    notice: Known | None

    @property
    def has_gone(self) -> bool:
        """Whether the pack went to somebody."""
        return self.pack is not None and bool(self.pack.sent.all())

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to refer: the pack went, or the notice is there already."""
        return self.has_gone or self.notice is not None


@dataclass(frozen=True)
class ReferralDue:
    """One case to refer."""

    case: Case
    decision: CaseDecision
    sessions: list[CaseSession]
    deadline: Deadline
    parents: list[ParentDue]

    @property
    def is_done(self) -> bool:
        """Whether every parent's pack has gone, or is needed no more."""
        return all(parent.is_done for parent in self.parents)


def referrals_due(school: School, *, post: Post, on: dt.date) -> list[ReferralDue]:
    """Those of which a pack is still to be made or sent, the nearest deadline first. Sixteen statements at most."""
    newest = CaseDecision.objects.newest().filter(
        school=school, outcome=Outcome.REFER, at__date__gte=on - LOOKED_BACK,
        case__in=Case.objects.visible_to(post, on=on),  # one that a later case followed is still to be referred
    )  # fmt: skip
    decisions = {each.case_id: each for each in newest.select_related("case__pupil")}
    standing = CaseEvent.objects.filter(case__in=decisions).newest_of_each()
    sessions = {
        event.case_id: case_sessions(event.sessions)
        for event in standing
        if event.kind != CaseEvent.Kind.WITHDRAWN and event.sessions
    }
    if not sessions:
        return []
    pupils = [decisions[case].case.pupil for case in sessions]
    histories = histories_of(pupils, proposed=on)
    periods = periods_of(
        (decisions[case].case.pupil_id, DayRange(rows[-1].date, on)) for case, rows in sessions.items()
    )
    known = due_sessions(school=school, pupils=periods, by=post, on=on)
    rules = AuthorityRules.objects.of(school)
    first = min(period.first for period in periods.values())
    days = list(
        SchoolDay.objects.filter(school=school, date__gte=first)
        .order_by("date")
        .values_list("date", flat=True)
    )
    packs = _packs(decisions)
    found = []
    for case, rows in sessions.items():
        decision = decisions[case]
        pupil = decision.case.pupil_id
        seen = known.get(pupil, NOTHING).sessions
        adults = histories[pupil]
        if decision.case.closed_why == USED and not any(_notice(each, rows) for each in adults):
            continue  # every notice was withdrawn, and the sessions are considered again as another case
        parents = [
            ParentDue(each, packs.get((case, each.contact.pk)), _notice(each, rows))
            for each in adults
            if each.is_parent
        ]
        ends = deadline(seen, last=rows[-1].half, rules=rules, school_days=days, on=on)
        found.append(ReferralDue(decision.case, decision, rows, ends, parents))
    waiting = [each for each in found if not each.is_done or not each.parents]
    return sorted(waiting, key=lambda each: (each.deadline.due or dt.date.max, each.case.pk))


def _notice(adult: ParentHistory, sessions: list[CaseSession]) -> Known | None:
    """The notice that stands to that adult for a session of the case."""
    return next((adult.used[each.half] for each in sessions if each.half in adult.used), None)


def _packs(decisions: dict[int, CaseDecision]) -> dict[tuple[int, int], ReferralPack]:
    """The newest pack of each case and parent that was made since the decision."""
    rows = (
        ReferralPack.objects.filter(case__in=decisions).without_pdf().prefetch_related("sent").order_by("pk")
    )
    return {(each.case_id, each.contact_id): each for each in rows if each.at >= decisions[each.case_id].at}
