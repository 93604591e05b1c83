"""Evidence about an illness: why it was asked for, and what the school saw. Asked for only in genuine doubt."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from registers.models import Post, Pupil, School, Signed


class MedicalRequestQuerySet(models.QuerySet["MedicalRequest"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MedicalRequestQuerySet":
        """Requests about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def newest_first(self) -> "MedicalRequestQuerySet":
        """The last one on top."""
        return self.order_by("-at", "-pk")


class MedicalRequest(Signed):
    """That a family was asked for evidence of an illness, and why there was genuine doubt. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="medical_requests", db_constraint=False
    )
    first_day = models.DateField(help_text="The first day that it is about")
    last_day = models.DateField()
    doubt = models.TextField(help_text="Why there is genuine doubt about the illness")
    asked_for = models.CharField(max_length=300, help_text="What would settle it")
    asked_whom = models.CharField(max_length=200)

    objects = MedicalRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "at"], name="medical_request_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="medical_request_school_id"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="medical_request_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(doubt="") & ~Q(asked_for="") & ~Q(name="") & ~Q(position=""),
                name="medical_request_says_why",
            ),
        ]


class MedicalEvidenceQuerySet(models.QuerySet["MedicalEvidence"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MedicalEvidenceQuerySet":
        """What was seen about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class MedicalEvidence(Signed):
    """What somebody at school saw: a card, a letter, a prescription. Never changed. A file stands apart."""

    class Kind(models.TextChoices):
        CARD = "card", "Appointment card or text"
        LETTER = "letter", "Letter of a doctor or hospital"
        PRESCRIPTION = "prescription", "Prescription or medicine"
        SCHOOL_NURSE = "school_nurse", "What the school nurse said"
        OTHER = "other", "Something else"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="medical_evidence", db_constraint=False
    )
    request = models.ForeignKey(
        MedicalRequest,
        on_delete=models.PROTECT,
        related_name="evidence",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="What it answers; empty: the family showed it unasked",
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    seen_on = models.DateField()
    note = models.CharField(max_length=300, help_text="What it showed, in a few words")

    objects = MedicalEvidenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "at"], name="medical_evidence_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="medical_evidence_school_id"),
            models.CheckConstraint(
                condition=~Q(note="") & ~Q(name="") & ~Q(position=""), name="medical_evidence_says_what"
            ),
        ]


class MedicalFileQuerySet(models.QuerySet["MedicalFile"]):
    def kept(self) -> "MedicalFileQuerySet":
        """Files that nobody took out."""
        return self.filter(taken_out_at__isnull=True)

    def without_content(self) -> "MedicalFileQuerySet":
        """For lists: everything but the file itself."""
        return self.defer("content")


class MedicalFile(models.Model):
    """A file of what was seen. Once taken out, its content is gone and the row says who took it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(
        MedicalEvidence, on_delete=models.PROTECT, related_name="files", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The name in addresses")
    name = models.CharField(max_length=120, help_text="What the file was called, made harmless")
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_name = models.CharField(max_length=200, blank=True)

    objects = MedicalFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("evidence", name="medical_file_one_each"),
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True) | (Q(content=b"") & ~Q(taken_out_name="")),
                name="medical_file_taken_out_is_empty",
            ),
        ]
