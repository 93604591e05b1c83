"""Who: trusts, schools, the people who work there, and the pupils and their contacts (data.md "Who and where")."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from registers.roles import Role


def days(first: str, last: str) -> Func:
    """The dated row's days as a PostgreSQL daterange, both ends inclusive (an empty last day = still)."""
    return Func(F(first), F(last), Value("[]"), function="daterange")


M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows that hold from `first_day` to `last_day`, both inclusive."""

    def on(self, day: date) -> Self:
        """Rows that hold on `day`."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def during(self, first: date, last: date) -> Self:
        """Rows that hold on at least one day from `first` to `last`."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=first), first_day__lte=last)


class Trust(models.Model):
    """A trust (or authority, or a single school's governing body) that runs the schools of a site."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, post: "Post") -> "SchoolQuerySet":
        """The school of the hat worn; every school of the trust for a trust post."""
        if post.school_id is None:
            return self.filter(trust=post.trust_id)
        return self.filter(pk=post.school_id)


class School(models.Model):
    """One school with a register of its own."""

    class Phase(models.TextChoices):
        PRIMARY = "Primary"
        SECONDARY = "Secondary"
        SPECIAL = "Special"
        ALL_THROUGH = "All-through"
        NURSERY = "Nursery"

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="schools")
    urn = models.CharField("URN", max_length=6, unique=True)
    name = models.CharField(max_length=200)
    la_code = models.CharField("local authority code", max_length=3)
    estab = models.CharField("establishment number", max_length=4)
    phase = models.CharField(max_length=12, choices=Phase.choices)
    gates_open = models.TimeField(null=True, blank=True)
    threshold_week_start = models.PositiveSmallIntegerField(
        default=0, help_text="Weekday on which a school week starts, Monday = 0 (domain.md section 3: D)"
    )
    threshold_codes = models.CharField(
        max_length=4, default="GNOU", help_text="Unauthorised codes that count towards the national threshold"
    )
    teacher_codes = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="Codes that teachers may use besides present, L and N",
    )
    copy_morning = models.BooleanField(
        default=False, help_text="Offer teachers 'Copy from this morning' on the afternoon register"
    )
    keep_offline_lists = models.BooleanField(
        default=True,
        help_text="Keep today's class list on the device so that a register works without a network",
    )
    leave_deciders = models.CharField(
        max_length=300,
        blank=True,
        help_text="Who besides the head decides leave, as named in writing by the head",
    )
    colour = models.CharField(max_length=7, default="#1f5c4d", help_text="The school's colour, as #rrggbb")
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = SchoolQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class SessionTimes(models.Model):
    """When a session's registration starts and closes, and when the session ends; for every weekday, or for one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="session_times")
    session = models.CharField(max_length=2, choices=[("AM", "Morning"), ("PM", "Afternoon")])
    weekday = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Monday = 0; empty = every day"
    )
    starts = models.TimeField()
    closes = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "session", "weekday", nulls_distinct=False, name="session_times_once_per_weekday"
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=F("closes")) & Q(closes__lt=F("ends")), name="session_times_in_order"
            ),
        ]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person who may sign in; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do hangs on their posts."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Made by seed_demo: has no second factor")
    keys_off = models.BooleanField(default=False, help_text="Register page: single keys are switched off")
    made_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class PostQuerySet(DatedQuerySet["Post"]):
    def visible_to(self, post: "Post") -> "PostQuerySet":
        """Posts at the school (or trust) of the hat worn."""
        if post.school_id is None:
            return self.filter(Q(trust=post.trust_id) | Q(school__trust=post.trust_id))
        return self.filter(school=post.school_id)


class Post(models.Model):
    """A hat: one person's role at one school (or trust), with the dates it holds. `by=post` on every action."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    role = models.CharField(max_length=14, choices=[(role.value, role.label) for role in Role])
    position = models.CharField(max_length=100)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, trust__isnull=True)
                | Q(school__isnull=True, trust__isnull=False),
                name="post_at_a_school_or_a_trust",
            ),
            models.UniqueConstraint("school", "id", name="post_school_id"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.position}"


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
    known_as = models.CharField(max_length=100, blank=True)
    legal_surname = models.CharField(max_length=100, blank=True)
    dob = models.DateField("date of birth")
    sex = models.CharField(max_length=1, choices=[("F", "Female"), ("M", "Male")])
    ethnicity = models.CharField(max_length=10, blank=True)
    home_language = models.CharField(max_length=60, blank=True)
    last_school = models.CharField(max_length=200, blank=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
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


class RegistrationGroupQuerySet(models.QuerySet["RegistrationGroup"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "RegistrationGroupQuerySet":
        """Groups of the hat's school; for a teacher those they teach on `on`, for cover the one it was given."""
        groups = self.filter(school=post.school_id)
        if Role(post.role).sees_own_groups_only:
            teaching = GroupTeacher.objects.filter(post=post)
            cover = Cover.objects.filter(post=post, withdrawn_at__isnull=True)
            if on is not None:
                teaching, cover = teaching.on(on), cover.filter(date=on)
            return groups.filter(Q(pk__in=teaching.values("group")) | Q(pk__in=cover.values("group")))
        return groups


class RegistrationGroup(models.Model):
    """A class or form that registers together."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=30)

    objects = RegistrationGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "name", name="group_school_name"),
            models.UniqueConstraint("school", "id", name="group_school_id"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """The days a pupil registers with a group; one group at a time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "group", "pupil"], name="membership_by_group")]
        constraints = [
            ExclusionConstraint(
                name="membership_one_group_at_a_time",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    (days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            )
        ]


class GroupTeacher(models.Model):
    """The days a teacher has a group; a group may have several teachers."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="teachers", db_constraint=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="teaching", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()


class Cover(models.Model):
    """The office's one-day pass: a named person takes one group for one day by a code handed over."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="covers")
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="covers", db_constraint=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers", db_constraint=False)
    date = models.DateField()
    code_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the code; the code is not kept"
    )
    given_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    given_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


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


class ExpectedPattern(models.Model):
    """The half-days a pupil is expected: ten characters, Monday AM to Friday PM, 1 expected and 0 not."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="patterns", db_constraint=False)
    expected = models.CharField(max_length=10)
    code = models.CharField(max_length=2, help_text="The code of the half-days not expected: X, D or C2")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expected__regex=r"^[01]{10}$"), name="pattern_ten_halves")
        ]
