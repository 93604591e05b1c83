"""Reports that were given to somebody, as they were given."""

from django.db import models
from django.db.models import F, Q

from absence.models.written import Written
from registers.models import Post


class GivenReportQuerySet(models.QuerySet["GivenReport"]):
    def visible_to(self, post: Post) -> "GivenReportQuerySet":
        """Those of the hat's school; of every school of the trust for a trust post."""
        if post.trust_id:
            return self.filter(school__trust=post.trust_id)
        return self.filter(school=post.school_id)

    def of_kind(self, kind: str) -> "GivenReportQuerySet":
        """The latest first, without what the documents hold."""
        return self.filter(kind=kind).defer("pdf").order_by("-at", "-pk")


class GivenReport(Written):
    """One report as it was given: to whom, for which days, and the document."""

    class Kind(models.TextChoices):
        GOVERNORS = "governors", "Governors’ report"
        TARGETING = "targeting", "Papers for the targeting support meeting"
        INSPECTION = "inspection", "Inspection pack"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    to_whom = models.CharField(max_length=200)
    first = models.DateField()
    last = models.DateField()
    pdf = models.BinaryField(help_text="The document as it was given")
    sha256 = models.CharField(max_length=64)

    objects = GivenReportQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "kind", "-at"], name="given_report_latest")]
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last__gte=F("first")) & ~Q(to_whom=""), name="given_report_to_somebody"
            ),
        ]
