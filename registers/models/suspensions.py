"""Suspensions and permanent exclusions: what the head decided, who was told, what education was arranged, the review.

Facts only: totals, the sixth day and who is still to be told are worked out (`registers/suspensions.py`).
"""

from django.db import models
from django.db.models import F, Q

from registers.codes import ARRANGED_PROVISION, DUE_ELSEWHERE, OTHER_ACTIVITY
from registers.models.contacts import Contact
from registers.models.marks import SESSIONS
from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.models.signed import Signed
from registers.suspension_rules import REASONS, HalfDay, Kind, Outcome, Whom


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, post: Post) -> "SuspensionQuerySet":
        """Suspensions of the pupils whom the hat may see."""
        return self.filter(pupil__in=Pupil.objects.visible_to(post))

    def standing(self) -> "SuspensionQuerySet":
        """Those that were not taken back whole."""
        return self.filter(withdrawn_at__isnull=True)


class Suspension(Signed):
    """A suspension or permanent exclusion, as the head decided it and as it stands now."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="suspensions", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    first_day = models.DateField()
    first_session = models.CharField(max_length=2, choices=SESSIONS)
    last_day = models.DateField(null=True, blank=True, help_text="Empty: permanent, not ended by a review")
    last_session = models.CharField(max_length=2, choices=SESSIONS, default="PM")
    reason = models.CharField(max_length=2, choices=list(REASONS.items()))
    words = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=200, help_text="The head, or whoever acts as head")
    decided_position = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken back whole; SuspensionChange says why"
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil"], name="suspension_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="suspension_school_id"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True)
                | Q(last_day__gt=F("first_day"))
                | (Q(last_day=F("first_day")) & Q(last_session__gte=F("first_session"))),
                name="suspension_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PERMANENT) | Q(last_day__isnull=False),
                name="suspension_has_an_end_or_is_permanent",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(name="") & ~Q(position=""), name="suspension_says_who"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_words} from {self.first_day}"

    @property
    def first(self) -> HalfDay:
        """Its first session."""
        return HalfDay(self.first_day, self.first_session)

    @property
    def last(self) -> HalfDay | None:
        """Its last session; None for a permanent exclusion that no review has ended."""
        return None if self.last_day is None else HalfDay(self.last_day, self.last_session)

    @property
    def is_permanent(self) -> bool:
        """Whether the pupil is excluded permanently."""
        return self.kind == Kind.PERMANENT

    @property
    def kind_words(self) -> str:
        """As a heading says it."""
        return "Permanent exclusion" if self.is_permanent else "Suspension"


class SuspensionChange(Signed):
    """A change to what was decided, with the same five parts as a mark's."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    suspension = models.ForeignKey(
        Suspension, on_delete=models.PROTECT, related_name="changes", db_constraint=False
    )
    field = models.CharField(max_length=60)
    original = models.CharField(max_length=500, blank=True)
    new = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(name="") & ~Q(position=""),
                name="suspension_change_has_its_parts",
            )
        ]


class SuspensionTold(Signed):
    """Somebody who was told: who, how, when, and by whom."""

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        IN_PERSON = "in_person", "In person"
        LETTER = "letter", "By letter"
        EMAIL = "email", "By e-mail"
        PORTAL = "portal", "On the authority's own system"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    suspension = models.ForeignKey(
        Suspension, on_delete=models.PROTECT, related_name="told", db_constraint=False
    )
    whom = models.CharField(max_length=13, choices=[(whom.value, whom.words) for whom in Whom])
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    told_name = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=How.choices)
    told_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="Pressed by mistake")
    taken_back_name = models.CharField(max_length=200, blank=True)


class Provision(Signed):
    """Education arranged during a suspension, due from its sixth day."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    suspension = models.ForeignKey(
        Suspension, on_delete=models.PROTECT, related_name="provisions", db_constraint=False
    )
    first_day = models.DateField()
    code = models.CharField(max_length=2)
    session = models.CharField(max_length=2, blank=True, help_text="AM, PM or empty for both")
    provider = models.CharField(max_length=120)
    nature = models.CharField(max_length=120)
    times = models.CharField(max_length=60, blank=True)
    confirmed = models.BooleanField(default=False, help_text="The provider has confirmed the place")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Replaced or taken back; SuspensionChange says why"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[ARRANGED_PROVISION, OTHER_ACTIVITY, DUE_ELSEWHERE]),
                name="provision_code_known",
            ),
            models.CheckConstraint(condition=Q(session__in=["", "AM", "PM"]), name="provision_session_known"),
        ]

    @property
    def note(self) -> str:
        """What stands with its marks: the nature of the provision."""
        return ", ".join(filter(None, [self.provider, self.nature, self.times]))


class Review(Signed):
    """What a review of a permanent exclusion came to."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    suspension = models.ForeignKey(
        Suspension, on_delete=models.PROTECT, related_name="reviews", db_constraint=False
    )
    date = models.DateField()
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.words) for outcome in Outcome])
    note = models.CharField(max_length=300, blank=True)
