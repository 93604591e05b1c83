"""The attendance register: registers, marks and their history (data.md "Marks")."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers import codes
from registers.models.groups import GroupMembership, RegistrationGroup
from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.roles import Role

SESSIONS = [("AM", "Morning"), ("PM", "Afternoon")]


class RegisterQuerySet(models.QuerySet["Register"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "RegisterQuerySet":
        """Registers of the groups that the hat may see."""
        return self.filter(group__in=RegistrationGroup.objects.visible_to(post, on=on))


class Register(models.Model):
    """One group's register of one session. Open from its start to its close; taken when Complete was pressed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="registers")
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="registers", db_constraint=False
    )
    date = models.DateField()
    session = models.CharField(max_length=2, choices=SESSIONS)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    taken_name = models.CharField(max_length=200, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "date", "session", "group", name="register_once_a_session"),
            models.CheckConstraint(condition=Q(session__in=["AM", "PM"]), name="register_session_known"),
        ]


class PlannedMarkQuerySet(models.QuerySet["PlannedMark"]):
    def on(self, day: date) -> "PlannedMarkQuerySet":
        """Plans that are not withdrawn and hold on `day` (their half-days still to be looked at)."""
        return self.filter(withdrawn_at__isnull=True, first_day__lte=day, last_day__gte=day)


class PlannedMark(models.Model):
    """What is expected ahead of the day. It counts nowhere until a register is completed or a person accepts it."""

    class Status(models.TextChoices):
        PLANNED = "planned"
        REPORTED = "reported", "reported by a parent"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="planned_marks", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField()
    halves = models.CharField(
        max_length=10, default="1" * 10, help_text="Monday AM to Friday PM: the half-days it holds for"
    )
    code = models.CharField(max_length=2)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    source = models.CharField(
        max_length=60, help_text="What it comes from: sign-out, import, leave, pattern ..."
    )
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()
    batch = models.ForeignKey(
        "registers.PlanBatch",
        on_delete=models.PROTECT,
        related_name="plans",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="What it was planned with, where many pupils were planned at once",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_name = models.CharField(max_length=200, blank=True)

    objects = PlannedMarkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "last_day"], name="planned_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="planned_school_id"),
            models.CheckConstraint(condition=Q(halves__regex=r"^[01]{10}$"), name="planned_ten_halves"),
            models.CheckConstraint(
                condition=Q(first_day__lte=models.F("last_day")), name="planned_days_in_order"
            ),
        ]

    def holds_for(self, day: date, session: str) -> bool:
        """Whether the plan holds for that half-day."""
        if not self.first_day <= day <= self.last_day or day.weekday() > 4:
            return False
        return self.halves[day.weekday() * 2 + (session == "PM")] == "1"


class MarkQuerySet(models.QuerySet["Mark"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MarkQuerySet":
        """Marks of the hat's school; for a teacher those of the pupils in their own groups on `on`."""
        marks = self.filter(school=post.school_id)
        if Role(post.role).sees_own_groups_only:
            memberships = GroupMembership.objects.filter(
                group__in=RegistrationGroup.objects.visible_to(post, on=on)
            )
            if on is not None:
                memberships = memberships.on(on)
            return marks.filter(pupil__in=memberships.values("pupil"))
        return marks

    def unauthorised(self) -> "MarkQuerySet":
        """Marks with a code that counts as unauthorised absence (served by the partial index)."""
        return self.filter(code__in=sorted(codes.UNAUTHORISED))

    def without_reason(self) -> "MarkQuerySet":
        """Marks whose reason is not yet established: N."""
        return self.filter(code=codes.NO_REASON_YET)


class Mark(models.Model):
    """The latest entry for one pupil and session. Earlier entries stand in MarkHistory, filed by a trigger."""

    pk = models.CompositePrimaryKey("school", "pupil", "date", "session")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="marks", db_constraint=False, db_index=False
    )
    date = models.DateField()
    session = models.CharField(max_length=2, choices=SESSIONS)
    code = models.CharField(max_length=2, blank=True, help_text="Empty = cleared: counts nowhere")
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    arrived_at = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=20, help_text="register, late_desk, amend, import, planned, api ...")
    client = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(default=0)
    rev = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()
    seal = models.BigIntegerField(
        db_default=0, editable=False, help_text="Set by a trigger: fits the entry as written"
    )

    objects = MarkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["school", "pupil", "date", "session"],
                condition=Q(code__in=sorted(codes.UNAUTHORISED)),
                include=["code"],  # so that a scan reads this index and not the marks
                name="mark_unauthorised",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(session__in=["AM", "PM"]), name="mark_session_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="mark_says_who"),
        ]


class MarkHistory(models.Model):
    """Each earlier entry of a mark, as it stood. Written only by the trigger; never changed, never deleted."""

    pk = models.CompositePrimaryKey("school", "pupil", "date", "session", "rev")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="mark_history", db_constraint=False, db_index=False
    )
    date = models.DateField()
    session = models.CharField(max_length=2, choices=SESSIONS)
    rev = models.PositiveIntegerField()
    code = models.CharField(max_length=2, blank=True)
    minutes_late = models.PositiveSmallIntegerField(null=True, blank=True)
    arrived_at = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=20)
    client = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()
    seal = models.BigIntegerField(db_default=0, editable=False)


class SavedOperation(models.Model):
    """What became of one operation a device sent; answers every retry. Kept 30 days."""

    op = models.UUIDField(primary_key=True)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    client = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    key = models.CharField(max_length=80, help_text="What it was about: pupil/date/session")
    outcome = models.JSONField()
    at = models.DateTimeField(help_text="When it was done on the device, corrected by its clock's offset")
    received_at = models.DateTimeField()


class PupilWeek(models.Model):
    """Sums of one pupil's marks in one week, kept by the same trigger as the history; rebuildable from marks."""

    pk = models.CompositePrimaryKey("school", "pupil", "monday")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="weeks", db_constraint=False, db_index=False
    )
    monday = models.DateField()
    possible = models.SmallIntegerField()
    attended = models.SmallIntegerField()
    authorised = models.SmallIntegerField()
    unauthorised = models.SmallIntegerField()
    late = models.SmallIntegerField()


class PupilChange(models.Model):
    """A pupil whose marks changed in a way one reader must look at; claimed and deleted by that reader."""

    class Reader(models.TextChoices):
        THRESHOLD = "threshold"
        PRIOR_ABSENCE = "prior_absence"
        FOLLOW_UP = "follow_up"

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reader = models.CharField(max_length=13, choices=Reader.choices)

    class Meta:
        indexes = [models.Index(fields=["reader", "id"], name="pupil_change_by_reader")]
