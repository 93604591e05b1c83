"""Asking others to help a pupil be in school: early help, the school nurse and the rest, and what came of it."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.models.written import Written
from registers.models import Post, Pupil


class SupportReferralQuerySet(models.QuerySet["SupportReferral"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SupportReferralQuerySet":
        """Referrals of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def without_outcome(self) -> "SupportReferralQuerySet":
        """Referrals of which nobody has written down what came of them."""
        outcome = SupportReferralNews.objects.filter(referral=OuterRef("pk"), kind="outcome")
        return self.filter(~Exists(outcome))


class SupportReferral(Written):
    """What somebody was asked to do for a pupil, and what they were told. Never changed: what follows is news."""

    class Kind(models.TextChoices):
        EARLY_HELP = "early_help", "Early help"
        SCHOOL_NURSE = "school_nurse", "School nurse"
        MENTAL_HEALTH = "mental_health", "Mental health support"
        AUTHORITY = "authority", "Local authority"
        SOCIAL_CARE = "social_care", "Children’s social care"
        OTHER_SCHOOL = "other_school", "Another school"

    class Family(models.TextChoices):
        AGREED = "agreed", "The family agreed to it"
        TOLD = "told", "The family was told; agreement is not needed"
        NOT_TOLD = "not_told", "The family was not told, so as to keep the child safe"

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="support_referrals", db_constraint=False
    )
    kind = models.CharField(max_length=13, choices=Kind.choices)
    to_whom = models.CharField(max_length=200, help_text="The service or person, or the other school")
    why = models.TextField(help_text="What is asked for, and why")
    shared = models.TextField(help_text="What they were told about the child, and no more")
    family = models.CharField(max_length=8, choices=Family.choices)

    objects = SupportReferralQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil", "at"], name="support_referral_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="support_referral_school_id"),
            models.CheckConstraint(
                condition=~Q(to_whom="") & ~Q(why="") & ~Q(shared=""), name="support_referral_says_what"
            ),
        ]


class SupportReferralNews(Written):
    """One thing that happened to a referral, on its day. Never changed: a later row says what is so now."""

    class Kind(models.TextChoices):
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        LEAD = "lead", "Lead practitioner named"
        ASSESSED = "assessed", "Assessed: threshold met"
        NOT_MET = "not_met", "Assessed: threshold not met"
        OUTCOME = "outcome", "Outcome"

    referral = models.ForeignKey(
        SupportReferral, on_delete=models.PROTECT, related_name="news", db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    date = models.DateField()
    said = models.TextField(help_text="To whom and how, who leads, what was found, or what came of it")

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("referral", "kind", "date", "said", name="support_referral_news_once"),
            models.CheckConstraint(condition=~Q(said=""), name="support_referral_news_says_who"),
        ]
