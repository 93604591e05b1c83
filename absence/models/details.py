"""What families say each term about the details that the school holds: right, or to be changed; and what came of it."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registers.models import Contact, Post, Pupil, School, Signed


class DetailsCheckQuerySet(models.QuerySet["DetailsCheck"]):
    def visible_to(self, post: Post) -> "DetailsCheckQuerySet":
        """Checks at the hat's school."""
        return self.filter(school=post.school_id)

    def told_by(self, contact: Contact) -> "DetailsCheckQuerySet":
        """Checks of that adult, and of nobody else."""
        return self.filter(school=contact.school_id, contact=contact)

    def waiting(self) -> "DetailsCheckQuerySet":
        """Checks with a proposal that nobody has answered."""
        return self.filter(Exists(DetailsProposal.objects.waiting().filter(details_check=OuterRef("pk"))))


class DetailsCheck(Signed):
    """That an adult looked at the school's details in a term. Never changed; looking again is another one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    academic_year = models.CharField(max_length=7)
    term = models.CharField(max_length=60)
    all_correct = models.BooleanField()
    language = models.CharField(max_length=10, default="en")
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once")

    objects = DetailsCheckQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "academic_year", "term", "contact"], name="details_check_by_term"),
        ]
        constraints = [
            models.UniqueConstraint("school", "id", name="details_check_school_id"),
            models.UniqueConstraint("school", "operation", name="details_check_said_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="details_check_says_who"),
        ]


class DetailsProposalQuerySet(models.QuerySet["DetailsProposal"]):
    def waiting(self) -> "DetailsProposalQuerySet":
        """Proposals that nobody has answered."""
        return self.filter(~Exists(DetailsAnswer.objects.filter(proposal=OuterRef("pk"))))


class DetailsProposal(models.Model):
    """One thing that is to be changed: old as the page showed it, and new. Never changed."""

    class Item(models.TextChoices):
        PHONE = "phone", "Telephone"
        PHONE2 = "phone2", "Second telephone"
        EMAIL = "email", "E-mail"
        LANGUAGE = "language", "Language to write in"
        ADDRESS = "address", "Address"
        NOTE = "note", "Something else"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    details_check = models.ForeignKey(
        DetailsCheck, on_delete=models.PROTECT, related_name="proposals", db_constraint=False
    )
    item = models.CharField(max_length=10, choices=Item.choices)
    pupil = models.ForeignKey(
        Pupil,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="Whose address; empty = the adult's own",
    )
    old = models.CharField(max_length=500, blank=True)
    new = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    from_day = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    objects = DetailsProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="details_proposal_school_id"),
            models.UniqueConstraint(
                "details_check", "item", "pupil", nulls_distinct=False, name="details_proposal_once"
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=True) | Q(item="address"), name="details_proposal_of_a_pupil"
            ),
            models.CheckConstraint(
                condition=~Q(item="address") | Q(from_day__isnull=False), name="details_proposal_from_a_day"
            ),
        ]

    @property
    def new_line(self) -> str:
        """What is proposed, on one line."""
        return ", ".join(part for part in (self.new, self.postcode) if part)


class DetailsAnswer(Signed):
    """What the office made of a proposal. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(
        DetailsProposal, on_delete=models.PROTECT, related_name="answer", db_constraint=False
    )
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True) | ~Q(reason=""), name="details_answer_declined_says_why"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="details_answer_says_who"),
        ]
