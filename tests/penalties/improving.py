"""Worlds for notices to improve: a case decided so, its parents, and a notice of three weeks."""

import datetime as dt
import uuid

from penalties.actions.improvement import end_notice_to_improve, give_notices_to_improve
from penalties.authority import CountedIn
from penalties.improvement_letters import Says
from penalties.improvement_now import notices_now
from penalties.models import CaseDecision, NoticeToImprove
from tests.factories import at
from tests.penalties.noticed import TEN, away, referred

BEGINS = dt.date(2026, 11, 30)
SAYS = Says(
    first_day=BEGINS,
    weeks=3,
    counted_in=CountedIn.SCHOOL,
    allowed=2,
    grounds=("Your child is away for a holiday that was not agreed.", "Nobody answers the door."),
    support="Meeting on 14 October\nBreakfast club",
    more_support="Early help: ring Joan Wright",
    what_counts="Coming to the meetings",
)
FROM_THE_SCHOOL = {
    "outcome": "notice_to_improve", "support_appropriate": True, "offered": "enough", "offered_words": "Meetings",
    "engaged": "no", "engaged_words": "Nobody came", "best_tool": False,
}  # fmt: skip


def to_improve(pupil, by, sessions=TEN):
    """A case of ten sessions of which somebody decided that a notice to improve follows."""
    away(pupil, by, sessions, code="O")
    case = referred(pupil, by, sessions)
    answers = dict.fromkeys(("reason", "equality_words", "send_words", "best_tool_words"), "A last chance")
    CaseDecision.objects.create(
        school=pupil.school, case=case, sessions=[], operation=uuid.uuid4(), by=by, name=by.user.name,
        position=by.position, at=at("08:30"), **answers, **FROM_THE_SCHOOL,
    )  # fmt: skip
    return case


def give(case, by, *contacts, operation=None, when=None, **says):
    """The notice to each of these parents."""
    return give_notices_to_improve(
        case=case, says=Says(**{**SAYS.__dict__, **says}), contacts=[each.pk for each in contacts],
        operation=operation or uuid.uuid4(), by=by, at=when or at("09:00"),
    )  # fmt: skip


def now_of(notice, by, on):
    """The notice as it stands that morning."""
    found = notices_now(NoticeToImprove.objects.filter(pk=notice.pk), school=notice.school, post=by, on=on)
    return found[0]


def end(notice, by, kind, on, *, operation=None, **said):
    """Somebody says on that day how it ended."""
    return end_notice_to_improve(
        notice=notice, watched=now_of(notice, by, on).watched, kind=kind, operation=operation or uuid.uuid4(),
        by=by, at=at("09:00", on), **said,
    )  # fmt: skip
