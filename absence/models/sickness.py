"""Sickness returns to the local authority, the education asked of it, and what it arranged."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from absence.models.referrals import HOW
from registers.models import Post, Pupil, School, Signed


class SicknessReturnQuerySet(models.QuerySet["SicknessReturn"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SicknessReturnQuerySet":
        """Returns about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class SicknessReturn(Signed):
    """A return as it was made. Never changed: one in a continuous spell is enough, a later spell has its own."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="sickness_returns", db_constraint=False
    )
    date = models.DateField(help_text="The day on which it was made")
    spell_from = models.DateField(help_text="The first day of the spell that it was made in")
    ill_days = models.PositiveSmallIntegerField(help_text="Days of the school year with illness, until then")
    expected_days = models.PositiveSmallIntegerField(default=0, help_text="Further days expected")
    expected_why = models.CharField(max_length=500, blank=True, help_text="The ground to expect them")
    content = models.JSONField(help_text="What the return says, as it was made")

    objects = SicknessReturnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="sickness_return_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="sickness_return_school_id"),
            models.UniqueConstraint("pupil", "spell_from", name="sickness_return_once_a_spell"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="sickness_return_says_who"),
            models.CheckConstraint(
                condition=Q(expected_days=0) | ~Q(expected_why=""), name="sickness_return_says_why_expected"
            ),
        ]


class SicknessReturnSent(Signed):
    """That a return went to the authority, how and when. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    sickness_return = models.ForeignKey(
        SicknessReturn, on_delete=models.PROTECT, related_name="sent", db_constraint=False
    )
    to_whom = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=HOW)
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "sickness_return", "to_whom", "how", "sent_on", name="sickness_return_sent_noted_once"
            ),
            models.CheckConstraint(
                condition=~Q(to_whom="") & ~Q(name="") & ~Q(position=""),
                name="sickness_return_sent_says_who",
            ),
        ]


class EducationRequestQuerySet(models.QuerySet["EducationRequest"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "EducationRequestQuerySet":
        """Requests about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class EducationRequest(Signed):
    """That the authority was asked to arrange suitable education (Education Act 1996 section 19). Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="education_requests", db_constraint=False
    )
    asked_on = models.DateField()
    to_whom = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=HOW)
    asked_for = models.TextField(help_text="What the pupil needs, and what the school goes on doing itself")

    objects = EducationRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "asked_on"], name="education_asked_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="education_request_school_id"),
            models.CheckConstraint(
                condition=~Q(to_whom="") & ~Q(asked_for="") & ~Q(name="") & ~Q(position=""),
                name="education_request_says_what",
            ),
        ]


class EducationAnswer(Signed):
    """What the authority answered: education it arranged, or none. The newest stands. Never changed."""

    class Outcome(models.TextChoices):
        ARRANGED = "arranged", "Education is arranged"
        ACKNOWLEDGED = "received", "It has the request and is looking at it"
        NOT_ARRANGED = "none", "It does not arrange education"
        ENDED = "ended", "The education has ended"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        EducationRequest, on_delete=models.PROTECT, related_name="answers", db_constraint=False
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    answered_on = models.DateField()
    provider = models.CharField(max_length=200, blank=True)
    nature = models.CharField(max_length=300, blank=True, help_text="What the education is (K)")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="arranged")
                | (~Q(provider="") & ~Q(nature="") & Q(first_day__isnull=False)),
                name="education_arranged_says_what",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(first_day__lte=F("last_day")),
                name="education_arranged_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="education_answer_says_who"),
        ]
