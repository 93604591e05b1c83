"""What goes to the local authority: the pack of papers of a referral, and cases shared with its officer."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef

from absence.models.referrals import HOW
from absence.models.written import Written
from penalties.models.cases import Case
from registers.models import Contact, Post, Pupil


class ReferralPackQuerySet(models.QuerySet["ReferralPack"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "ReferralPackQuerySet":
        """Packs about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, case__pupil__in=pupils.values("pk"))

    def without_pdf(self) -> "ReferralPackQuerySet":
        """For lists: without what the documents hold."""
        return self.defer("pdf", "content")


class ReferralPack(Written):
    """The papers about one parent and one child as they were made: one document, with what it says and its checks."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packs", db_constraint=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="referral_packs", db_constraint=False
    )
    to_name = models.CharField(max_length=200, help_text="The parent's name as it stood then")
    signed_name = models.CharField(max_length=200, help_text="Who certifies the register and declares")
    signed_position = models.CharField(max_length=100)
    content = models.JSONField(help_text="What the document says")
    checks = models.JSONField(help_text="What was checked before it was made, and passed")
    pdf = models.BinaryField(help_text="The document as it was made")
    sha256 = models.CharField(max_length=64)

    objects = ReferralPackQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "case"], name="referral_pack_by_case")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="referral_pack_school_id"),
        ]


class PackSent(Written):
    """That a pack went to somebody, on which day and how."""

    pack = models.ForeignKey(ReferralPack, on_delete=models.PROTECT, related_name="sent", db_constraint=False)
    to_whom = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=9, choices=HOW)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(to_whom=""), name="pack_sent_to_somebody"),
        ]


class CaseShareQuerySet(models.QuerySet["CaseShare"]):
    def standing(self, on: date) -> "CaseShareQuerySet":
        """Those that still hold on that day: neither run out nor ended."""
        return self.filter(~Exists(CaseShareEnd.objects.filter(share=OuterRef("pk"))), until__gte=on)

    def of_officer(self, post: Post, on: date) -> "CaseShareQuerySet":
        """What that officer may see on that day, at the school of the hat."""
        return self.standing(on).filter(school=post.school_id, officer=post)


class CaseShare(Written):
    """That a person let an officer of the authority see one case, until a day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shares", db_constraint=False)
    officer = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="shared_cases", db_constraint=False
    )
    until = models.DateField()
    why = models.CharField(max_length=500)

    objects = CaseShareQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "officer"], name="case_share_by_officer")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="case_share_school_id"),
            models.CheckConstraint(condition=~models.Q(why=""), name="case_share_says_why"),
        ]


class CaseShareEnd(Written):
    """That somebody ended the sharing of a case before its day."""

    share = models.OneToOneField(CaseShare, on_delete=models.PROTECT, related_name="end", db_constraint=False)
