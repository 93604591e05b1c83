"""Whether a school shares the names behind its figures with its trust."""

from django.db import models

from absence.models.written import Written
from registers.models import Post


class NamesSharedQuerySet(models.QuerySet["NamesShared"]):
    def visible_to(self, post: Post) -> "NamesSharedQuerySet":
        """What the hat's school decided; for a trust post, the schools of the trust."""
        if post.school_id is None:
            return self.filter(school__trust=post.trust_id)
        return self.filter(school=post.school_id)

    def newest_first(self) -> "NamesSharedQuerySet":
        """The one that stands first."""
        return self.order_by("-at", "-pk")


class NamesShared(Written):
    """One decision of a school about names; the newest stands, and without one names are not shared."""

    shares = models.BooleanField()
    why = models.CharField(max_length=300, help_text="What the trust needs the names for, or why no longer")

    objects = NamesSharedQuerySet.as_manager()
