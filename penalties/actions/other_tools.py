"""Writing down what else was tried beside penalty notices, and how it ended."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from penalties.models import Case, OtherTool, OtherToolEnd
from registers.models import Care, Contact, Post, Pupil
from registers.refusals import Refusal


class OtherToolRefused(Refusal):
    """Another tool cannot be written down like that."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Begun:
    """What was begun, with whom (nobody: the family as a whole), and who began it."""

    kind: str
    started_on: dt.date
    words: str
    contact: Contact | None = None


@transaction.atomic
def record_other_tool(*, pupil: Pupil, begun: Begun, operation: UUID, by: Post, at: dt.datetime) -> OtherTool:
    """Write down an order, a prosecution or another step. Raises OtherToolRefused."""
    lock(pupil.pk)
    if begun.started_on > at.date():
        raise OtherToolRefused("That day has still to come.")
    if not begun.words.strip():
        raise OtherToolRefused("Say who began it and what it asks for.")
    contact = begun.contact
    if contact and not Care.objects.filter(pupil=pupil, contact=contact).exists():
        raise OtherToolRefused(f"{contact.name} is no contact of {pupil.called}.")
    row, _ = write_once(
        OtherTool, operation=operation, by=by, at=at, pupil=pupil, contact=contact,
        case=Case.objects.open().filter(pupil=pupil).first(), kind=begun.kind, started_on=begun.started_on,
        words=begun.words.strip()[:4000],
    )  # fmt: skip
    return row


@transaction.atomic
def end_other_tool(
    *, tool: OtherTool, on: dt.date, outcome: str, operation: UUID, by: Post, at: dt.datetime
) -> OtherToolEnd:
    """Write down when it ended and what came of it. Raises OtherToolRefused."""
    lock(tool.pupil_id)
    done = OtherToolEnd.objects.filter(tool=tool).first()
    if done is not None and done.operation == operation:
        return done
    if done is not None:
        raise OtherToolRefused(
            f"{done.name} has written down how it ended.", who_can_fix="Nothing is left to do."
        )
    if not tool.started_on <= on <= at.date():
        raise OtherToolRefused("It ends after it began, and not in the future.")
    if not outcome.strip():
        raise OtherToolRefused("Say what came of it.")
    row, _ = write_once(
        OtherToolEnd, operation=operation, by=by, at=at, tool=tool, on=on, outcome=outcome.strip()[:4000]
    )
    return row
