"""What a parent says against a notice, and what they were answered. There is no appeal in law."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.models.written import Written
from penalties.models.cases import Case
from penalties.models.notices import PenaltyNotice
from registers.models import Contact, Post, Pupil


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "RepresentationQuerySet":
        """Those about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def unanswered(self) -> "RepresentationQuerySet":
        """Those that nobody has answered: as long as one waits, no pack about that parent leaves."""
        answered = RepresentationAnswer.objects.filter(representation=OuterRef("pk"))
        return self.filter(~Exists(answered))


class Representation(Written):
    """A parent asks the school to think again, before or after a notice. Never changed."""

    class How(models.TextChoices):
        LETTER = "letter", "By letter"
        EMAIL = "email", "By e-mail"
        PHONE = "phone", "By telephone"
        PERSON = "person", "In person"

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="representations", db_constraint=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="representations", db_constraint=False
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        related_name="representations",
        null=True,
        blank=True,
        db_constraint=False,
    )
    notice = models.ForeignKey(
        PenaltyNotice,
        on_delete=models.PROTECT,
        related_name="representations",
        null=True,
        blank=True,
        db_constraint=False,
    )
    received_on = models.DateField()
    how = models.CharField(max_length=6, choices=How.choices)
    words = models.TextField(help_text="What they say, as they say it")

    objects = RepresentationQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil"], name="representation_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="representation_school_id"),
            models.CheckConstraint(condition=~Q(words=""), name="representation_says_what"),
        ]


class RepresentationAnswer(Written):
    """What the parent was answered, and what follows. Once: a second letter of theirs is a representation again."""

    class Outcome(models.TextChoices):
        STANDS = "stands", "The school stays with its view"
        NOT_REFERRED = "not_referred", "The school asks for no notice"
        ASKED_TO_WITHDRAW = "asked_to_withdraw", "The authority is asked to withdraw the notice"
        PASSED_ON = "passed_on", "Passed to the authority, which answers"

    representation = models.OneToOneField(
        Representation, on_delete=models.PROTECT, related_name="answer", db_constraint=False
    )
    on = models.DateField()
    outcome = models.CharField(max_length=17, choices=Outcome.choices)
    words = models.TextField(help_text="What they were told, and why")

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="representation_answer_says_why"),
        ]
