"""Who looked at what is sensitive, when and why."""

from django.db import models
from django.db.models import Q

from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.models.signed import Signed
from registers.roles import Permission, Role, may


class SensitiveReadQuerySet(models.QuerySet["SensitiveRead"]):
    def visible_to(self, post: Post) -> "SensitiveReadQuerySet":
        """Every read at the hat's school for those who watch over them; one's own for everybody else."""
        reads = self.filter(school=post.school_id)
        if may(Role(post.role), Permission.SEE_WHO_READ):
            return reads
        return reads.filter(by__user=post.user_id)


class SensitiveRead(Signed):
    """One look at something sensitive about a pupil. Written before it is shown; never changed."""

    class What(models.TextChoices):
        CONTACT_LIMIT = "contact_limit", "Contact limits in full"
        SOCIAL_CARE = "social_care", "Social care"
        ADDRESS = "address", "Confidential address"
        EVIDENCE = "evidence", "Evidence for leave"
        HEALTH = "health", "Health and support"
        SAFEGUARDING = "safeguarding", "Safeguarding notes"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="reads", db_constraint=False)
    what = models.CharField(max_length=16, choices=What.choices)
    purpose = models.CharField(max_length=300)

    objects = SensitiveReadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "-at"], name="sensitive_read_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(name="") & ~Q(position=""), name="sensitive_read_says_why"
            )
        ]
