"""Evidence about an illness: why it was asked for, and what the school saw. Asked for only in genuine doubt."""

import uuid
from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from registers.families import Family
from registers.models import Contact, Post, Pupil, School, Signed


class MedicalRequestQuerySet(models.QuerySet["MedicalRequest"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MedicalRequestQuerySet":
        """Requests about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def put_to(self, family: Family) -> "MedicalRequestQuerySet":
        """Requests that went in writing to an adult of this family, about a child whose pages are open to them."""
        mine = [Q(to__contact=child.contact, pupil=child.pupil) for child in family.children]
        return self.filter(reduce(or_, mine)).distinct() if mine else self.none()

    def unsettled(self) -> "MedicalRequestQuerySet":
        """Those that nobody at school has noted an answer to, also none that was shown at the desk."""
        noted = MedicalEvidence.objects.filter(
            school=OuterRef("school"), request=OuterRef("pk"), contact__isnull=True
        )
        return self.filter(~Exists(noted))

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


class MedicalRequestTo(models.Model):
    """One adult to whom a request went in writing: only they are shown it on the family pages. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        MedicalRequest, on_delete=models.PROTECT, related_name="to", db_constraint=False
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("request", "contact", name="medical_request_to_once")]


class MedicalEvidenceQuerySet(models.QuerySet["MedicalEvidence"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MedicalEvidenceQuerySet":
        """What was seen about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def from_families(self) -> "MedicalEvidenceQuerySet":
        """What families sent by their pages."""
        return self.filter(contact__isnull=False)

    def to_be_seen(self) -> "MedicalEvidenceQuerySet":
        """What families sent and nobody at school has noted anything about since; nothing that was taken back."""
        noted = MedicalEvidence.objects.filter(
            school=OuterRef("school"),
            request=OuterRef("request"),
            contact__isnull=True,
            at__gte=OuterRef("at"),
        )
        gone = MedicalFile.objects.filter(evidence=OuterRef("pk"), taken_out_at__isnull=False)
        return self.from_families().filter(~Exists(noted), ~Exists(gone))


class MedicalEvidence(Signed):
    """What somebody at school saw, or what the family sent: a card, a letter. Never changed. A file stands apart."""

    class Kind(models.TextChoices):
        CARD = "card", "Appointment card or text"
        LETTER = "letter", "Letter of a doctor or hospital"
        PRESCRIPTION = "prescription", "Prescription or medicine"
        SCHOOL_NURSE = "school_nurse", "What the school nurse said"
        OTHER = "other", "Something else"
        WORDS = "words", "What the family wrote"

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
    note = models.CharField(max_length=300, blank=True, help_text="What it showed, in a few words")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The adult who sent it by the family pages; empty: somebody at school noted it",
    )
    operation = models.UUIDField(null=True, blank=True, help_text="Sent twice by a family it is kept once")

    objects = MedicalEvidenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "at"], name="medical_evidence_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="medical_evidence_school_id"),
            models.UniqueConstraint("school", "operation", name="medical_evidence_once"),
            models.CheckConstraint(
                condition=(~Q(note="") | Q(contact__isnull=False)) & ~Q(name="") & ~Q(position=""),
                name="medical_evidence_says_what",
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
