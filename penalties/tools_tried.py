"""What was tried beside penalty notices: contracts from support plans, orders, prosecutions, with dates and outcome."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from absence.models import AttendanceContract, ContractNote
from penalties.models import OtherTool
from registers.models import School


@dataclass(frozen=True)
class Tried:
    """One of them. `ended_on`: none while it runs; `outcome`: what came of it."""

    what: str
    with_whom: str
    started_on: dt.date
    ended_on: dt.date | None
    words: str
    outcome: str
    url: str
    tool: OtherTool | None = None

    @property
    def is_running(self) -> bool:
        """Whether nobody has written down how it ended."""
        return self.ended_on is None


def tools_tried(school: School, pupils: Collection[int]) -> dict[int, list[Tried]]:
    """By pupil, the newest first. Three statements, however many pupils."""
    found: dict[int, list[Tried]] = defaultdict(list)
    tools = OtherTool.objects.filter(school=school, pupil__in=pupils)
    for tool in tools.select_related("contact", "end"):
        found[tool.pupil_id].append(_tool(tool))
    contracts = AttendanceContract.objects.filter(school=school, plan__pupil__in=pupils)
    for contract in contracts.select_related("plan").prefetch_related("notes"):
        found[contract.plan.pupil_id].append(_contract(contract))
    return {pk: sorted(each, key=lambda one: one.started_on, reverse=True) for pk, each in found.items()}


def _tool(tool: OtherTool) -> Tried:
    end = getattr(tool, "end", None)
    return Tried(
        what=tool.get_kind_display(),
        with_whom=tool.contact.name if tool.contact else "the family as a whole",
        started_on=tool.started_on,
        ended_on=end.on if end else None,
        words=tool.words,
        outcome=end.outcome if end else "",
        url=reverse("penalties:end_other_tool", args=[tool.pk]),
        tool=tool,
    )


def _contract(contract: AttendanceContract) -> Tried:
    ended = [each for each in contract.notes.all() if each.kind == ContractNote.Kind.ENDED]
    return Tried(
        what=OtherTool.Kind.CONTRACT.label,
        with_whom=contract.parties,
        started_on=contract.first_day,
        ended_on=ended[0].on if ended else None,
        words=contract.parents_do,
        outcome=ended[0].words if ended else "",
        url=reverse("absence:contract", args=[contract.pk]),
    )
