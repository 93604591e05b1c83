"""What a person decided about a case, with the whole checklist as it was answered."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.models.written import Written
from penalties.considering import ENGAGED, OFFERED, OUTCOMES, Considered, Outcome
from penalties.models.cases import Case


class CaseDecisionQuerySet(models.QuerySet["CaseDecision"]):
    def newest(self) -> "CaseDecisionQuerySet":
        """The one that holds for each case: the last."""
        later = CaseDecision.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def newest_first(self) -> "CaseDecisionQuerySet":
        """As the page of a case tells them."""
        return self.order_by("-pk")


class CaseDecision(Written):
    """One decision about a case, for good: what is decided later is a row of its own, and the newest holds.

    `sessions`: those that stood when it was decided, as the case's newest event had them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions", db_constraint=False)
    outcome = models.CharField(
        max_length=17, choices=[(each.value, words) for each, words in OUTCOMES.items()]
    )
    reason = models.TextField()
    support_appropriate = models.BooleanField()
    why_not = models.TextField(blank=True, help_text="Why support is not appropriate")
    offered = models.CharField(
        max_length=10, blank=True, choices=[(each.value, words) for each, words in OFFERED.items()]
    )
    offered_words = models.TextField(blank=True)
    engaged = models.CharField(
        max_length=6, blank=True, choices=[(each.value, words) for each, words in ENGAGED.items()]
    )
    engaged_words = models.TextField(blank=True)
    equality_words = models.TextField()
    send_words = models.TextField()
    best_tool = models.BooleanField()
    best_tool_words = models.TextField()
    sessions = models.JSONField(help_text="The sessions that were considered")

    objects = CaseDecisionQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["case", "-id"], name="case_decision_newest")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="case_decision_school_id"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(equality_words="") & ~Q(send_words="") & ~Q(best_tool_words=""),
                name="case_decision_answers_always",
            ),
            models.CheckConstraint(
                condition=Q(support_appropriate=False) & ~Q(why_not="")
                | Q(support_appropriate=True)
                & ~Q(offered="")
                & ~Q(offered_words="")
                & ~Q(engaged="")
                & ~Q(engaged_words=""),
                name="case_decision_answers_about_support",
            ),
        ]

    @property
    def considered(self) -> Considered:
        """The checklist as the rules read it."""
        return Considered(**{name: getattr(self, name) for name in Considered.__dataclass_fields__})

    @property
    def is_final(self) -> bool:
        """Whether nothing of this case is left to be watched: only a notice to improve goes on."""
        return self.outcome != Outcome.NOTICE_TO_IMPROVE
