"""Joining the roll: places without an agreed day, what an earlier school was asked, what the authority was told."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models.admissions import Admission
from registers.models.groups import RegistrationGroup
from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.models.signed import Signed


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, post: Post) -> "PlaceQuerySet":
        """Places at the hat's school."""
        return self.filter(school=post.school_id)

    def waiting(self) -> "PlaceQuerySet":
        """Places that nobody has taken up or given back yet."""
        return self.filter(taken_at__isnull=True, withdrawn_at__isnull=True)


class Place(Signed):
    """A place at the school without an agreed starting day: the name joins the roll only when the pupil attends."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="places", db_constraint=False)
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    year_group = models.CharField(max_length=2)
    registration = models.CharField(
        max_length=10, choices=Admission.Registration.choices, default=Admission.Registration.SINGLE
    )
    other_school = models.CharField(max_length=200, blank=True)
    halves_elsewhere = models.CharField(
        max_length=10,
        blank=True,
        help_text="Monday AM to Friday PM: 1 where the pupil is at the other school",
    )
    offered_on = models.DateField()
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"],
                condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True),
                name="place_once_a_pupil",
            )
        ]


class EarlierSchoolRequestQuerySet(models.QuerySet["EarlierSchoolRequest"]):
    def unanswered(self) -> "EarlierSchoolRequestQuerySet":
        """Requests that the earlier school has not answered."""
        return self.filter(answered_on__isnull=True)


class EarlierSchoolRequest(Signed):
    """The earlier school is asked for the sessions missed there; what it answers are PriorAbsence rows."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="earlier_school_requests", db_constraint=False
    )
    asked_of = models.CharField(max_length=200)
    asked_on = models.DateField()
    how = models.CharField(max_length=200, help_text="E-mail, telephone, with whom")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = EarlierSchoolRequestQuerySet.as_manager()


class AuthorityNoticeQuerySet(models.QuerySet["AuthorityNotice"]):
    def visible_to(self, post: Post) -> "AuthorityNoticeQuerySet":
        """Notices of the hat's school."""
        return self.filter(school=post.school_id)

    def since(self, day: date) -> "AuthorityNoticeQuerySet":
        """Notices given on that day or later."""
        return self.filter(told_on__gte=day)


class AuthorityNotice(Signed):
    """That the local authority was told of a new name, or of a deletion (regulation 13): when, how and by whom."""

    class Kind(models.TextChoices):
        NEW_PUPIL = "new_pupil", "New pupil"
        DELETION = "deletion", "Deletion"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    admission = models.ForeignKey(
        Admission, on_delete=models.PROTECT, related_name="authority_notices", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    told_on = models.DateField()
    how = models.CharField(max_length=200, help_text="To whom and by what way")

    objects = AuthorityNoticeQuerySet.as_manager()
