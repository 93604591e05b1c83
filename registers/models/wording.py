"""What a school says to families, in its own words: versions that nobody changes, and what is switched off."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from registers.models.messages import Message
from registers.models.people import Post, School
from registers.models.signed import Signed


class WordingVersionQuerySet(models.QuerySet["WordingVersion"]):
    def visible_to(self, post: Post) -> "WordingVersionQuerySet":
        """Versions of the hat's school."""
        return self.filter(school=post.school_id)

    def of(self, kind: str, channel: str, language: str) -> "WordingVersionQuerySet":
        """The versions of one wording."""
        return self.filter(kind=kind, channel=channel, language=language)

    def current(self) -> "WordingVersionQuerySet":
        """Of each wording the newest version, which is the one that is sent."""
        same = ("school", "kind", "channel", "language")
        return self.order_by(*same, "-number").distinct(*same)


class WordingVersion(Signed):
    """One wording as somebody saved it. The newest is what is sent; an earlier one comes back as a new version."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="wordings")
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=6, choices=Message.Channel.choices)
    language = models.CharField(max_length=10, default="en")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    is_ours = models.BooleanField(
        default=False, help_text="Back to the words that come with the site, as they were then"
    )
    reason = models.CharField(max_length=300)

    objects = WordingVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="wording_version_school_id"),
            models.UniqueConstraint(
                "school", "kind", "channel", "language", "number", name="wording_version_numbered_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="wording_version_from_one"),
            models.CheckConstraint(
                condition=~Q(body="") & ~Q(reason="") & ~Q(name=""), name="wording_version_says_who_and_why"
            ),
        ]


class WordingSwitchQuerySet(models.QuerySet["WordingSwitch"]):
    def of(self, school: School) -> "WordingSwitchQuerySet":
        """The newest switch of each kind and channel."""
        mine = self.filter(school=school)
        return mine.order_by("kind", "channel", "-at", "-pk").distinct("kind", "channel")

    def off(self, school: School) -> QuerySet["WordingSwitch", Any]:
        """Kinds and channels that the school does not use."""
        return self.filter(pk__in=self.of(school).values("pk"), is_on=False)


class WordingSwitch(Signed):
    """That the school stopped using a kind of message, or uses it again. The newest one holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=6, choices=Message.Channel.choices)
    is_on = models.BooleanField()
    reason = models.CharField(max_length=300)

    objects = WordingSwitchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(name=""), name="wording_switch_says_who_and_why"
            )
        ]
