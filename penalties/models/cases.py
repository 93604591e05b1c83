"""Cases: that a pupil came to ten sessions, on what day, and how the sessions moved since."""

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q

from registers.models import Post, Pupil, School


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "CaseQuerySet":
        """Cases of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def open(self) -> "CaseQuerySet":
        """Cases that are not closed: still to be considered, or considered and not yet followed by another."""
        return self.filter(closed_at__isnull=True)

    def with_standing(self) -> "CaseQuerySet":
        """With the newest event of each, for `standing`."""
        return self.prefetch_related(
            Prefetch("events", queryset=CaseEvent.objects.newest_of_each(), to_attr="newest_events")
        )


class Case(models.Model):
    """That the scan found ten sessions of a pupil in ten school weeks. A person considers it; nothing follows alone.

    What stands is what its newest event says. A pupil has one open case at a time.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="penalty_cases", db_constraint=False
    )
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "raised_at"], name="case_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="case_school_id"),
            models.UniqueConstraint(
                fields=["school", "pupil"], condition=Q(closed_at__isnull=True), name="case_one_open_a_pupil"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_why="")
                | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="case_closed_says_why",
            ),
        ]

    @property
    def standing(self) -> "CaseEvent":
        """What stands, of a case fetched `with_standing`."""
        event: CaseEvent = self.newest_events[0]  # type: ignore[attr-defined]
        return event


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def newest_of_each(self) -> "CaseEventQuerySet":
        """The newest event of each case."""
        return self.order_by("case_id", "-pk").distinct("case_id")

    def newest_first(self) -> "CaseEventQuerySet":
        """As the page of a case tells them."""
        return self.order_by("-pk")


class CaseEvent(models.Model):
    """What the scan saw of a case on a day, and why it noted it. Never changed: the newest says what stands.

    `met_on`, `met_session`: the session that made ten. `window_first`, `window_last`: the calendar days of the ten
    school weeks. `sessions`: those that count in them, in order, each {date, session, code, school_urn, school_name}.
    """

    class Kind(models.TextChoices):
        RAISED = "raised", "Raised"
        MOVED = "moved", "Sessions changed"
        JOINED = "joined", "More sessions since the decision"
        WITHDRAWN = "withdrawn", "No longer ten sessions"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_constraint=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    on = models.DateField(help_text="The day up to which was looked")
    at = models.DateTimeField()
    why = models.CharField(max_length=500)
    met_on = models.DateField(null=True, blank=True)
    met_session = models.CharField(max_length=2, blank=True)
    window_first = models.DateField(null=True, blank=True)
    window_last = models.DateField(null=True, blank=True)
    sessions = models.JSONField(default=list)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="case_event_newest")]
        constraints = [
            models.UniqueConstraint("school", "id", name="case_event_school_id"),
            models.CheckConstraint(condition=~Q(why=""), name="case_event_says_why"),
            models.CheckConstraint(
                condition=Q(kind="withdrawn")
                | (
                    Q(met_on__isnull=False, window_first__isnull=False, window_last__isnull=False)
                    & Q(met_session__in=["AM", "PM"])
                ),
                name="case_event_says_when_met",
            ),
        ]
