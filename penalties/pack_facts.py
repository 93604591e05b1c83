"""Everything that a pack says about one parent and one child, read once: the register, leave, letters, support."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from absence.models import LeaveRequest
from penalties.authority import Rules
from penalties.case_sessions import CaseSession, case_sessions
from penalties.deadline import Deadline, deadline
from penalties.due_sessions import NOTHING, due_sessions
from penalties.improvement import Seen
from penalties.improvement_now import NoticeNow, notices_of_case
from penalties.leave_asked import LeaveAsked, leave_asked
from penalties.models import AuthorityRules, Case, CaseDecision, CaseEvent, OtherTool
from penalties.notice_history import ParentHistory, history_of
from penalties.support_so_far import Offered, support_so_far
from registers.confidential import Secrets, secrets_of
from registers.mark_story import Story, stories_between
from registers.message_addresses import postal_homes
from registers.message_causes import ABSENCE, leave_decided
from registers.message_states import State
from registers.models import (
    Address,
    ContactLimit,
    GroupMembership,
    Mark,
    Message,
    Post,
    Pupil,
    School,
    SchoolDay,
)
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import DayRange

LETTERS_OF = dt.timedelta(days=365)
WENT = frozenset({State.SENT, State.DELIVERED})
"""A letter that waits, failed or was cancelled has told nobody anything."""


@dataclass(frozen=True)
class PackFacts:
    """What is known on a day. `sessions`: those that the case stands on."""

    case: Case
    on: dt.date
    rules: Rules
    parent: ParentHistory
    sessions: list[CaseSession]
    event: CaseEvent
    decision: CaseDecision | None
    due: tuple[Seen, ...]
    """Every session at which the child was due in the ten weeks, up to the last of the case."""
    deadline: Deadline
    marks: Mapping[tuple[dt.date, str], Mark]
    amended: list[Story]
    leave: list[LeaveAsked]
    letters: list[Message]
    """To this parent about this child in the last year."""
    support: list[Offered]
    improvements: list[NoticeNow]
    tools: list[OtherTool]
    home: Address | None
    child_home: Address | None
    is_limited: bool
    group: str
    secrets: Secrets

    @property
    def pupil(self) -> Pupil:
        """The child."""
        return self.case.pupil

    @property
    def school(self) -> School:
        """The school."""
        return self.case.school

    @property
    def period(self) -> DayRange:
        """The days of the register that are certified."""
        first = self.event.window_first or self.sessions[0].date
        return DayRange(min(first, self.sessions[0].date), self.sessions[-1].date)

    @property
    def holidays(self) -> list[CaseSession]:
        """Sessions of a holiday that nobody granted."""
        return [each for each in self.sessions if each.is_holiday]

    @property
    def asked_for(self) -> list[LeaveAsked]:
        """Requests for leave that touch a session of the case."""
        return [each for each in self.leave if any(each.days.holds(*one.half) for one in self.sessions)]

    @property
    def without_request(self) -> list[CaseSession]:
        """Sessions of a holiday for which nobody asked."""
        return [each for each in self.holidays if not any(one.days.holds(*each.half) for one in self.leave)]

    @property
    def gone(self) -> list[Message]:
        """Letters that have gone."""
        return [each for each in self.letters if each.state in WENT]

    @property
    def warnings(self) -> list[Message]:
        """Letters to this parent that said what follows leave not agreed, in time, or absence that goes on."""
        contact, last = self.parent.contact.pk, self.sessions[-1].date
        decided = {leave_decided(each.decision.press, contact) for each in self.asked_for if each.decision}
        improving = {each.notice.letter_id for each in self.improvements}
        in_time = (each for each in self.gone if each.cause in decided and _went(each) <= last)
        return [*in_time, *(each for each in self.gone if each.pk in improving)]


def pack_facts(*, case: Case, parent: ParentHistory, post: Post, on: dt.date) -> PackFacts | None:
    """Everything about that parent, for a case fetched with pupil and school; None where no sessions stand."""
    event = CaseEvent.objects.filter(case=case).newest_first().first()
    sessions = case_sessions(event.sessions) if event else []
    if event is None or event.kind == CaseEvent.Kind.WITHDRAWN or not sessions:
        return None
    school, pupil, contact = case.school, case.pupil, parent.contact
    first, last = min(event.window_first or on, sessions[0].date), sessions[-1]
    known = due_sessions(school=school, pupils={pupil.pk: DayRange(first, on)}, by=post, on=on)
    all_due = known.get(pupil.pk, NOTHING).sessions
    rules = AuthorityRules.objects.of(school)
    days = SchoolDay.objects.filter(school=school, date__gte=first).order_by("date")
    marks = Mark.objects.filter(school=school, pupil=pupil, date__range=(first, last.date))
    members = GroupMembership.objects.on(on).filter(school=school, pupil=pupil)
    improvements = notices_of_case(case, post=post, on=on)
    homes = postal_homes(school.pk, {(contact.pk, pupil.pk)}, on)
    return PackFacts(
        case=case,
        on=on,
        rules=rules,
        parent=parent,
        sessions=sessions,
        event=event,
        decision=CaseDecision.objects.filter(case=case).newest_first().first(),
        due=tuple(each for each in all_due if _is_certified(each, last)),
        deadline=deadline(
            all_due, last=last.half, rules=rules, school_days=[day.date for day in days], on=on
        ),
        marks={(mark.date, mark.session): mark for mark in marks},
        amended=stories_between(pupil, first=first, last=last.date),
        leave=leave_asked(school, [pupil.pk], first=first, last=last.date).get(pupil.pk, []),
        letters=_letters(parent, pupil, on),
        support=support_so_far(school, [pupil.pk], on=on).get(pupil.pk, []),
        improvements=[each for each in improvements if each.notice.contact_id == contact.pk],
        tools=_tools(pupil, contact.pk),
        home=homes.get((contact.pk, pupil.pk)),
        child_home=Address.objects.on(on)
        .filter(school=school, pupil=pupil)
        .order_by("first_day", "pk")
        .last(),
        is_limited=ContactLimit.objects.on(on).filter(care__pupil=pupil, care__contact=contact).exists(),
        group=members.values_list("group__name", flat=True).first() or "",
        secrets=secrets_of(school.pk),
    )


def parents_of(case: Case, *, on: dt.date) -> list[ParentHistory]:
    """The adults whom the law sees as parents of the child, in calling order."""
    return [each for each in history_of(case.pupil, proposed=on) if each.is_parent]


def asked_words(request: LeaveRequest) -> str:
    """How the school calls a request, and who made it."""
    return f"{request.reference}, asked by {request.asked_name}"


def _is_certified(seen: Seen, last: CaseSession) -> bool:
    """Up to the last session of the case, and what that day has after it."""
    return (seen.date, seen.session) <= last.half or (seen.date == last.date and bool(seen.code))


def _went(message: Message) -> dt.date:
    return (message.sent_at or message.made_at).astimezone(SCHOOL_TIME).date()


def _letters(parent: ParentHistory, pupil: Pupil, on: dt.date) -> list[Message]:
    """What was written to this parent about this child; texts about one morning are part of the calls."""
    written = Message.objects.filter(
        school=pupil.school_id,
        contact=parent.contact,
        pupil=pupil,
        channel__in=[Message.Channel.LETTER, Message.Channel.EMAIL],
        made_at__date__gte=on - LETTERS_OF,
    )
    kept = written.exclude(state=State.CANCELLED).exclude(cause__startswith=ABSENCE)
    return list(kept.with_whom().order_by("made_at", "pk"))


def _tools(pupil: Pupil, contact: int) -> list[OtherTool]:
    rows = OtherTool.objects.filter(school=pupil.school_id, pupil=pupil).select_related("end").order_by("pk")
    return [each for each in rows if each.contact_id in (None, contact)]
