"""Whether a school shares the names behind its figures with its trust."""

from typing import Any

from django.db import models
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from absence.models.written import Written
from attendance_site.parts.clock import LONDON
from registers.models import Post, School, Signed


class NamesSharedQuerySet(models.QuerySet["NamesShared"]):
    def visible_to(self, post: Post) -> "NamesSharedQuerySet":
        """What the hat's school decided; for a trust post, the schools of the trust."""
        if post.school_id is None:
            return self.filter(school__trust=post.trust_id)
        return self.filter(school=post.school_id)

    def newest_first(self) -> "NamesSharedQuerySet":
        """The one that stands first."""
        return self.order_by("-at", "-pk")


class TrustLookQuerySet(models.QuerySet["TrustLook"]):
    def visible_to(self, post: Post) -> "TrustLookQuerySet":
        """Those at the hat's school."""
        return self.filter(school=post.school_id)

    def by_day(self) -> "models.QuerySet[Any, Any]":
        """Who opened what on which day, how often (`times`) and when last (`latest`), the latest first."""
        days = self.annotate(day=TruncDate("at", tzinfo=LONDON)).values("name", "position", "what", "day")
        return days.annotate(times=Count("pk"), latest=Max("at")).order_by("-latest")


class TrustLook(Signed):
    """Names of a school that an officer of its trust opened. Written before they are shown. The post is the trust's."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)

    objects = TrustLookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "-at"], name="trust_look_latest")]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="trust_look_says_what")]


class NamesShared(Written):
    """One decision of a school about names; the newest stands, and without one names are not shared."""

    shares = models.BooleanField()
    why = models.CharField(max_length=300, help_text="What the trust needs the names for, or why no longer")

    objects = NamesSharedQuerySet.as_manager()
