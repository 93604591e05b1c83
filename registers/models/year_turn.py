"""The turn of the year: what is prepared for the next one, and what each run made and ended (so it can be undone)."""

from django.db import models
from django.db.models import Q

from registers.models.groups import RegistrationGroup
from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.models.signed import Signed


class YearTurnQuerySet(models.QuerySet["YearTurn"]):
    def visible_to(self, post: Post) -> "YearTurnQuerySet":
        """Turns of the hat's school."""
        return self.filter(school=post.school_id)

    def latest_year(self) -> "YearTurn | None":
        """The turn into the latest year that anybody has prepared."""
        return self.order_by("-academic_year").first()


class YearTurn(Signed):
    """The turn into one academic year: prepared over weeks by several people, rehearsed, run, undone, run again."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    academic_year = models.CharField(max_length=7, help_text="The year that begins")
    calendar = models.JSONField(
        default=dict, blank=True, help_text="Terms and closures as settled by a person; empty = not yet"
    )
    holding_class = models.CharField(
        max_length=30, default="Leavers", help_text="Where leavers who are still on the roll register"
    )
    rehearsed = models.JSONField(null=True, blank=True, help_text="Class and year of each pupil, as shown")
    rehearsed_at = models.DateTimeField(null=True, blank=True)
    rehearsed_name = models.CharField(max_length=200, blank=True)

    objects = YearTurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "academic_year", name="year_turn_once_a_year"),
            models.UniqueConstraint("school", "id", name="year_turn_school_id"),
        ]


class YearTurnStep(Signed):
    """Who last saved a step of the preparation, and when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.CASCADE, related_name="steps", db_constraint=False)
    step = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint("turn", "step", name="year_turn_step_once")]


class NextClass(models.Model):
    """A class of the next year: one that exists (by `group`, whatever it is called by then) or a new one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.CASCADE, related_name="classes", db_constraint=False)
    group = models.ForeignKey(
        RegistrationGroup,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    name = models.CharField(max_length=30)
    year_group = models.CharField(
        max_length=2, blank=True, help_text="Empty = mixed, or a school without years"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("turn", "name", name="next_class_name_once"),
            models.UniqueConstraint("turn", "group", name="next_class_group_once"),
            models.UniqueConstraint("school", "id", name="next_class_school_id"),
        ]

    @property
    def called(self) -> str:
        """Its name: that of the class today where there is one. With `select_related("group")`."""
        return self.group.name if self.group is not None else self.name


class ClassRoute(models.Model):
    """Where the pupils of a class of today go: all to one class, pupil by pupil, or out of the school."""

    class Goes(models.TextChoices):
        WHOLE = "whole"
        SPLIT = "split"
        LEAVE = "leave"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.CASCADE, related_name="routes", db_constraint=False)
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    goes = models.CharField(max_length=5, choices=Goes.choices)
    to = models.ForeignKey(
        NextClass, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("turn", "group", name="class_route_once"),
            models.CheckConstraint(
                condition=Q(goes="whole", to__isnull=False) | (~Q(goes="whole") & Q(to__isnull=True)),
                name="class_route_whole_has_a_class",
            ),
        ]


class PupilRoute(models.Model):
    """Where one pupil goes who does not simply follow the class: another class, out of school, another year."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(
        YearTurn, on_delete=models.CASCADE, related_name="pupil_routes", db_constraint=False
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    to = models.ForeignKey(
        NextClass, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    leaves = models.BooleanField(default=False)
    year_group = models.CharField(max_length=2, blank=True, help_text="Empty = moves up by one")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("turn", "pupil", name="pupil_route_once"),
            models.CheckConstraint(
                condition=~Q(leaves=True, to__isnull=False), name="pupil_route_leaves_or_stays"
            ),
            models.CheckConstraint(
                condition=Q(year_group="") | ~Q(reason=""), name="pupil_route_year_has_a_reason"
            ),
        ]


class NextTeacher(models.Model):
    """A teacher of a class of the next year; a class may have several."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.CASCADE, related_name="teachers", db_constraint=False)
    to = models.ForeignKey(NextClass, on_delete=models.CASCADE, related_name="teachers", db_constraint=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint("to", "post", name="next_teacher_once")]


class ExpectedLeavingQuerySet(models.QuerySet["ExpectedLeaving"]):
    def visible_to(self, post: Post) -> "ExpectedLeavingQuerySet":
        """Leavers of the hat's school."""
        return self.filter(school=post.school_id)

    def expected(self) -> "ExpectedLeavingQuerySet":
        """Leavers whom a run has set down with their last day."""
        return self.filter(last_day__isnull=False)


class ExpectedLeaving(models.Model):
    """A pupil who is expected to leave, and the next school. It ends nothing: a person deletes the name on a ground."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.CASCADE, related_name="leavers", db_constraint=False)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="expected_leavings", db_constraint=False
    )
    next_school = models.CharField(max_length=200, blank=True, help_text="Empty = not known yet")
    last_day = models.DateField(null=True, blank=True, help_text="Set by the run: the last school day")

    objects = ExpectedLeavingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("turn", "pupil", name="expected_leaving_once")]


class YearTurnRunQuerySet(models.QuerySet["YearTurnRun"]):
    def standing(self) -> "YearTurnRunQuerySet":
        """Runs that have not been undone."""
        return self.filter(undone_at__isnull=True)


class YearTurnRun(Signed):
    """One run of the turn: who, when, what it did in numbers; and who undid it, when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    turn = models.ForeignKey(YearTurn, on_delete=models.PROTECT, related_name="runs", db_constraint=False)
    first_day = models.DateField(help_text="The day from which the next year's classes hold")
    summary = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_name = models.CharField(max_length=200, blank=True)
    undone_position = models.CharField(max_length=100, blank=True)

    objects = YearTurnRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn"], condition=Q(undone_at__isnull=True), name="year_turn_run_one_standing"
            ),
            models.UniqueConstraint("school", "id", name="year_turn_run_school_id"),
        ]


class YearTurnRow(models.Model):
    """One row that a run made or changed: as it was before (none = made), and as the run left it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(YearTurnRun, on_delete=models.PROTECT, related_name="rows", db_constraint=False)
    table = models.CharField(max_length=10)
    row = models.BigIntegerField()
    was = models.JSONField(null=True, blank=True)
    left = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("run", "table", "row", name="year_turn_row_once")]
