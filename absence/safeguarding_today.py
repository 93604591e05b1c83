"""Safeguarding notes that wait to be read, for those who may read them, and whom to speak with at once."""

import datetime as dt

from absence.models import SafeguardingNote
from registers.models import Post
from registers.roles import Permission, Role, may


def notes_to_read(post: Post, *, on: dt.date) -> list[SafeguardingNote]:
    """The newest note of each pupil with notes that nobody has read, the oldest first. One statement at most."""
    if not may(Role(post.role), Permission.READ_SAFEGUARDING_NOTE):
        return []
    notes = SafeguardingNote.objects.visible_to(post, on=on).to_read().select_related("pupil")
    return list({note.pupil_id: note for note in notes.order_by("at", "pk")}.values())


def leads(post: Post, *, on: dt.date) -> list[Post]:
    """Who is safeguarding lead at the hat's school on that day. One statement."""
    found = Post.objects.visible_to(post).on(on).filter(role=Role.SAFEGUARDING).select_related("user")
    return list(found.order_by("user__name", "pk"))
