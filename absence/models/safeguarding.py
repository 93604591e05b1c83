"""What touches safeguarding: notes that many may write and few may read, and references to the school's own system."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.models.written import Written
from registers.models import Post, Pupil, SensitiveRead

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9./_#-]{1,29}$"
"""How a reference may look: no spaces, so that nothing of a case can be told in it."""


class SafeguardingNoteQuerySet(models.QuerySet["SafeguardingNote"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SafeguardingNoteQuerySet":
        """Notes about the pupils that the hat may see. What a note says is shown to few, and each look is kept."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def to_read(self) -> "SafeguardingNoteQuerySet":
        """Notes that nobody has read since they were written."""
        reads = SensitiveRead.objects.filter(
            school=OuterRef("school"),
            pupil=OuterRef("pupil"),
            what=SensitiveRead.What.SAFEGUARDING,
            at__gte=OuterRef("at"),
        )
        return self.filter(~Exists(reads))


class SafeguardingNote(Written):
    """What somebody noticed about a pupil. Never changed."""

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="safeguarding_notes", db_constraint=False
    )
    words = models.TextField()

    objects = SafeguardingNoteQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil", "at"], name="safeguarding_note_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="safeguarding_note_says_who"),
        ]


class SafeguardingReferenceQuerySet(models.QuerySet["SafeguardingReference"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SafeguardingReferenceQuerySet":
        """References about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class SafeguardingReference(Written):
    """That a concern stands in the school's safeguarding system, by its reference there. Never changed."""

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="safeguarding_references", db_constraint=False
    )
    reference = models.CharField(max_length=30)

    objects = SafeguardingReferenceQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("pupil", "reference", name="safeguarding_reference_once"),
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE),
                name="safeguarding_reference_tells_nothing",
            ),
        ]
