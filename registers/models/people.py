"""Who: trusts, schools, and the people who work there (data.md "Who and where")."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
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
            models.UniqueConstraint(
                fields=["user", "school"],
                condition=Q(role=Role.PARENT),
                name="post_of_parent_once_per_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.position}"
