"""What carries a school's messages, who stopped it, and what families answered."""

import uuid
from datetime import time

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from registers.models.contacts import Contact
from registers.models.messages import Message
from registers.models.people import Post, School
from registers.roles import Permission, Role, may

FROM, UNTIL = time(7, 30), time(18, 30)
"""The hours in which messages go, where the school has not chosen others."""
TEXTS_A_DAY = 3
"""So many texts one person is sent on one day, where the school has not chosen another number."""


class SendingSettingsQuerySet(models.QuerySet["SendingSettings"]):
    def of(self, school: School) -> "SendingSettings":
        """The school's settings; until it has chosen, nothing is sent by itself."""
        return self.filter(school=school).first() or SendingSettings(school=school)

    def sending(self) -> "SendingSettingsQuerySet":
        """Settings by which at least one kind of message leaves the site by itself."""
        hold = SendingSettings.Sender.HOLD
        return self.exclude(email=hold, text=hold, letter=hold)


class SendingSettings(models.Model):
    """Which sender carries which kind of message, and when. Keys and passwords stand in the environment only."""

    class Sender(models.TextChoices):
        HOLD = "hold", "Nothing: held here, to be read and printed"
        SMTP = "smtp", "Mail server"
        NOTIFY = "notify", "GOV.UK Notify"

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="sending", primary_key=True)
    email = models.CharField(max_length=6, choices=Sender.choices, default=Sender.HOLD)
    text = models.CharField(max_length=6, choices=Sender.choices, default=Sender.HOLD)
    letter = models.CharField(max_length=6, choices=Sender.choices, default=Sender.HOLD)
    sends_from = models.TimeField(default=FROM)
    sends_until = models.TimeField(default=UNTIL)
    texts_a_day = models.PositiveSmallIntegerField(default=TEXTS_A_DAY)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_name = models.CharField(max_length=200, blank=True)

    objects = SendingSettingsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sends_from__lt=F("sends_until")), name="sending_hours_in_order"
            ),
            models.CheckConstraint(condition=~Q(text="smtp") & ~Q(letter="smtp"), name="sending_smtp_mails"),
        ]

    @property
    def by_channel(self) -> dict[str, str]:
        """The sender of each channel."""
        return {"email": self.email, "text": self.text, "letter": self.letter}


class SendingStopQuerySet(models.QuerySet["SendingStop"]):
    def standing(self) -> "SendingStopQuerySet":
        """Stops that nobody has ended."""
        return self.filter(ended_at__isnull=True)

    def holding(self, school: School | int | OuterRef | None) -> "SendingStopQuerySet":
        """Stops that hold for the school now: its own, and one of the whole site, which comes first."""
        mine = self.standing().filter(Q(school=school) | Q(school__isnull=True))
        return mine.order_by(F("school").asc(nulls_first=True))

    def as_seen_from(self, school: OuterRef) -> Subquery:
        """Who stopped the sending of a row's school, when and why, to stand on that row."""
        said = JSONObject(at="at", name="name", why="why", school="school")
        return Subquery(self.holding(school).values(said=said)[:1])


class SendingStop(models.Model):
    """Somebody stopped all sending, of one school or (school empty) of the whole site, until it was resumed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_name = models.CharField(max_length=200, blank=True)

    objects = SendingStopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="sending_stop_one_standing",
            )
        ]


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, post: Post) -> "ReplyQuerySet":
        """Replies to the hat's school; those of social workers only where the hat may know of them."""
        mine = self.filter(school=post.school_id)
        if may(Role(post.role), Permission.SEE_SOCIAL_CARE):
            return mine
        return mine.filter(message__professional__isnull=True)

    def to_handle(self) -> "ReplyQuerySet":
        """Replies that nobody has dealt with."""
        return self.filter(handled_at__isnull=True)


class Reply(models.Model):
    """What somebody answered by text or e-mail, as it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="replies")
    channel = models.CharField(max_length=6, choices=Message.Channel.choices)
    from_address = models.CharField(max_length=254, help_text="The number or e-mail it says it comes from")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="replies", null=True, blank=True, db_constraint=False
    )
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="replies", null=True, blank=True, db_constraint=False
    )
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    received_at = models.DateTimeField()
    provider_ref = models.CharField(max_length=250, help_text="What the provider calls it; kept once")
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_name = models.CharField(max_length=200, blank=True)
    handled_note = models.CharField(max_length=300, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "received_at"], name="reply_by_time")]
        constraints = [
            models.UniqueConstraint("school", "id", name="reply_school_id"),
            models.UniqueConstraint("school", "channel", "provider_ref", name="reply_kept_once"),
        ]
