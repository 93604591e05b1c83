"""What every page tells the person at its head: a teacher's reminders, and to the office that sending is stopped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

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


@dataclass(frozen=True)
class Stopped:
    """All sending is stopped, by whom, since when and why. `by_school`: the school itself can let it go on."""

    name: str
    at: datetime | None
    why: str
    by_school: bool


def stop_in_head(post: Post) -> dict[str, Any]:
    """Whether the hat's school sends anything, and who stopped it, as read with the hat (access.worn_post)."""
    said: dict[str, Any] | None = getattr(post, "stop", None)
    stopped = None
    if settings.STOP_SENDING:
        stopped = Stopped("the settings of this site (STOP_SENDING)", None, "", by_school=False)
    elif said:
        at = datetime.fromisoformat(said["at"])
        stopped = Stopped(said["name"], at, said["why"], by_school=said["school"] is not None)
    return {"sending_stopped": stopped, "sends": getattr(post, "sends", False)}
