"""The school's stages of support, and what people did about each pupil's absence."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.models.meetings import Meeting, MeetingRecord
from absence.models.written import Written
from absence.support_stages import DEFAULTS, STAGE_WORDS, Stage, Stages, Step
from registers.models import Post, Pupil, School


class SupportStagesQuerySet(models.QuerySet["SupportStages"]):
    def of(self, school: School) -> Stages:
        """The stages that hold at a school: those set last, or those that come with the site. One statement."""
        row = self.newest(school)
        return row.stages if row else DEFAULTS

    def newest(self, school: School) -> "SupportStages | None":
        """As they were set last, with who did; None where nobody has."""
        return self.filter(school=school).order_by("-at", "-pk").first()


class SupportStages(Written):
    """A school's stages as somebody set them. The newest row holds; the earlier ones tell what held before."""

    weeks = models.PositiveSmallIntegerField(help_text="School weeks that are looked at")
    conversation = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    letter = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    meeting = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    plan = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    formal = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Sessions without leave; empty: not used"
    )

    objects = SupportStagesQuerySet.as_manager()

    @property
    def stages(self) -> Stages:
        """As the rules read them."""
        return Stages(self.weeks, self.conversation, self.letter, self.meeting, self.plan, self.formal)


class SupportStepQuerySet(models.QuerySet["SupportStep"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SupportStepQuerySet":
        """Steps about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def standing(self) -> "SupportStepQuerySet":
        """Steps that nobody took back, without the taking back itself."""
        undone = SupportStep.objects.filter(undoes=OuterRef("pk"))
        return self.filter(~Exists(undone), undoes__isnull=True)


class SupportStep(Written):
    """What a person did about a pupil's absence, or that they left a stage out and why. Never changed."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", "Conversation"
        LETTER = "letter", "Letter"
        MEETING = "meeting", "Meeting"
        SKIP = "skip", "Left out"
        TAKEN_BACK = "taken_back", "Taken back"

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="support_steps", db_constraint=False
    )
    stage = models.CharField(
        max_length=12, choices=[(stage.value, words) for stage, words in STAGE_WORDS.items()]
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    date = models.DateField()
    up_to = models.DateField(help_text="The last missed session that it was about")
    up_to_session = models.CharField(max_length=2, choices=[("AM", "Morning"), ("PM", "Afternoon")])
    sessions = models.PositiveSmallIntegerField(help_text="How many missed sessions it was about")
    mix = models.CharField(max_length=500, help_text="Their reasons, as they stood that day")
    note = models.TextField(blank=True)
    edited = models.BooleanField(default=False, help_text="The letter's words were changed for this family")
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        related_name="support_steps",
        null=True,
        blank=True,
        db_constraint=False,
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="undone", null=True, blank=True, db_constraint=False
    )

    objects = SupportStepQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil", "date"], name="support_step_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="support_step_school_id"),
            models.UniqueConstraint("undoes", name="support_step_undone_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=["skip", "conversation"]) | ~Q(note=""),
                name="support_step_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(kind="taken_back") & Q(undoes__isnull=False))
                | (~Q(kind="taken_back") & Q(undoes__isnull=True)),
                name="support_step_taken_back_says_which",
            ),
        ]

    @property
    def step(self) -> Step | None:
        """As the rules read it; None where a meeting did not take place: then nothing was done yet.

        The meeting's records have to be fetched.
        """
        if self.meeting is not None and not took_place(self.meeting):
            return None
        place = (self.up_to, self.up_to_session)
        return Step(Stage(self.stage), self.kind != self.Kind.SKIP, place)


def took_place(meeting: Meeting) -> bool:
    """Whether the meeting was held, or may still be: nobody has written down that it was not."""
    newest = max(meeting.records.all(), key=lambda record: (record.at, record.pk), default=None)
    return newest is None or newest.outcome == MeetingRecord.Outcome.HELD
