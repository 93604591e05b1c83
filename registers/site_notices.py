"""What every page tells the person at its head: a teacher's reminders, until the register is complete."""

from dataclasses import dataclass
from datetime import datetime

from registers.actions.messages import deliver_reminders
from registers.message_causes import reminded_register
from registers.models import Message, Post
from registers.roles import Role


@dataclass(frozen=True)
class Notice:
    """One line at the head of the page. `level`: warning, error or info."""

    level: str
    text: str
    link: str = ""
    link_text: str = ""


def reminders_for(post: Post, at: datetime) -> list[Notice]:
    """The reminders to show on a page for this hat, noted as delivered. One statement for teachers, none for others.

    A second statement, once, where a reminder is new.
    """
    if not Role(post.role).sees_own_groups_only:
        return []
    shown = list(Message.objects.reminders_on_page_of(post, at.date()).order_by("made_at", "cause"))
    if any(message.state == Message.State.QUEUED for message in shown):
        deliver_reminders(messages=shown, at=at)
    latest = {reminded_register(message.cause): message for message in shown}
    return [Notice("warning", each.body, each.link, "Open the register") for each in latest.values()]
