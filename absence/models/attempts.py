"""Every attempt to find out where a child is: who asked whom, when, on which number, and what came of it."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registers.models import Contact, Post, Pupil, School


class ContactAttemptQuerySet(models.QuerySet["ContactAttempt"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "ContactAttemptQuerySet":
        """Attempts about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def standing(self) -> "ContactAttemptQuerySet":
        """Attempts that no later row corrects."""
        return self.filter(~Exists(ContactAttempt.objects.filter(corrects=OuterRef("pk"))))

    def on(self, day: date) -> "ContactAttemptQuerySet":
        """Attempts about that school day."""
        return self.filter(date=day)

    def in_order(self) -> "ContactAttemptQuerySet":
        """As they happened."""
        return self.order_by("at", "pk")


class ContactAttempt(models.Model):
    """One attempt, with its outcome. Never changed: what was written wrongly gets a row that corrects it."""

    class Kind(models.TextChoices):
        CALL = "call", "Called"
        TEXT = "text", "Texted"
        EMAIL = "email", "E-mailed"
        RANG = "rang", "They rang or left word"
        VISIT = "visit", "Home visit"
        IN_PERSON = "in_person", "In person"
        CLASS = "class", "Asked the class"
        PROFESSIONAL = "professional", "Asked a professional"
        POLICE = "police", "Police asked for a safe-and-well check"

    class Outcome(models.TextChoices):
        REASON_GIVEN = "reason_given", "Gave a reason"
        SPOKE_NO_REASON = "spoke_no_reason", "Spoke, no reason"
        LEFT_MESSAGE = "left_message", "Left a message"
        NO_ANSWER = "no_answer", "No answer"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        SEEN_AND_SPOKEN = "seen_and_spoken", "Child seen and spoken to"
        SEEN_NOT_SPOKEN = "seen_not_spoken", "Child seen, not spoken to"
        NOT_SEEN = "not_seen", "Somebody was home, child not seen"
        NOBODY_HOME = "nobody_home", "Nobody home"
        ASKED_CLASS = "asked_class", "Asked, no answer yet"
        IN_CLASS = "in_class", "Is in class"
        NOT_IN_CLASS = "not_in_class", "Is not in class"
        TOLD = "told", "Told"
        ASKED = "asked", "Asked back"
        NOT_ACCEPTED = "not_accepted", "Report not accepted"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="attempts", db_constraint=False)
    date = models.DateField(help_text="The school day that it is about")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    who = models.CharField(max_length=200, blank=True, help_text="Whom, as the name stood then")
    number = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    seen_and_spoken = models.BooleanField(
        null=True, help_text="A visit: whether somebody saw the child and spoke with them"
    )
    code = models.CharField(max_length=2, blank=True, help_text="The code that the reason was given")
    keeps_until = models.DateField(null=True, blank=True, help_text="How long the reason was said to hold")
    note = models.CharField(max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice writes it down once")
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="attempt_by_pupil_and_day")]
        constraints = [
            models.UniqueConstraint("school", "id", name="contact_attempt_school_id"),
            models.UniqueConstraint("school", "operation", name="contact_attempt_once"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_attempt_says_who"),
            models.CheckConstraint(
                condition=Q(seen_and_spoken__isnull=True)
                | Q(kind__in=["visit", "in_person", "professional", "police"]),
                name="contact_attempt_seen_by_somebody",
            ),
        ]
