"""Whom families may turn to, and what they are told of the school, as it was set each time."""

from django.db import models
from django.db.models import Q

from absence.talk_to import DUTIES, IS_MY_CHILD_TOO_ILL, Duty
from registers.models import Post, School, Signed


class NamedPersonQuerySet(models.QuerySet["NamedPerson"]):
    def of(self, school: School) -> dict[Duty, "NamedPerson"]:
        """Who is named for each duty now. One statement."""
        newest = self.filter(school=school).order_by("duty", "-pk").distinct("duty")
        return {Duty(each.duty): each for each in newest if each.who}

    def visible_to(self, post: Post) -> "NamedPersonQuerySet":
        """Those of the hat's school."""
        return self.filter(school=post.school_id)


class NamedPerson(Signed):
    """Somebody named for a duty. Never changed: the newest of a duty holds, and one without a name ends it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10, choices=[(duty.value, DUTIES[duty].label) for duty in Duty])
    who = models.CharField(max_length=200, blank=True, help_text="Empty = nobody any more")
    their_position = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "duty"], name="named_person_by_duty")]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="named_person_says_who"),
        ]


class FamilyInformationQuerySet(models.QuerySet["FamilyInformation"]):
    def of(self, school: School) -> "FamilyInformation":
        """What holds now; until somebody has said anything, what comes with the site. One statement."""
        newest = self.filter(school=school).order_by("-pk").first()
        return newest or FamilyInformation(school=school)


class FamilyInformation(Signed):
    """When the absence telephone is answered, the policy and guidance. Never changed: the newest holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    answered_from = models.TimeField(null=True, blank=True)
    answered_until = models.TimeField(null=True, blank=True)
    answerphone = models.BooleanField(default=False)
    policy_url = models.URLField(blank=True)
    policy_adopted_on = models.DateField(null=True, blank=True)
    policy_review_on = models.DateField(null=True, blank=True)
    illness_url = models.URLField(default=IS_MY_CHILD_TOO_ILL)

    objects = FamilyInformationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "at"], name="family_information_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position=""), name="family_information_says_who"
            ),
        ]
