"""Notices to improve: the last chance that a parent was given, and how it ended."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.models.written import Written
from penalties.authority import CountedIn
from penalties.improvement import COUNTED_WORDS, Terms
from penalties.models.cases import Case
from registers.models import Contact, Message, Post, Pupil


class NoticeToImproveQuerySet(models.QuerySet["NoticeToImprove"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "NoticeToImproveQuerySet":
        """Notices about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, case__pupil__in=pupils.values("pk"))

    def open(self) -> "NoticeToImproveQuerySet":
        """Notices of which nobody has said how they ended."""
        return self.filter(~Exists(NoticeToImproveEnd.objects.filter(notice=OuterRef("pk"))))

    def running(self, on: date) -> "NoticeToImproveQuerySet":
        """Open notices whose time is not over on that day; one that has still to begin is among them."""
        return self.open().filter(last_day__gte=on)

    def with_all(self) -> "NoticeToImproveQuerySet":
        """With the pupil, whom it went to, its letter and its end, in the same statement."""
        return self.select_related("case__pupil", "contact", "letter", "end")


class NoticeToImprove(Written):
    """One notice to one parent for one child, as it was sent. Never changed; whether it is met is worked out."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="notices_to_improve", db_constraint=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="notices_to_improve", db_constraint=False
    )
    to_name = models.CharField(max_length=200, help_text="The parent's name as it stood then")
    first_day = models.DateField()
    last_day = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    counted_in = models.CharField(
        max_length=8, choices=[(each.value, COUNTED_WORDS[each]) for each in CountedIn]
    )
    sessions_allowed = models.PositiveSmallIntegerField(
        help_text="So many sessions without leave are still enough improvement"
    )
    what_counts = models.TextField(blank=True, help_text="What else is enough improvement, in words")
    early_grounds = models.TextField(
        help_text="A line each: when a penalty notice may come before the last day"
    )
    support = models.TextField(help_text="What was done to help")
    more_support = models.TextField(help_text="What more there is, and how to take it up")
    sessions = models.JSONField(help_text="The sessions that the letter lists, as the register had them")
    letter = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    objects = NoticeToImproveQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "last_day"], name="notice_to_improve_by_day")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="notice_to_improve_school_id"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="notice_to_improve_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(early_grounds="") & ~Q(support="") & ~Q(more_support=""),
                name="notice_to_improve_is_whole",
            ),
        ]

    @property
    def terms(self) -> Terms:
        """As the rules read them."""
        return Terms(self.first_day, self.last_day, self.sessions_allowed)

    @property
    def grounds(self) -> list[str]:
        """The stated grounds, one by one."""
        return self.early_grounds.splitlines()


class NoticeToImproveEnd(Written):
    """How a notice ended, once, as a person said it."""

    class Kind(models.TextChoices):
        MET = "met", "Met"
        NOT_MET = "not_met", "Not met"
        EARLY = "early", "Ended early, on a ground that it states"
        WITHDRAWN = "withdrawn", "Withdrawn"

    notice = models.OneToOneField(
        NoticeToImprove, on_delete=models.PROTECT, related_name="end", db_constraint=False
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    on = models.DateField()
    ground = models.CharField(max_length=500, blank=True, help_text="Early: which of the stated grounds")
    words = models.TextField(blank=True)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="early") | (~Q(ground="") & ~Q(words="")),
                name="notice_ended_early_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(words=""), name="notice_to_improve_withdrawn_says_why"
            ),
        ]
