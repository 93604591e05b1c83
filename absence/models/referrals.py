"""Referrals to the local authority, as they were made, and whom each went to."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School, Signed

HOW = (
    ("email", "By secure e-mail"),
    ("portal", "On the authority’s own system"),
    ("phone", "By phone"),
    ("letter", "By post"),
    ("in_person", "In person"),
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "ReferralQuerySet":
        """Referrals of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class Referral(Signed):
    """A referral with everything that it said. Never changed: what is known later is a new one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="referrals", db_constraint=False)
    date = models.DateField()
    first_day = models.DateField(help_text="The first school day of the absence it is about")
    days = models.PositiveSmallIntegerField(help_text="School days without contact on that day")
    content = models.JSONField(help_text="What the document says")
    note = models.TextField(blank=True)
    document = models.BinaryField(help_text="The PDF as it was made")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="referral_by_pupil_and_day")]
        constraints = [
            models.UniqueConstraint("school", "id", name="referral_school_id"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="referral_says_who"),
        ]


class ReferralSent(Signed):
    """That a referral went to somebody, how and when. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sent", db_constraint=False)
    to_whom = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=HOW)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("referral", "to_whom", "how", "sent_at", name="referral_sent_noted_once"),
            models.CheckConstraint(
                condition=~Q(to_whom="") & ~Q(name="") & ~Q(position=""), name="referral_sent_says_who"
            ),
        ]
