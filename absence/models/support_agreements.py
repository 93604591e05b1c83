"""What is agreed with a family as part of a plan: an attendance contract, a part-time timetable in steps."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.models.support_plans import SupportPlan
from absence.models.written import Written
from registers.models import Contact
from registers.models.people import Post


class ContractQuerySet(models.QuerySet["AttendanceContract"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "ContractQuerySet":
        """Contracts of the pupils that the hat may see."""
        plans = SupportPlan.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, plan__in=plans.values("pk"))

    def running(self) -> "ContractQuerySet":
        """Contracts that nobody has ended."""
        ended = ContractNote.objects.filter(contract=OuterRef("pk"), kind=ContractNote.Kind.ENDED)
        return self.filter(~Exists(ended))


class AttendanceContract(Written):
    """A voluntary agreement between school and parents: what each does, from when until when."""

    plan = models.ForeignKey(
        SupportPlan, on_delete=models.PROTECT, related_name="contracts", db_constraint=False
    )
    parties = models.CharField(max_length=500)
    school_does = models.TextField()
    parents_do = models.TextField()
    pupil_does = models.TextField(blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    review_on = models.DateField()

    objects = ContractQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="attendance_contract_school_id"),
            models.CheckConstraint(
                condition=Q(review_on__gte=F("first_day"), last_day__gte=F("review_on")),
                name="attendance_contract_days_in_order",
            ),
        ]


class ContractNote(Written):
    """What happened to a contract: somebody signed it, it was looked at, it ended."""

    class Kind(models.TextChoices):
        SIGNED = "signed", "Signed"
        NOT_SIGNED = "not_signed", "Not signed: they would rather not"
        REVIEWED = "reviewed", "Reviewed"
        ENDED = "ended", "Ended"

    contract = models.ForeignKey(
        AttendanceContract, on_delete=models.PROTECT, related_name="notes", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    who = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)


class PartTimeQuerySet(models.QuerySet["PartTimeTimetable"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PartTimeQuerySet":
        """Timetables of the pupils that the hat may see."""
        plans = SupportPlan.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, plan__in=plans.values("pk"))

    def running(self, on: date) -> "PartTimeQuerySet":
        """Timetables whose last day has not passed, and that nobody has ended before it."""
        ended = PartTimeNote.objects.filter(timetable=OuterRef("pk"), kind=PartTimeNote.Kind.ENDED)
        return self.filter(~Exists(ended), last_day__gte=on)


class PartTimeTimetable(Written):
    """A temporary part-time timetable as it was agreed (SI 2024/208 regulation 11(6)). Its steps are rows of it."""

    plan = models.ForeignKey(
        SupportPlan, on_delete=models.PROTECT, related_name="timetables", db_constraint=False
    )
    why = models.TextField(help_text="The exceptional circumstances, and why it is in the pupil's interest")
    authorised = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    authorised_name = models.CharField(max_length=200)
    parent = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    parent_name = models.CharField(max_length=300, help_text="With what they are to the pupil, as it stood")
    agreed_on = models.DateField()
    involved = models.CharField(
        max_length=500, blank=True, help_text="Who outside the school was asked, when"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    review_on = models.DateField()

    objects = PartTimeQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="part_time_school_id"),
            models.CheckConstraint(
                condition=~Q(why="")
                & Q(
                    first_day__gte=F("agreed_on"), review_on__gte=F("first_day"), last_day__gte=F("review_on")
                ),
                name="part_time_agreed_before_and_reviewed",
            ),
        ]


class PartTimeStep(models.Model):
    """One step of a timetable: the half-days on which the pupil comes, between two days."""

    school = models.ForeignKey("registers.School", on_delete=models.PROTECT, related_name="+")
    timetable = models.ForeignKey(
        PartTimeTimetable, on_delete=models.PROTECT, related_name="steps", db_constraint=False
    )
    number = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    expected = models.CharField(max_length=10, help_text="Monday AM to Friday PM: 1 comes, 0 does not")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("timetable", "number", name="part_time_step_number"),
            models.CheckConstraint(condition=Q(expected__regex=r"^[01]{10}$"), name="part_time_step_halves"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="part_time_step_days_in_order"
            ),
        ]


class PartTimeNote(Written):
    """What happened to a timetable: it was reviewed, or ended before its last day."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", "Reviewed"
        ENDED = "ended", "Ended early"

    timetable = models.ForeignKey(
        PartTimeTimetable, on_delete=models.PROTECT, related_name="notes", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    words = models.TextField()
    review_on = models.DateField(null=True, blank=True)
