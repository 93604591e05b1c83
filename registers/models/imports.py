"""Imports on the page: what was brought, what it would change, and what another system says (docs/import.md)."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from registers.models.people import Post, School
from registers.models.pupils import Pupil
from registers.roles import PERMISSIONS, Permission, Role

FILES_WAIT = timedelta(hours=24)
"""So long uploaded files wait for somebody to apply them; then, as after applying, their content is forgotten."""
DIFFERENCES_KEPT = timedelta(days=90)
"""So long the differences of an import can be read again; its counts, hashes and who made it stay."""

SHOWN_IN_DIFFERENCES = {Permission.SEE_SOCIAL_CARE, Permission.SEE_MARKS, Permission.SEE_ADMISSION_REGISTER}
"""What an import may show of what stands here, as far as the role of its maker goes."""


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, post: Post) -> "ImportRunQuerySet":
        """Imports of the hat's school made by the person, or by somebody whose role sees no more than theirs.

        Differences show what stands in the registers, as far as whoever made the import may see it.
        """
        seen = PERMISSIONS[Role(post.role)]
        makers = [role for role in Role if PERMISSIONS[role] & SHOWN_IN_DIFFERENCES <= seen]
        return self.filter(Q(by__user=post.user_id) | Q(by__role__in=makers), school=post.school_id)

    def waited_too_long(self, at: datetime) -> "ImportRunQuerySet":
        """Imports that nobody applied in time."""
        return self.filter(state__in=ImportRun.OPEN, made_at__lte=at - FILES_WAIT)


class ImportRun(models.Model):
    """One import on the page: uploaded, shown as differences, and applied exactly as shown or not at all."""

    class Kind(models.TextChoices):
        FILES = "files", "CSV files"
        CTF = "ctf", "Common transfer file"
        MIS = "mis", "File of another system"

    class State(models.TextChoices):
        REFUSED = "refused", "Refused"
        READY = "ready", "Waiting for your decision"
        APPLIED = "applied", "Applied"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Not applied in time"
        READ = "read", "Read"

    OPEN = (State.READY.value, State.REFUSED.value)

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    as_of = models.DateField(help_text="The day from which later changes hold")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    report = models.JSONField(default=dict, help_text="What it changes, as shown")
    problems = models.JSONField(default=list, help_text="Why it is refused: file, row, column, reason")
    agreed = models.CharField(max_length=64, blank=True, help_text="Digest of every change as shown")
    answers = models.JSONField(
        default=dict, help_text="What was asked for new pupils: starting day, class, year"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    decided_name = models.CharField(max_length=200, blank=True)
    decided_position = models.CharField(max_length=100, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("school", "id", name="import_run_school_id")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.made_at:%d %b %Y}"

    @property
    def is_open(self) -> bool:
        """Whether a person may still decide about it."""
        return self.state in self.OPEN


class ImportFile(models.Model):
    """One file of an import. Its content goes once the import is decided; name, size and hash stay."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="files", db_constraint=False)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)


class MisMapping(models.Model):
    """How the columns of the school's other system are read: which is ours, and what its values mean."""

    class Dates(models.TextChoices):
        BRITISH = "dmy", "24/11/2026 (day first)"
        ISO = "ymd", "2026-11-24"
        WORDS = "dMy", "24 Nov 2026"
        AMERICAN = "mdy", "11/24/2026 (month first)"

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="mis_mapping")
    header = models.JSONField(default=list, help_text="The columns of the sample")
    seen = models.JSONField(default=dict, help_text="By column, the few different values of the sample")
    columns = models.JSONField(default=dict, help_text="Our column: theirs")
    values = models.JSONField(default=dict, help_text="Our column: {their value: ours}")
    dates = models.CharField(max_length=3, choices=Dates.choices, default=Dates.BRITISH)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)


class MisProposalQuerySet(models.QuerySet["MisProposal"]):
    def visible_to(self, post: Post) -> "MisProposalQuerySet":
        """Proposals for the hat's school."""
        return self.filter(school=post.school_id)

    def open(self) -> "MisProposalQuerySet":
        """Those that wait for a person."""
        return self.filter(state=MisProposal.State.OPEN)


class MisProposal(models.Model):
    """One difference between the other system and the roll. Nothing of it holds until a person approves it."""

    class Kind(models.TextChoices):
        JOINER = "joiner", "Joiners"
        LEAVER = "leaver", "Leavers"
        CHANGE = "change", "Changes"
        MISSING = "missing", "Not in the file"

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        SETTLED = "settled", "The systems agree again"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    upn = models.CharField(max_length=13)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    person = models.CharField(max_length=202, help_text="The pupil's name, as shown")
    field = models.CharField(max_length=30, blank=True)
    original = models.CharField(max_length=500, blank=True)
    new = models.CharField(max_length=500, blank=True)
    row = models.JSONField(default=dict, help_text="A joiner as the file has them, in our columns")
    first_seen = models.DateField()
    last_seen = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    name = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=100, blank=True)

    objects = MisProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "upn", "kind", "field", name="mis_proposal_once"),
            models.CheckConstraint(
                condition=Q(state="approved", by__isnull=False)
                | Q(state="declined", by__isnull=False)
                | Q(state__in=["open", "settled"]),
                name="mis_proposal_decided_by_somebody",
            ),
        ]
