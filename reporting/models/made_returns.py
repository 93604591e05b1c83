"""Returns that a person makes: each file as it was made, who is in it, who sent it when, and that it was accepted."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from absence.models.referrals import HOW
from absence.models.written import Written
from registers.models import Post, Pupil, School, Signed
from reporting.models.returns import Return


class MadeReturnQuerySet(models.QuerySet["MadeReturn"]):
    def visible_to(self, post: Post) -> "MadeReturnQuerySet":
        """Those of the hat's school."""
        return self.filter(school=post.school_id)

    def of_kind(self, kind: str) -> "MadeReturnQuerySet":
        """Those of one kind."""
        return self.filter(kind=kind)

    def without_content(self) -> "MadeReturnQuerySet":
        """For lists: without what the files hold."""
        return self.defer("content")

    def newest_first(self) -> "MadeReturnQuerySet":
        """The latest first."""
        return self.order_by("-at", "-pk")

    def with_what_followed(self) -> "MadeReturnQuerySet":
        """Each with whom it went to, the first first, and what came back. Two statements more."""
        return self.prefetch_related(
            Prefetch("sent", MadeReturnSent.objects.order_by("sent_on", "pk")),
            Prefetch("accepted", MadeReturnAccepted.objects.order_by("accepted_on", "pk")),
        )

    def not_sent(self) -> "MadeReturnQuerySet":
        """Those that nobody has noted as sent."""
        return self.filter(~Exists(MadeReturnSent.objects.filter(made=OuterRef("pk"))))


class MadeReturn(Written):
    """One return as it was made: its file, frozen and hashed. What was found later is another return."""

    class Kind(models.TextChoices):
        NEW_PUPIL = "new_pupil", "New pupils"
        DELETION = "deletion", "Deletions"
        ATTENDANCE = "attendance", "Attendance return"
        SICKNESS = "sickness", "Sickness return"
        PART_TIME = "part_time", "Part-time timetables"
        TRANSFER = "transfer", "Common transfer file"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    first = models.DateField(help_text="The first day that it tells of")
    last = models.DateField()
    file_name = models.CharField(max_length=100)
    content = models.BinaryField(help_text="The file as it was made")
    sha256 = models.CharField(max_length=64)
    tells_secret = models.BooleanField(default=False, help_text="A confidential address is in it")

    objects = MadeReturnQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "kind", "-at"], name="made_return_latest")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="made_return_school_id"),
            models.CheckConstraint(condition=~Q(sha256="") & ~Q(file_name=""), name="made_return_is_frozen"),
        ]


class MadeReturnLineQuerySet(models.QuerySet["MadeReturnLine"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MadeReturnLineQuerySet":
        """Lines about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class MadeReturnLine(models.Model):
    """One pupil in a return, and what it is about: `stay-12`, `sickness-3`."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    made = models.ForeignKey(MadeReturn, on_delete=models.PROTECT, related_name="lines", db_constraint=False)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="made_returns", db_constraint=False
    )
    about = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = MadeReturnLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "about"], name="made_return_line_about")]
        constraints = [models.UniqueConstraint("made", "about", name="made_return_line_once")]


class MadeReturnSent(Written):
    """That a return went to somebody, how and when. Only a frozen file can have gone."""

    made = models.ForeignKey(MadeReturn, on_delete=models.PROTECT, related_name="sent", db_constraint=False)
    to_whom = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=HOW)
    sent_on = models.DateField()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(to_whom=""), name="made_return_sent_to_somebody"),
        ]


class MadeReturnAccepted(Written):
    """That whoever got a return accepted it, and what they gave as a receipt."""

    made = models.ForeignKey(
        MadeReturn, on_delete=models.PROTECT, related_name="accepted", db_constraint=False
    )
    accepted_on = models.DateField()
    receipt = models.CharField(max_length=300, blank=True, help_text="Their reference, or who said so")


class ReturnCollectedQuerySet(models.QuerySet["ReturnCollected"]):
    def visible_to(self, post: Post) -> "ReturnCollectedQuerySet":
        """Those of the hat's school."""
        return self.filter(school=post.school_id)


class ReturnCollected(Signed):
    """That somebody, or another program, took a daily return's file."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    taken = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="collected", db_constraint=False)
    with_token = models.CharField(
        max_length=100, blank=True, help_text="What the token is called; empty: a person"
    )

    objects = ReturnCollectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="return_collected_says_who")
        ]
