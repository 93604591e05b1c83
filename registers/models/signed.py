"""Who wrote a row."""

from datetime import datetime
from typing import Any

from django.db import models

from registers.models.people import Post


class Signed(models.Model):
    """A row that says who wrote it and when: the post, with name and position as they stood then."""

    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        abstract = True


def signed_by(post: Post, at: datetime) -> dict[str, Any]:
    """What a signed row keeps of who wrote it, and when."""
    return {"by": post, "name": post.user.name, "position": post.position, "at": at}
