"""Penalty notices as far as they are known here: one row for each parent and child, and what happened to each."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from absence.models.written import Written
from penalties.models.authority import ISSUERS
from penalties.models.cases import Case
from penalties.notice_news import GROUNDS, NEWS, Issued, News
from registers.models import Contact, Post, Pupil, School

ISSUED = [("yes", "Issued"), ("no", "Not issued"), ("unknown", "Not known yet")]
SESSIONS = [("AM", "Morning"), ("PM", "Afternoon")]


class PenaltyNoticeQuerySet(models.QuerySet["PenaltyNotice"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PenaltyNoticeQuerySet":
        """Notices of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def standing(self) -> "PenaltyNoticeQuerySet":
        """Notices that were not withdrawn, and that nobody said were not issued."""
        news = NoticeNews.objects.filter(notice=OuterRef("pk"))
        told = news.filter(kind__in=[News.ISSUED, News.NOT_ISSUED]).order_by("-at", "-pk")
        was = Subquery(told.values("kind")[:1])
        return self.annotate(was_issued=Coalesce(was, F("issued"))).filter(
            ~Exists(news.filter(kind=News.WITHDRAWN)), ~Q(was_issued__in=[Issued.NO, News.NOT_ISSUED])
        )


class PenaltyNotice(Written):
    """A notice to one parent for one child: proposed, issued, or told to us. Never changed: what follows is news."""

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="penalty_notices", db_constraint=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="penalty_notices", db_constraint=False
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        related_name="notices",
        null=True,
        blank=True,
        db_constraint=False,
    )
    issuer = models.CharField(max_length=9, choices=ISSUERS)
    issued = models.CharField(max_length=7, choices=ISSUED)
    issued_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True, help_text="Empty: worked out from the posting")
    proposed_on = models.DateField(help_text="The day that the three years look back from")
    amount = models.PositiveSmallIntegerField(help_text="Pounds; a proposal until the authority confirms")
    amount_early = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Pounds within the first days; empty: no lower amount"
    )
    from_before = models.CharField(
        max_length=300, blank=True, help_text="A notice of before or elsewhere: who told us of it, and how"
    )
    words = models.TextField(blank=True)

    objects = PenaltyNoticeQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil"], name="penalty_notice_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="penalty_notice_school_id"),
            models.CheckConstraint(
                condition=Q(issued="yes") | Q(issued_on__isnull=True, received_on__isnull=True),
                name="penalty_notice_day_only_if_issued",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("issued_on")),
                name="penalty_notice_received_after_issued",
            ),
            models.CheckConstraint(
                condition=Q(amount_early__isnull=True) | Q(amount_early__lt=F("amount")),
                name="penalty_notice_lower_amount_is_lower",
            ),
        ]


class NoticeSession(models.Model):
    """One session that a notice is for: it is used, as long as the notice stands."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(
        PenaltyNotice, on_delete=models.PROTECT, related_name="sessions", db_constraint=False
    )
    date = models.DateField()
    session = models.CharField(max_length=2, choices=SESSIONS)
    code = models.CharField(max_length=2, help_text="As it stood when the notice was recorded")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("notice", "date", "session", name="notice_session_once"),
            models.CheckConstraint(condition=Q(session__in=["AM", "PM"]), name="notice_session_known"),
        ]


class NoticeNews(Written):
    """One thing that happened to a notice, or was told of it, on its day. Never changed."""

    notice = models.ForeignKey(
        PenaltyNotice, on_delete=models.PROTECT, related_name="news", db_constraint=False
    )
    kind = models.CharField(max_length=14, choices=NEWS)
    on = models.DateField()
    received_on = models.DateField(null=True, blank=True, help_text="Of an issued one, where it is known")
    amount = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Pounds")
    ground = models.CharField(max_length=16, choices=GROUNDS, blank=True)
    words = models.TextField(blank=True, help_text="Who told us, and what they said")

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint(
                "notice", condition=Q(kind="withdrawn"), name="penalty_notice_withdrawn_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawn") & ~Q(ground="") | ~Q(kind="withdrawn") & Q(ground=""),
                name="notice_news_withdrawn_has_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(kind="issued"),
                name="notice_news_received_only_if_issued",
            ),
        ]
