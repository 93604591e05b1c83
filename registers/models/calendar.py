"""Days: terms, closures and the school days that remain (data.md "Days")."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from registers.models.people import DatedQuerySet, Post, School
from registers.models.signed import Signed


class Term(models.Model):
    """A stretch of days on which the school meets, Monday to Friday, less its closures."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    academic_year = models.CharField(max_length=7)

    objects = DatedQuerySet["Term"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "academic_year", "name", name="term_once_a_year"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="term_days_in_order"),
        ]


class CalendarChangeQuerySet(models.QuerySet["CalendarChange"]):
    def visible_to(self, post: Post) -> "CalendarChangeQuerySet":
        """Changes to the calendar of the hat's school."""
        return self.filter(school=post.school_id)


class CalendarChange(Signed):
    """One change to the calendar as it was made: what, why, what it did, by whom. Never changed, never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=500)
    effects = models.TextField(blank=True, help_text="What it did, a line each")
    reason = models.CharField(max_length=300, blank=True)

    objects = CalendarChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "at"], name="calendar_change_by_time")]
        constraints = [
            models.UniqueConstraint("school", "id", name="calendar_change_school_id"),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(name="") & ~Q(position=""), name="calendar_change_says_who"
            ),
        ]


class Closure(models.Model):
    """Days, or half-days, on which the school or part of it does not meet."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday"
        INSET = "inset", "INSET"
        BANK_HOLIDAY = "bank_holiday"
        PLANNED = "planned"
        UNEXPECTED = "unexpected"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="closures")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    sessions = models.CharField(max_length=2, blank=True, help_text="AM, PM or empty for both")
    year_groups = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, help_text="Empty = all"
    )
    classes = ArrayField(models.CharField(max_length=30), default=list, blank=True, help_text="Empty = all")
    pupils = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Numbers of named pupils, where only they are closed out; empty = all",
    )
    note = models.CharField(max_length=300, blank=True)
    change = models.ForeignKey(
        CalendarChange,
        on_delete=models.PROTECT,
        related_name="closures",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="What made it; empty = imported",
    )

    objects = DatedQuerySet["Closure"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="closure_days_in_order"),
            models.CheckConstraint(condition=Q(sessions__in=["", "AM", "PM"]), name="closure_sessions_known"),
        ]

    @property
    def removes_sessions(self) -> bool:
        """An unexpected closure leaves the session in being (a person marks Y3 or Y4); the others remove it."""
        return self.kind != self.Kind.UNEXPECTED

    @property
    def is_whole_school(self) -> bool:
        """Whether it closes everybody, rather than some years, classes or named pupils."""
        return not self.year_groups and not self.classes and not self.pupils

    @property
    def words(self) -> str:
        """What to call it on a page that refuses a register."""
        return self.note or str(self.get_kind_display()).capitalize()


class SchoolDayQuerySet(models.QuerySet["SchoolDay"]):
    def between(self, first: date, last: date) -> "SchoolDayQuerySet":
        """School days from `first` to `last`, both inclusive."""
        return self.filter(date__range=(first, last))


class SchoolDay(models.Model):
    """A day with at least one session for the whole school; `week` = n-th school week, running on across years."""

    pk = models.CompositePrimaryKey("school", "date")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    week = models.PositiveIntegerField()
    am = models.BooleanField(default=True, help_text="The school meets in the morning")
    pm = models.BooleanField(default=True, help_text="The school meets in the afternoon")

    objects = SchoolDayQuerySet.as_manager()
