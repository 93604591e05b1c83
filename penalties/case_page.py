"""One case as its page shows it: what is read first, ten weeks session by session, support, what was decided."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from penalties.case_sessions import case_sessions
from penalties.case_stages import WORDS, Stage, stage_of
from penalties.counted import absences_of, counting_of, in_full
from penalties.escalation import SOURCE
from penalties.improvement_now import NoticeNow, notices_of_case
from penalties.leave_asked import LeaveAsked, leave_asked
from penalties.listed import Ahead, ahead_of, decided, stage
from penalties.models import Case, CaseDecision, CaseEvent
from penalties.notice_history import ParentHistory, history_of, told_elsewhere
from penalties.outlook import Leaving, leavings
from penalties.shown_first import Shown, facts_of
from penalties.support_so_far import Offered, support_so_far
from penalties.ten_weeks import Cell, Week, counted_in, explained_in
from penalties.threshold import SESSIONS, Judgement
from penalties.tools_tried import Tried, tools_tried
from penalties.why_counted import Why
from registers.models import Post, Pupil


@dataclass(frozen=True)
class SessionOfCase:
    """One session of unauthorised absence with what the family had asked for."""

    cell: Cell
    leave: LeaveAsked | None


@dataclass(frozen=True)
class ParentLine:
    """One adult with the notices known here, each with its day and where it stands."""

    history: ParentHistory
    notices: list[tuple[dt.date, str]]


@dataclass(frozen=True)
class CasePage:
    """Everything that one page shows about a case, as the register stands now."""

    case: Case
    pupil: Pupil
    on: dt.date
    judgement: Judgement
    weeks: list[Week]
    sessions: list[SessionOfCase]
    first: list[Shown]
    support: list[Offered]
    ahead: list[Ahead]
    leavings: list[Leaving]
    events: list[CaseEvent]
    decisions: list[CaseDecision]
    parents: list[ParentLine]
    improvements: list[NoticeNow]
    tried: list[Tried]
    open_now: int | None
    """Of a closed case, the one that is open instead."""
    told_elsewhere: list[tuple[dt.date, str]]
    """Days of notices of which an earlier school told, to a parent whom it did not name."""

    @property
    def source(self) -> str:
        """Where the law of what may follow stands."""
        return SOURCE

    @property
    def stage(self) -> Stage:
        """How far the case has come."""
        decision = self.decision
        since = [each for each in self.improvements if decision and each.notice.at >= decision.at]
        return stage_of(
            closed=self.case.closed_at is not None,
            withdrawn=self.is_withdrawn,
            outcome=decision.outcome if decision else None,
            ends=[each.end.kind if each.end else None for each in since],
        )

    @property
    def stage_words(self) -> str:
        """The same in words."""
        return WORDS[self.stage]

    @property
    def event(self) -> CaseEvent:
        """What stands."""
        return self.events[0]

    @property
    def decision(self) -> CaseDecision | None:
        """The decision that holds."""
        return self.decisions[0] if self.decisions else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether there are no longer ten sessions."""
        return self.event.kind == CaseEvent.Kind.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether something may be decided."""
        return not self.is_withdrawn and self.case.closed_at is None

    @property
    def counted(self) -> list[Cell]:
        """The sessions that count in the weeks drawn."""
        return counted_in(self.weeks)

    @property
    def has_ten(self) -> bool:
        """Whether ten sessions still count in the weeks drawn."""
        return len(self.counted) >= SESSIONS

    @property
    def mix(self) -> list[tuple[str, int]]:
        """The settled codes that count, each with how often."""
        counts = Counter(cell.code for cell in self.counted if not cell.is_unsettled)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    @property
    def unsettled(self) -> int:
        """Sessions of the weeks drawn whose reason is not yet established."""
        return sum(each.cell.is_unsettled for each in self.sessions)

    @property
    def used(self) -> int:
        """Sessions that a notice has used, and that are left out."""
        return sum(each.cell.why is Why.USED for each in self.sessions)

    @property
    def register_moved(self) -> bool:
        """Whether the register says something else by now than the case was last brought up to date with."""
        known = {each.half for each in case_sessions(self.event.sessions)}
        return not self.is_withdrawn and known != {(cell.day, cell.session) for cell in self.counted}


def case_page(case: Case, *, post: Post, on: dt.date) -> CasePage:
    """The page of a case fetched with pupil and school. The number of statements does not depend on what it holds."""
    school, pupil = case.school, case.pupil
    events = list(case.events.all().newest_first())
    counting = counting_of(school, on)
    absences = absences_of(school, [pupil.pk], on=on).get(pupil.pk, [])
    judgement = counting.judge(pupil, absences)
    last = events[0].window_last or on
    weeks = in_full(pupil, counting.draw(pupil, absences, last=last))
    first_day = weeks[0].monday if weeks else last
    asked = leave_asked(school, [pupil.pk], first=first_day).get(pupil.pk, [])
    return CasePage(
        case=case,
        pupil=pupil,
        on=on,
        judgement=judgement,
        weeks=weeks,
        sessions=[SessionOfCase(cell, _asked_for(cell, asked)) for cell in explained_in(weeks)],
        first=facts_of(school, [pupil.pk], post=post, on=on)[pupil.pk].lines(pupil, on),
        support=support_so_far(school, [pupil.pk], on=on).get(pupil.pk, []),
        ahead=ahead_of(pupil, absences, [each for each in asked if each.request.last_day > on], counting),
        leavings=leavings(judgement, counting.weeks),
        events=events,
        decisions=list(CaseDecision.objects.filter(case=case).newest_first()),
        parents=[
            ParentLine(each, [(known.day, known.standing.words(on)) for known in each.known])
            for each in history_of(pupil, proposed=on)
        ],
        improvements=notices_of_case(case, post=post, on=on),
        tried=tools_tried(school, [pupil.pk]).get(pupil.pk, []),
        open_now=_open_now(pupil) if case.closed_at else None,
        told_elsewhere=told_elsewhere(pupil),
    )


def cases_of(pupil: Pupil) -> list[tuple[Case, CaseDecision | None, str]]:
    """Every case of a pupil, the newest first, with its decision and how far it has come. Four statements."""
    cases = list(Case.objects.filter(pupil=pupil).with_standing().order_by("-raised_at", "-pk"))
    newest, notices = decided(cases)
    return [
        (case, newest.get(case.pk), WORDS[stage(case, newest.get(case.pk), notices[case.pk])])
        for case in cases
    ]


def _open_now(pupil: Pupil) -> int | None:
    return Case.objects.open().filter(pupil=pupil).values_list("pk", flat=True).first()


def _asked_for(cell: Cell, asked: list[LeaveAsked]) -> LeaveAsked | None:
    return next((each for each in asked if each.days.holds(cell.day, cell.session)), None)
