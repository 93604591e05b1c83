"""Pupils: names on an admission register, and the dated facts about them (data.md "Who and where")."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q

from registers.models.groups import GroupMembership, RegistrationGroup
from registers.models.people import DatedQuerySet, Post, School, days
from registers.roles import Role


class PupilQuerySet(models.QuerySet["Pupil"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PupilQuerySet":
        """Pupils of the hat's school; for a teacher or cover only those of the groups that are theirs on `on`."""
        pupils = self.filter(school=post.school_id)
        if Role(post.role).sees_own_groups_only:
            groups = RegistrationGroup.objects.visible_to(post, on=on)
            memberships = GroupMembership.objects.filter(group__in=groups)
            if on is not None:
                memberships = memberships.on(on)
            return pupils.filter(pk__in=memberships.values("pupil"))
        if not Role(post.role).sees_named_pupils:
            return pupils.none()
        return pupils

    def on_roll(self, day: date) -> "PupilQuerySet":
        """Pupils whose name is on the admission register on `day`."""
        from registers.models.admissions import Admission

        return self.filter(pk__in=Admission.objects.on(day).values("pupil"))

    def with_photo(self) -> "PupilQuerySet":
        """With `has_photo`: whether the school keeps a photo of the pupil."""
        from registers.models.photos import PupilPhoto

        return self.annotate(has_photo=Exists(PupilPhoto.objects.filter(pupil=OuterRef("pk"))))

    def in_group(self, group: "RegistrationGroup", day: date) -> "PupilQuerySet":
        """Pupils of the group on `day`."""
        return self.filter(pk__in=GroupMembership.objects.on(day).filter(group=group).values("pupil"))


class Pupil(models.Model):
    """A name on one school's admission register."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    upn = models.CharField("UPN", max_length=13)
    former_upn = models.CharField("former UPN", max_length=13, blank=True)
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    legal_surname = models.CharField(max_length=100, blank=True)
    dob = models.DateField("date of birth")
    sex = models.CharField(max_length=1, choices=[("F", "Female"), ("M", "Male")])
    ethnicity = models.CharField(max_length=10, blank=True)
    home_language = models.CharField(max_length=60, blank=True)
    last_school = models.CharField(max_length=200, blank=True)
    boarder = models.BooleanField(default=False, help_text="Boards at the school; otherwise a day pupil")

    objects = PupilQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["upn"], name="pupil_upn")]  # the same child at another school
        constraints = [
            models.UniqueConstraint("school", "upn", name="pupil_school_upn"),
            models.UniqueConstraint("school", "id", name="pupil_school_id"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name used in school: known-as forename, else forename, and surname."""
        return f"{self.known_as or self.forename} {self.surname}"

    @property
    def legal_name(self) -> str:
        """The full name as regulation 8 asks for it: forenames and legal surname."""
        return " ".join(filter(None, [self.forename, self.middle_names, self.legal_surname or self.surname]))


class PupilStatus(models.Model):
    """One dated fact about a pupil that figures are grouped by (year group, SEN, EHCP, FSM, ...)."""

    class Kind(models.TextChoices):
        YEAR_GROUP = "year_group"
        SEN = "sen", "SEN"
        EHCP = "ehcp", "EHCP"
        MEDICAL = "medical"
        FSM = "fsm", "free school meals"
        PUPIL_PREMIUM = "pupil_premium"
        EAL = "eal", "English as an additional language"
        LOOKED_AFTER = "looked_after"
        PREVIOUSLY_LOOKED_AFTER = "previously_looked_after"
        SOCIAL_WORKER = "social_worker"
        YOUNG_CARER = "young_carer"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="statuses", db_constraint=False)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    value = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="pupil_status_one_at_a_time",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            )
        ]


class Professional(models.Model):
    """Somebody outside the school who works with a pupil, with dates ("have, or have had, a social worker")."""

    class Kind(models.TextChoices):
        SOCIAL_WORKER = "social_worker"
        YOUTH_OFFENDING = "youth_offending", "youth offending worker"
        VIRTUAL_SCHOOL = "virtual_school"
        LA_CONTACT = "la_contact", "local authority contact"
        OTHER_SCHOOL = "other_school"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="professionals", db_constraint=False
    )
    role = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    team = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("school", "id", name="professional_school_id")]


class ExpectedPatternQuerySet(DatedQuerySet["ExpectedPattern"]):
    def standing(self) -> "ExpectedPatternQuerySet":
        """Patterns that nobody took back before they began."""
        return self.filter(withdrawn_at__isnull=True)


class ExpectedPattern(models.Model):
    """The half-days a pupil is expected: ten characters, Monday AM to Friday PM, 1 expected and 0 not.

    `other_school`: where the pupil is due with D. `agreed_with`: whom a part-time timetable (C2) was agreed with.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="patterns", db_constraint=False)
    expected = models.CharField(max_length=10)
    code = models.CharField(max_length=2, help_text="The code of the half-days not expected: X, D or C2")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    other_school = models.CharField(max_length=200, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False)
    name = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExpectedPatternQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expected__regex=r"^[01]{10}$"), name="pattern_ten_halves"),
            ExclusionConstraint(
                name="pattern_one_at_a_time",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    (days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
