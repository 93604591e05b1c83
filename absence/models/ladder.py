"""The school's own ladder, as it was set each time, and whether first-day texts are written by themselves."""

from django.db import models
from django.db.models import Q

from absence.ladder import DEFAULTS, MOST_STEPS, STEP_WORDS, Ladder, Step, StepKind
from registers.models import School, Signed


class LadderStepQuerySet(models.QuerySet["LadderStep"]):
    def of(self, school: School) -> dict[Ladder, tuple[Step, ...]]:
        """The steps that hold at a school, by ladder: its own, or those that come with the site. One statement."""
        rows = self.filter(school=school, ended_at__isnull=True).order_by("ladder", "order")
        own: dict[Ladder, tuple[Step, ...]] = {}
        for row in rows:
            ladder = Ladder(row.ladder)
            own[ladder] = (*own.get(ladder, ()), row.step)
        return DEFAULTS | own

    def standing(self) -> "LadderStepQuerySet":
        """Steps that hold now."""
        return self.filter(ended_at__isnull=True)


class LadderStep(Signed):
    """One step as somebody set it. Setting a ladder anew ends its steps, so that each day's ladder can be told."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    ladder = models.CharField(max_length=7, choices=[(each.value, each.words) for each in Ladder])
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(
        max_length=14, choices=[(kind.value, words) for kind, words in STEP_WORDS.items()]
    )
    who = models.CharField(max_length=100, blank=True)
    due_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="After the step before")
    from_day = models.PositiveSmallIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LadderStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "ladder", "order", condition=Q(ended_at__isnull=True), name="ladder_step_in_order"
            ),
            models.CheckConstraint(condition=Q(order__lt=MOST_STEPS), name="ladder_step_not_too_many"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(minutes__isnull=True), name="ladder_step_due_one_way"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="ladder_step_says_who"),
        ]

    @property
    def step(self) -> Step:
        """As the rules read it."""
        return Step(StepKind(self.kind), self.who, self.due_at, self.minutes, self.from_day)


class FirstDayTextsQuerySet(models.QuerySet["FirstDayTexts"]):
    def of(self, school: School) -> "FirstDayTexts":
        """Whether the school's first-day texts are on; until it has said so they are off."""
        return self.filter(school=school).first() or FirstDayTexts(school=school)


class FirstDayTexts(models.Model):
    """Whether the site writes first-day texts for a school by itself."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+", primary_key=True)
    is_on = models.BooleanField(default=False)
    goes_on = models.BooleanField(
        default=True, help_text="Also on each later day of an absence of which nobody has heard"
    )
    second = models.BooleanField(
        default=False, help_text="Also to another contact, where the first did not answer"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_name = models.CharField(max_length=200, blank=True)

    objects = FirstDayTextsQuerySet.as_manager()
