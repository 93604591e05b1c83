"""Requests for leave: who asked, for which children, for which days and why, and what was asked back."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from absence.leave_kinds import CHOICES, Kind
from absence.leave_reference import reference
from registers.codes import Session
from registers.models import Contact, Post, Pupil, School, Signed, User

HALVES = [(session.value, session.value) for session in Session]


class LeaveRequestQuerySet(models.QuerySet["LeaveRequest"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "LeaveRequestQuerySet":
        """Requests for at least one pupil that the hat may see; a parent's are fetched by `asked_by` instead."""
        pupils = Pupil.objects.visible_to(post, on=on)
        asked_for = LeaveChild.objects.filter(school=post.school_id, pupil__in=pupils.values("pk"))
        return self.filter(school=post.school_id, pk__in=asked_for.values("request"))

    def asked_by(self, contacts: "models.QuerySet[Contact] | list[Contact]") -> "LeaveRequestQuerySet":
        """Requests of these people, and of nobody else."""
        return self.filter(contact__in=contacts)

    def standing(self) -> "LeaveRequestQuerySet":
        """Requests that nobody withdrew."""
        return self.filter(withdrawn_at__isnull=True)

    def overlapping(self, first: date, last: date) -> "LeaveRequestQuerySet":
        """Requests for at least one day from `first` to `last`."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def newest_first(self) -> "LeaveRequestQuerySet":
        """The last one sent on top."""
        return self.order_by("-sent_at", "-pk")


class LeaveRequest(models.Model):
    """One request at one school, as it stands now. What it said before a change is kept as LeaveVersion."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The name in addresses")
    number = models.PositiveIntegerField(help_text="Counted by school; shown as LR-0412")
    version = models.PositiveSmallIntegerField(default=1, help_text="One more with each change")
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The asker's own hat; empty for somebody who asked on paper and does not sign in",
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="leave_requests", db_constraint=False
    )
    asked_name = models.CharField(max_length=200, help_text="The asker's name as it stood then")
    lives_with = models.BooleanField(
        help_text="At sending each of the pupils normally lived with the asker, who so asks by right"
    )
    on_paper = models.BooleanField(default=False, help_text="Keyed by the office from a form on paper")
    received_on = models.DateField(help_text="The day on which the school had it")
    kind = models.CharField(max_length=11, choices=CHOICES)
    first_day = models.DateField(help_text="The first day away")
    first_half = models.CharField(max_length=2, choices=HALVES, default=Session.AM.value)
    last_day = models.DateField(help_text="The last day away")
    last_half = models.CharField(max_length=2, choices=HALVES, default=Session.PM.value)
    why = models.CharField(max_length=500, help_text="What it is for")
    exceptional = models.TextField(blank=True, help_text="What is exceptional, in the asker's words")
    with_whom = models.CharField(max_length=300, blank=True, help_text="Who travels with the child")
    emergency_phone = models.CharField(max_length=30, blank=True)
    other_parent_told = models.CharField(
        max_length=4, blank=True, choices=[("yes", "Yes"), ("no", "No"), ("none", "There is no other parent")]
    )
    language = models.CharField(max_length=8, default="en", help_text="The language it was asked in")
    extra = models.JSONField(default=dict, blank=True, help_text="What only this kind of leave asks")
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice sends it once")
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(help_text="The day by which the asker was told to expect an answer")
    by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", db_constraint=False, help_text="Who sent it in"
    )
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody at school first opened it"
    )
    looked_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_name = models.CharField(max_length=200, blank=True)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "first_day"], name="leave_request_by_day"),
            models.Index(fields=["school", "contact"], name="leave_request_by_asker"),
        ]
        constraints = [
            models.UniqueConstraint("school", "id", name="leave_request_school_id"),
            models.UniqueConstraint("school", "number", name="leave_request_number"),
            models.UniqueConstraint("school", "operation", name="leave_request_once"),
            models.CheckConstraint(
                condition=Q(first_day__lt=F("last_day"))
                | Q(first_day=F("last_day")) & (Q(first_half=F("last_half")) | Q(first_half="AM")),
                name="leave_request_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position="") & ~Q(asked_name=""), name="leave_request_says_who"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_name=""),
                name="leave_request_withdrawn_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def kind_words(self) -> str:
        """What it is for, in staff-room words."""
        return Kind(self.kind).words

    @property
    def reference(self) -> str:
        """How the school and the family call it: LR-0412."""
        return reference(self.number)


class LeaveChild(models.Model):
    """One pupil of a request."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        LeaveRequest, on_delete=models.PROTECT, related_name="children", db_constraint=False
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="leave_asked_for", db_constraint=False
    )
    relationship = models.CharField(
        max_length=60, blank=True, help_text="What the asker was to the pupil then"
    )
    lives_with = models.BooleanField(help_text="At sending the pupil normally lived with the asker")

    class Meta:
        constraints = [models.UniqueConstraint("request", "pupil", name="leave_child_once")]


class LeaveVersion(Signed):
    """A request as it was sent, the first time and after each change. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        LeaveRequest, on_delete=models.PROTECT, related_name="versions", db_constraint=False
    )
    version = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="Everything that it said, and what was said before sending")
    operation = models.UUIDField(
        default=uuid.uuid4, help_text="The draft that it was: sent twice, it is kept once"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("request", "version", name="leave_version_once"),
            models.UniqueConstraint("school", "operation", name="leave_version_sent_once"),
        ]


