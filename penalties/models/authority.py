"""The rules of the school's local authority, as somebody of the school set them."""

from django.db import models
from django.db.models import Q

from absence.models.written import Written
from penalties.authority import PETERBOROUGH, CountedIn, Issuer, Rules
from registers.models import School

ISSUERS = [(issuer.value, issuer.words) for issuer in Issuer]
COUNTED_IN = [("school", "School days or weeks"), ("calendar", "Days or weeks of the calendar")]


class AuthorityRulesQuerySet(models.QuerySet["AuthorityRules"]):
    def of(self, school: School) -> Rules:
        """The rules that hold at a school: those set last, or those that come with the site. One statement."""
        row = self.newest(school)
        return row.rules if row else PETERBOROUGH

    def newest(self, school: School) -> "AuthorityRules | None":
        """As they were set last, with who did; None where nobody has."""
        return self.filter(school=school).order_by("-at", "-pk").first()


class AuthorityRules(Written):
    """What the authority's code of conduct fixes. The newest row holds; earlier ones tell what held before."""

    authority = models.CharField(max_length=200)
    compared = models.CharField(
        max_length=300, help_text="The edition of the code of conduct that it was compared with"
    )
    issuer = models.CharField(max_length=9, choices=ISSUERS)
    improvement_by = models.CharField(max_length=9, choices=ISSUERS)
    improvement_needed = models.BooleanField()
    improvement_weeks = models.PositiveSmallIntegerField()
    improvement_counted_in = models.CharField(max_length=8, choices=COUNTED_IN)
    below_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    below_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_days = models.PositiveSmallIntegerField()
    deadline_counted_in = models.CharField(max_length=8, choices=COUNTED_IN)

    objects = AuthorityRulesQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(authority="") & ~Q(compared=""), name="authority_rules_say_whose"
            ),
        ]

    @property
    def rules(self) -> Rules:
        """As the law reads them."""
        return Rules(
            authority=self.authority,
            compared=self.compared,
            issuer=Issuer(self.issuer),
            improvement_by=Issuer(self.improvement_by),
            improvement_needed=self.improvement_needed,
            improvement_weeks=self.improvement_weeks,
            improvement_counted_in=CountedIn(self.improvement_counted_in),
            below_sessions=self.below_sessions,
            below_weeks=self.below_weeks,
            deadline_days=self.deadline_days,
            deadline_counted_in=CountedIn(self.deadline_counted_in),
        )
