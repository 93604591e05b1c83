"""Notes about a pupil's attendance that belong to no call, meeting or plan."""

from datetime import date

from django.db import models
from django.db.models import Q

from absence.models.written import Written
from registers.models import Post, Pupil


class PupilNoteQuerySet(models.QuerySet["PupilNote"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PupilNoteQuerySet":
        """Notes about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class PupilNote(Written):
    """What somebody wrote down about a pupil's attendance. Never changed: a wrong note gets one that corrects it."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="notes", db_constraint=False)
    words = models.TextField()
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )

    objects = PupilNoteQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil", "at"], name="pupil_note_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="pupil_note_school_id"),
            models.CheckConstraint(condition=~Q(words=""), name="pupil_note_says_what"),
        ]
