"""Worlds for cases: sessions in the register, the scan that raises the case, and the answers of a checklist."""

import uuid

from penalties.actions.considering import Seen, decide_case
from penalties.actions.thresholds import scan_thresholds
from penalties.considering import Considered
from penalties.models import Case
from tests.factories import THE_DAY, at
from tests.penalties.noticed import TEN, away

HOLIDAY = Considered(
    outcome="refer",
    reason="Ten sessions of holiday that was not agreed.",
    support_appropriate=False,
    why_not="A holiday, and nothing else keeps the child from school.",
    equality_words="Nothing bears on it.",
    send_words="Nothing on file.",
    best_tool=True,
    best_tool_words="Nothing was tried before.",
)


def scan(school, *, on=THE_DAY, when="02:00"):
    """The night's scan of that day."""
    return scan_thresholds(school=school, on=on, at=at(when, on))


def raised(pupil, by, sessions=TEN, code="G"):
    """The pupil's case, raised by the scan from what the register has."""
    away(pupil, by, sessions, code=code)
    scan(pupil.school)
    return Case.objects.open().get(pupil=pupil)


def seen_of(case):
    """What a page opened now shows."""
    decision = case.decisions.order_by("-pk").first()
    return Seen(case.events.order_by("-pk")[0].pk, decision.pk if decision else 0)


def decide(case, by, *, considered=HOLIDAY, seen=None, operation=None, when="10:00"):
    """Somebody decides about the case."""
    return decide_case(
        case=case,
        considered=considered,
        seen=seen or seen_of(case),
        operation=operation or uuid.uuid4(),
        by=by,
        at=at(when),
    )


def answers(considered=HOLIDAY, **more):
    """The checklist as a page posts it."""
    yes = {True: "yes", False: "no", None: ""}
    said = {name: yes.get(words, words) for name, words in considered.__dict__.items()}
    return {**said, "operation": uuid.uuid4(), **more}
