"""The adults of pupils: what they are to each child, what limits hold, and where people live."""

from django.db import models
from django.db.models import Q

from registers.models.people import DatedQuerySet, School
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
        constraints = [
            models.UniqueConstraint("school", "id", name="contact_school_id"),
            models.UniqueConstraint(
                fields=["school", "contact_id"], condition=~Q(contact_id=""), name="contact_school_contact_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name


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

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "contact", name="care_once_per_pupil_and_contact"),
            models.UniqueConstraint("school", "id", name="care_school_id"),
        ]


class ContactLimit(models.Model):
    """A dated limit on what one adult may be told about one child. It beats every other permission."""

    class Scope(models.TextChoices):
        NO_CONTACT_DETAILS = "no_contact_details"
        NO_ACCESS = "no_access"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="limits", db_constraint=False)
    scope = models.CharField(max_length=20, choices=Scope.choices)
    ground = models.CharField(max_length=500, blank=True, help_text="Empty = imported, to be completed")
    evidence_seen = models.CharField(max_length=500, blank=True)
    first_day = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True, help_text="Lifted by a person; never ends by itself")

    objects = DatedQuerySet.as_manager()


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
