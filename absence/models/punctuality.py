"""The school's stages of lateness, and what people decided about each pupil."""

from datetime import date

from django.db import models
from django.db.models import Q

from absence.models.meetings import Meeting
from absence.punctuality import DEFAULTS, STAGE_WORDS, Stage, Stages, Step
from registers.models import Post, Pupil, School, Signed


class PunctualityStagesQuerySet(models.QuerySet["PunctualityStages"]):
    def of(self, school: School) -> Stages:
        """The stages that hold at a school: those set last, or those that come with the site. One statement."""
        row = self.newest(school)
        return row.stages if row else DEFAULTS

    def newest(self, school: School) -> "PunctualityStages | None":
        """As they were set last, with who did; None where nobody has."""
        return self.filter(school=school).order_by("-at", "-pk").first()


class PunctualityStages(Signed):
    """A school's stages as somebody set them. The newest row holds; the earlier ones tell what held before."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    weeks = models.PositiveSmallIntegerField(help_text="School weeks that are looked at")
    word = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    letter = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")
    meeting = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not used")

    objects = PunctualityStagesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="punctuality_stages_say_who")
        ]

    @property
    def stages(self) -> Stages:
        """As the rules read them."""
        return Stages(self.weeks, self.word, self.letter, self.meeting)


class PunctualityStepQuerySet(models.QuerySet["PunctualityStep"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PunctualityStepQuerySet":
        """Steps about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def standing(self) -> "PunctualityStepQuerySet":
        """Steps that nobody took back."""
        return self.filter(taken_back_at__isnull=True)


class PunctualityStep(Signed):
    """What a person did about a pupil's lateness, or that they left a stage out and why."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="punctuality_steps", db_constraint=False
    )
    stage = models.CharField(
        max_length=7, choices=[(stage.value, words) for stage, words in STAGE_WORDS.items()]
    )
    taken = models.BooleanField(help_text="No: it was left out, and the note says why")
    date = models.DateField()
    up_to = models.DateField(help_text="The last lateness that it was about")
    up_to_session = models.CharField(max_length=2, choices=[("AM", "Morning"), ("PM", "Afternoon")])
    times = models.PositiveSmallIntegerField(help_text="How many times late it was about")
    minutes = models.PositiveIntegerField()
    note = models.CharField(max_length=500, blank=True)
    edited = models.BooleanField(default=False, help_text="The letter's words were changed for this family")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="steps", null=True, blank=True, db_constraint=False
    )
    operation = models.UUIDField(help_text="Pressing twice does it once")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_name = models.CharField(max_length=200, blank=True)

    objects = PunctualityStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="punctuality_step_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "operation", name="punctuality_step_once"),
            models.CheckConstraint(
                condition=Q(taken=True) | ~Q(note=""), name="punctuality_left_out_says_why"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="punctuality_step_says_who"),
        ]

    @property
    def step(self) -> Step:
        """As the rules read it."""
        return Step(Stage(self.stage), self.taken, (self.up_to, self.up_to_session))
