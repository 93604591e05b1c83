"""Cases of the demo's schools: raised by the scan, and some of them considered by a person."""

import datetime as dt
import uuid

from penalties.actions.considering import Seen, decide_case
from penalties.actions.thresholds import scan_thresholds
from penalties.considering import Considered, Engaged, Offered, Outcome
from penalties.models import Case, CaseDecision
from registers.codes import HOLIDAY_NOT_GRANTED
from registers.models import Post, School
from registers.roles import Role

HOLIDAY = Considered(
    outcome=Outcome.REFER,
    reason="A holiday of ten sessions or more that the school did not agree to.",
    support_appropriate=False,
    why_not="A holiday. Nothing that we know of keeps the child from school.",
    equality_words="Nothing bears on it: no visit to family, no religious day.",
    send_words="Nothing is on file, and the class teacher sees nothing.",
    best_tool=True,
    best_tool_words="A first notice. Nothing else was tried, for nothing else was needed.",
)
MORE_HELP = Considered(
    outcome=Outcome.SUPPORT,
    reason="He stays at home to look after a parent. A notice would make that harder.",
    support_appropriate=True,
    offered=Offered.NOT_ENOUGH,
    offered_words="Calls and a letter. Nobody has yet asked what he does at home.",
    engaged=Engaged.PARTLY,
    engaged_words="The family answers the telephone and has not come to a meeting.",
    equality_words="A parent is ill, so a meeting at home or by telephone is an adjustment to offer.",
    send_words="A young carer. Nothing else is on file.",
    best_tool=False,
    best_tool_words="Early help and the young carers’ group come first.",
)
CARER = ("Dexter", "Wainfleet")


def make_cases(*, now: dt.datetime) -> list[CaseDecision]:
    """Raise what the scan finds; a holiday is referred in each school, a young carer is offered more help."""
    decided = []
    for school in School.objects.order_by("pk"):
        scan_thresholds(school=school, on=now.date(), at=now)
        head = Post.objects.on(now.date()).filter(school=school, role=Role.HEAD).select_related("user")
        by = head.order_by("pk").first()
        if by is None:
            continue
        cases = list(Case.objects.open().filter(school=school).with_standing().select_related("pupil"))
        cases.sort(key=lambda case: case.pk)
        holiday = next((case for case in cases if _is_holiday(case)), None)
        carer = [case for case in cases if (case.pupil.forename, case.pupil.surname) == CARER]
        chosen = [(case, MORE_HELP) for case in carer] + [(case, HOLIDAY) for case in [holiday] if case]
        decided += [_decided(case, said, by, now) for case, said in chosen]
    return decided


def _is_holiday(case: Case) -> bool:
    """Whether every session is one of a holiday that was not agreed."""
    return {row["code"] for row in case.standing.sessions} == {HOLIDAY_NOT_GRANTED}


def _decided(case: Case, said: Considered, by: Post, now: dt.datetime) -> CaseDecision:
    seen = Seen(case.standing.pk, 0)
    return decide_case(case=case, considered=said, seen=seen, operation=uuid.uuid4(), by=by, at=now)
