"""One of the demo's schools shares names with its trust: the head decided so, and said why."""

import datetime as dt
import uuid

from registers.models import Post, School
from registers.roles import Role
from reporting.actions.sharing import share_names


def make_sharing(*, now: dt.datetime) -> None:
    """The secondary school shares; the primary school shows totals only."""
    school = School.objects.filter(phase=School.Phase.SECONDARY).order_by("pk").first()
    head = Post.objects.on(now.date()).filter(school=school, role=Role.HEAD).order_by("pk").first()
    if school is None or head is None:
        return
    share_names(
        shares=True,
        why="The trust’s attendance panel looks at each pupil once a half term.",
        operation=uuid.uuid4(),
        by=head,
        at=now,
    )
