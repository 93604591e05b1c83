"""What the demo's schools sent of cases: a notice to improve to each parent of one pupil, and the pack of a holiday."""

import contextlib
import datetime as dt
import uuid

from penalties.actions.considering import Seen, decide_case
from penalties.actions.improvement import ImprovementRefused, give_notices_to_improve
from penalties.actions.packs import PackRefused, make_pack
from penalties.actions.sharing import share_case
from penalties.authority import CountedIn
from penalties.considering import Considered, Engaged, Offered, Outcome
from penalties.improvement_letters import Says, lines_of, usual_grounds
from penalties.models import Case, CaseDecision
from penalties.pack_checks import PackSays
from penalties.pack_facts import parents_of
from registers.codes import HOLIDAY_NOT_GRANTED
from registers.models import Post, School, SchoolDay
from registers.roles import Role

LAST_CHANCE = Considered(
    outcome=Outcome.NOTICE_TO_IMPROVE,
    reason="Help was offered and not taken up. A last chance, with the help still there.",
    support_appropriate=True,
    offered=Offered.ENOUGH,
    offered_words="Calls, a meeting, a place at the breakfast club.",
    engaged=Engaged.NO,
    engaged_words="Nobody came to the meeting, and the place was not taken.",
    equality_words="Nothing bears on it: meetings were offered at times that suit, and by telephone.",
    send_words="Nothing is on file, and the class teacher sees nothing.",
    best_tool=False,
    best_tool_words="Not yet: the notice to improve comes first.",
)
A_WEEK = dt.timedelta(days=5)
SHARED_FOR = dt.timedelta(days=56)


def make_papers(*, now: dt.datetime) -> None:
    """In each school one notice to improve, and the first parent's pack of each holiday that was referred, shared."""
    for school in School.objects.order_by("pk"):
        waiting = Case.objects.open().filter(school=school, decisions__isnull=True).with_standing()
        rows = waiting.select_related("pupil", "school").order_by("pk")
        chosen = next((case for case in rows if _may_improve(case)), None)
        if chosen is not None:
            _improve(chosen, now)
    referred = CaseDecision.objects.newest().filter(outcome=Outcome.REFER)
    for decision in referred.select_related("case__pupil", "case__school").order_by("pk"):
        _pack(decision.case, now)
        _share(decision.case, now)


def _may_improve(case: Case) -> bool:
    """Whether support fits: no holiday among the sessions, and the pupil is still here."""
    codes = {row["code"] for row in case.standing.sessions}
    here = case.pupil.admissions.filter(deleted_on__isnull=True).exists()
    return here and HOLIDAY_NOT_GRANTED not in codes


def _improve(case: Case, now: dt.datetime) -> None:
    by, on = _head(case, now), now.date()
    seen = Seen(case.events.order_by("-pk")[0].pk, 0)
    decide_case(case=case, considered=LAST_CHANCE, seen=seen, operation=uuid.uuid4(), by=by, at=now)
    day = SchoolDay.objects.filter(school=case.school, date__gte=on + A_WEEK).order_by("date").first()
    says = Says(
        first_day=day.date if day else on,
        weeks=3,
        counted_in=CountedIn.SCHOOL,
        allowed=2,
        grounds=tuple(lines_of(usual_grounds())),
        support="Calls to ask what is hard\nA meeting, to which nobody came\nA place at the breakfast club",
        more_support="Breakfast club from 7:45: come with him, no form is needed\nEarly help: ring the school office",
    )
    parents = [each.contact.pk for each in parents_of(case, on=on)]
    with contextlib.suppress(ImprovementRefused):  # a demo that begins in a holiday has no three weeks left
        give_notices_to_improve(case=case, says=says, contacts=parents, operation=uuid.uuid4(), by=by, at=now)


def _pack(case: Case, now: dt.datetime) -> None:
    said = PackSays(
        why_holiday="The child told the class of a beach, and a postcard came.",
        warning="The newsletter of September says what follows; the head said so at the gate before the holiday.",
    )
    by = _head(case, now)
    parent = next(iter(parents_of(case, on=now.date())), None)
    if parent is None:
        return
    with contextlib.suppress(PackRefused):  # what the checks find is shown on the page of the pack
        make_pack(case=case, parent=parent, says=said, signer=by, operation=uuid.uuid4(), by=by, at=now)


def _share(case: Case, now: dt.datetime) -> None:
    """Where the school has an officer of the authority."""
    officers = Post.objects.on(now.date()).filter(school=case.school, role=Role.LA).select_related("user")
    officer = officers.order_by("pk").first()
    if officer is not None:
        until = now.date() + SHARED_FOR
        share_case(
            case=case, officer=officer, until=until, why="To decide whether a notice is issued",
            operation=uuid.uuid4(), by=_head(case, now), at=now,
        )  # fmt: skip


def _head(case: Case, now: dt.datetime) -> Post:
    held = Post.objects.on(now.date()).filter(school=case.school, role=Role.HEAD)
    return held.select_related("user", "school").order_by("pk")[0]
