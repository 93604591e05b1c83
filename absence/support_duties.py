"""Whom the school must ask about a pupil's plan: the authority, the social worker, the virtual school."""

from datetime import date

from registers.models import Post, Pupil, PupilStatus
from registers.roles import Permission, Role, may
from registers.social_care import EHCP, SEN, WITH_PLAN

Kind = PupilStatus.Kind
# WT2024 (V2): with an education, health and care plan or a social worker, those who hold it are involved.
WHOM = {
    Kind.EHCP.value: "There is an education, health and care plan: ask the authority’s SEN team for an early review.",
    Kind.SOCIAL_WORKER.value: "There is a social worker: ask them before it is agreed.",
    Kind.LOOKED_AFTER.value: "The pupil is looked after: ask the social worker and the virtual school head.",
}
SOMEBODY = "Ask the safeguarding lead whom else to involve before it is agreed."


def asks_others(pupil: Pupil, *, on: date) -> bool:
    """Whether somebody outside the school must be asked."""
    return bool(_kinds(pupil, on))


def whom_to_ask(pupil: Pupil, *, post: Post, on: date) -> list[str]:
    """Who must be asked, in words; who may not see social care is sent to the safeguarding lead."""
    kinds = _kinds(pupil, on)
    if may(Role(post.role), Permission.SEE_SOCIAL_CARE):
        return [words for kind, words in WHOM.items() if kind in kinds]
    shown = [WHOM[Kind.EHCP.value]] if Kind.EHCP.value in kinds else []
    return shown + ([SOMEBODY] if kinds - {Kind.EHCP.value} else [])


def _kinds(pupil: Pupil, on: date) -> set[str]:
    """The statuses that hold and ask for somebody; SEN with a plan is such a plan."""
    found = PupilStatus.objects.on(on).filter(pupil=pupil, kind__in=[*WHOM, SEN])
    rows = [(row.kind, row.value) for row in found]
    held = {kind for kind, value in rows if kind in WHOM and value not in ("", "0", "N", "no")}
    return held | ({EHCP} if (SEN, WITH_PLAN) in rows else set())