class LeaveEvidenceQuerySet(models.QuerySet["LeaveEvidence"]):
    def standing(self) -> "LeaveEvidenceQuerySet":
        """Files that the asker did not take out again."""
        return self.filter(taken_out_at__isnull=True)

    def without_content(self) -> "LeaveEvidenceQuerySet":
        """For lists: everything but the file itself."""
        return self.defer("content").order_by("pk")


class LeaveEvidence(models.Model):
    """A file that came with a request: an image as the site drew it anew, or a PDF as it came."""

    class Kind(models.TextChoices):
        JPEG = "image/jpeg", "Photo"
        PDF = "application/pdf", "PDF"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        LeaveRequest, on_delete=models.PROTECT, related_name="evidence", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The name in addresses")
    name = models.CharField(max_length=120, help_text="What the asker's file was called, made harmless")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True, help_text="Taken out by a change")

    objects = LeaveEvidenceQuerySet.as_manager()


class LeaveQuestionQuerySet(models.QuerySet["LeaveQuestion"]):
    def waiting(self) -> "LeaveQuestionQuerySet":
        """Questions that the asker has not answered."""
        return self.filter(answered_at__isnull=True)

    def in_order(self) -> "LeaveQuestionQuerySet":
        """As they were asked."""
        return self.order_by("at", "pk")


class LeaveQuestion(Signed):
    """What the school asked back about a request, and the answer."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        LeaveRequest, on_delete=models.PROTECT, related_name="questions", db_constraint=False
    )
    question = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_name = models.CharField(max_length=200, blank=True)

    objects = LeaveQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(question="") & ~Q(name="") & ~Q(position=""), name="leave_question_says_who"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & ~Q(answered_name="")),
                name="leave_question_answered_by_a_person",
            ),
        ]


class LeaveDraft(models.Model):
    """A request being written, kept on the site as the person goes. Of a person, as siblings may go to two schools.

    `school` is that of the hat worn when it was begun.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        help_text="The name in addresses; what is sent carries it as its operation",
    )
    changes = models.ForeignKey(
        LeaveRequest,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The request that this would change",
    )
    answers = models.JSONField(default=dict, help_text="By step")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="leave_draft_school_id"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(changes__isnull=True), name="leave_draft_one_new"
            ),
            models.UniqueConstraint(
                fields=["user", "changes"],
                condition=Q(changes__isnull=False),
                name="leave_draft_one_per_change",
            ),
        ]


class LeaveDraftFile(models.Model):
    """A file of a draft, already drawn anew or checked."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(LeaveDraft, on_delete=models.CASCADE, related_name="files", db_constraint=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=LeaveEvidence.Kind.choices)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField()


class LeaveSettingsQuerySet(models.QuerySet["LeaveSettings"]):
    def of(self, school: School) -> "LeaveSettings":
        """What the school has set; until it has, what comes with the site."""
        return self.filter(school=school).first() or LeaveSettings(school=school)


class LeaveSettings(models.Model):
    """How a school deals with requests for leave."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+", primary_key=True)
    answer_days = models.PositiveSmallIntegerField(
        default=5, help_text="School days in which a family is told to expect an answer"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_name = models.CharField(max_length=200, blank=True)

    objects = LeaveSettingsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=20), name="leave_settings_answer_days"
            )
        ]
