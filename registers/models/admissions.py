"""The admission register: when a pupil's name is on the roll, and what earlier schools reported."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from registers.models.people import School, days
from registers.models.pupils import Pupil
from registers.models.signed import Signed


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def on(self, day: date) -> "AdmissionQuerySet":
        """Admissions that hold on `day` (`deleted_on` is the last day on the roll, inclusive)."""
        return self.filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=day), starting_day__lte=day)

    def during(self, first: date, last: date) -> "AdmissionQuerySet":
        """Admissions that hold on at least one day from `first` to `last`."""
        return self.filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=first), starting_day__lte=last)


class Admission(models.Model):
    """One stay of a pupil on the roll. Regulation 8 calls its first day the starting day."""

    class Registration(models.TextChoices):
        SINGLE = "single", "This school only"
        MAIN = "main", "Dual, main school"
        SUBSIDIARY = "subsidiary", "Dual, subsidiary school"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="admissions", db_constraint=False)
    starting_day = models.DateField()
    registration = models.CharField(max_length=10, choices=Registration.choices, default=Registration.SINGLE)
    other_school = models.CharField(max_length=200, blank=True)
    agreed_with = models.CharField(
        max_length=200,
        blank=True,
        help_text="With whom the starting day was agreed; empty = imported, or on arrival",
    )
    entered_at = models.DateTimeField(
        null=True, blank=True, help_text="When the name was entered here; empty = imported"
    )
    deletion_entered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the deletion was entered here; empty = imported, or on the roll",
    )
    last_attended = models.DateField(null=True, blank=True)
    deleted_on = models.DateField(null=True, blank=True, help_text="The last day on the roll, inclusive")
    ground = models.CharField(max_length=4, blank=True, help_text="Regulation 9(1) letter a to o, or 9(3)")
    destination = models.CharField(max_length=200, blank=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="admission_school_id"),
            ExclusionConstraint(
                name="admission_one_at_a_time",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    (days("starting_day", "deleted_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class AdmissionChange(Signed):
    """A change to an entry of the admission register, with the same five parts as a mark's."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="changes", db_constraint=False)
    field = models.CharField(max_length=60)
    original = models.CharField(max_length=500, blank=True)
    new = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300)
    contact = models.ForeignKey(
        "registers.Contact",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The adult it is about, where it is about one",
    )
    agreed_by = models.CharField(max_length=500, blank=True, help_text="Of a legal name: who agreed to it")
    evidence = models.CharField(max_length=300, blank=True, help_text="Of a legal name: where it was seen")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(name="") & ~Q(position=""), name="admission_change_has_its_parts"
            )
        ]


class PriorAbsence(models.Model):
    """An unauthorised session at an earlier school; `used_on` where a penalty notice has used it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="prior_absences", db_constraint=False
    )
    date = models.DateField()
    session = models.CharField(max_length=2)
    code = models.CharField(max_length=1)
    school_name = models.CharField(max_length=200, blank=True)
    from_school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Empty = outside the site",
    )
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "date", "session", name="prior_absence_once_a_session"),
            models.CheckConstraint(condition=Q(session__in=["AM", "PM"]), name="prior_absence_session_known"),
        ]
