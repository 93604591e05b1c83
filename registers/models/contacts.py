"""The adults of pupils: what they are to each child, what limits hold, and where people live."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from registers.models.people import DatedQuerySet, Post, School, days
from registers.models.pupils import Pupil


class Contact(models.Model):
    """An adult of one school's pupils; calling order and rights stand on Care, per child."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="contacts")
    contact_id = models.CharField(
        max_length=60, blank=True, help_text="The id in the system it was imported from"
    )
    title = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    phone2 = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(Lower("email"), name="contact_by_email")]
        constraints = [
            models.UniqueConstraint("school", "id", name="contact_school_id"),
            models.UniqueConstraint(
                fields=["school", "contact_id"], condition=~Q(contact_id=""), name="contact_school_contact_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CareQuerySet(models.QuerySet["Care"]):
    def on(self, day: date) -> "CareQuerySet":
        """Cares that hold on `day`; one without a first day has held as long as the school knows."""
        started = Q(first_day__isnull=True) | Q(first_day__lte=day)
        return self.filter(started, Q(last_day__isnull=True) | Q(last_day__gte=day))

    def visible_to(self, post: Post, *, on: date | None = None) -> "CareQuerySet":
        """Cares of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def with_limited(self, day: date) -> "CareQuerySet":
        """With `limited` (any contact limit holds on `day`) and `no_access` (one of no access does)."""
        holding = ContactLimit.objects.on(day).filter(care=OuterRef("pk"))
        return self.annotate(
            limited=Exists(holding), no_access=Exists(holding.filter(scope=ContactLimit.Scope.NO_ACCESS))
        )

    def may_be_told(self, day: date) -> "CareQuerySet":
        """Cares that hold on `day` and no limit of no access forbids: it beats the portal and everything else."""
        limits = ContactLimit.objects.on(day).filter(scope=ContactLimit.Scope.NO_ACCESS)
        return self.on(day).filter(~Exists(limits.filter(care=OuterRef("pk"))))

    def portal_open(self, day: date) -> "CareQuerySet":
        """Cares whose adult may sign in for the child on `day`."""
        return self.may_be_told(day).filter(portal=True)


class Care(models.Model):
    """What an adult is to a pupil: relationship, responsibility, home, calling order, portal."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="cares", db_constraint=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="cares", db_constraint=False)
    relationship = models.CharField(max_length=60)
    parental_responsibility = models.BooleanField()
    lives_with = models.BooleanField(help_text="The pupil normally lives with this person")
    priority = models.PositiveSmallIntegerField(help_text="1 = first to call")
    portal = models.BooleanField(default=False, help_text="May sign in for this child")
    first_day = models.DateField(null=True, blank=True, help_text="Empty = since before the site's records")
    last_day = models.DateField(null=True, blank=True)

    objects = CareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "contact", name="care_once_per_pupil_and_contact"),
            models.UniqueConstraint("school", "id", name="care_school_id"),
        ]


class ContactLimit(models.Model):
    """A dated limit on what one adult may be told about one child. It beats every other permission."""

    class Scope(models.TextChoices):
        NO_CONTACT_DETAILS = "no_contact_details", "May not learn addresses or telephone numbers"
        NO_ACCESS = "no_access", "No access: is told nothing, may not sign in, may not collect"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="limits", db_constraint=False)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.NO_ACCESS)
    ground = models.CharField(max_length=500, blank=True, help_text="Empty = imported, to be completed")
    evidence_seen = models.CharField(max_length=500, blank=True)
    first_day = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True, help_text="Lifted by a person; never ends by itself")
    entered_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    entered_name = models.CharField(max_length=200, blank=True)
    entered_position = models.CharField(max_length=100, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    settled_name = models.CharField(max_length=200, blank=True, help_text="Empty = proposed, and holds")
    settled_position = models.CharField(max_length=100, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    lifted_name = models.CharField(max_length=200, blank=True)
    lifted_position = models.CharField(max_length=100, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.CharField(max_length=500, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True)
                | (~Q(lifted_name="") & ~Q(lifted_reason="") & Q(lifted_at__isnull=False)),
                name="contact_limit_lifted_by_a_person",
            )
        ]

    @property
    def is_proposed(self) -> bool:
        """Whether the safeguarding lead or head has still to settle it; it holds all the same."""
        return self.settled_at is None

    @property
    def to_be_completed(self) -> bool:
        """Whether it came without its ground, from another system."""
        return not self.ground


class CareDays(models.Model):
    """On which days of two weeks in turn the child is with one adult; week one begins with `first_day`'s Monday."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="days", db_constraint=False)
    days = models.CharField(max_length=14, help_text="Monday to Sunday of week one, then of week two: 1 or 0")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__regex=r"^[01]{14}$"), name="care_days_of_two_weeks"),
            ExclusionConstraint(
                name="care_days_one_at_a_time",
                expressions=[
                    ("care", RangeOperators.EQUAL),
                    (days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Address(models.Model):
    """Where a pupil or a contact lives, with the days it held."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="addresses", null=True, blank=True, db_constraint=False
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        related_name="addresses",
        null=True,
        blank=True,
        db_constraint=False,
    )
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    confidential = models.BooleanField(
        default=False, help_text="Shown to the safeguarding lead and head only"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pupil__isnull=False, contact__isnull=True)
                | Q(pupil__isnull=True, contact__isnull=False),
                name="address_of_a_pupil_or_a_contact",
            )
        ]

    @property
    def line(self) -> str:
        """The address and postcode on one line."""
        return ", ".join(part for part in (self.address, self.postcode) if part)
