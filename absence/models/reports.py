"""What a family has said about an absence, on its own pages or to somebody at school, and what the school answered."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.report_words import Why
from registers.models import Contact, PlanBatch, PlannedMark, Post, Pupil, School, Signed

STILL_ILL_DAYS = 3
"""Mornings on which "still ill" may be said by one press before the school wants to be rung (P; a school's own)."""
MOST_STILL_ILL_DAYS = 5
"""No school can set more: a child not seen for five school days comes back to the board (domain.md 9a: P)."""


class ReportSettingsQuerySet(models.QuerySet["ReportSettings"]):
    def of(self, school: School) -> "ReportSettings":
        """What the school has set; until it has, what comes with the site."""
        return self.filter(school=school).first() or ReportSettings(school=school)


class ReportSettings(models.Model):
    """What a school has set about reports of absence."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+", primary_key=True)
    still_ill_days = models.PositiveSmallIntegerField(default=STILL_ILL_DAYS)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_name = models.CharField(max_length=200, blank=True)

    objects = ReportSettingsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(still_ill_days__lte=MOST_STILL_ILL_DAYS), name="report_settings_days"
            )
        ]


class AbsenceReportQuerySet(models.QuerySet["AbsenceReport"]):
    def visible_to(self, post: Post) -> "AbsenceReportQuerySet":
        """Reports about the pupils that the hat may see."""
        return self.filter(school=post.school_id, pupil__in=Pupil.objects.visible_to(post).values("pk"))

    def said_by(self, contact: Contact) -> "AbsenceReportQuerySet":
        """What that adult has said by the family pages. Nobody else's, and nothing that staff wrote down."""
        return self.filter(contact=contact, came_by=AbsenceReport.CameBy.PAGES)

    def waiting(self) -> "AbsenceReportQuerySet":
        """Reports that nobody has accepted or declined, and that were not taken back."""
        decided = ReportAnswer.objects.standing().exclude(kind=ReportAnswer.Kind.ASKED)
        return self.filter(~Exists(decided.filter(report=OuterRef("pk"))), taken_back_at__isnull=True)

    def about(self, first: dt.date, last: dt.date) -> "AbsenceReportQuerySet":
        """Reports about a day from `first` to `last`."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class AbsenceReport(Signed):
    """One report about one child. It counts nowhere; what is planned of it is a planned mark, still to be accepted."""

    class CameBy(models.TextChoices):
        PAGES = "pages", "Family pages"
        RANG = "rang", "Rang"
        VOICEMAIL = "voicemail", "Voicemail"
        EMAIL = "email", "E-mail"
        HATCH = "hatch", "At the hatch"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="absence_reports", db_constraint=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    plan = models.OneToOneField(
        PlannedMark,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="Empty: a day gone by, or nothing that could be planned",
    )
    why = models.CharField(max_length=9, choices=Why.choices())
    code = models.CharField(max_length=2, blank=True, help_text="What the office will be offered first")
    first_day = models.DateField()
    last_day = models.DateField()
    halves = models.CharField(max_length=10, default="1" * 10)
    not_sure = models.BooleanField(default=False, help_text="The family could not say until when")
    out_at = models.TimeField(null=True, blank=True)
    back_at = models.TimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    came_by = models.CharField(max_length=9, choices=CameBy.choices)
    said_by = models.CharField(max_length=120, help_text="The name, and what they are to the child")
    heard_at = models.DateTimeField(help_text="When it was said or left")
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "last_day"], name="absence_report_by_day"),
            models.Index(fields=["school", "pupil", "last_day"], name="absence_report_by_pupil"),
        ]
        constraints = [
            models.UniqueConstraint("school", "id", name="absence_report_school_id"),
            models.UniqueConstraint("school", "operation", name="absence_report_once"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="absence_report_days_in_order"
            ),
            models.CheckConstraint(condition=Q(halves__regex=r"^[01]{10}$"), name="absence_report_halves"),
            models.CheckConstraint(condition=~Q(said_by="") & ~Q(name=""), name="absence_report_says_who"),
        ]

    def holds_for(self, day: dt.date, session: str) -> bool:
        """Whether that half-day is meant."""
        if not self.first_day <= day <= self.last_day or day.weekday() > 4:
            return False
        return self.halves[day.weekday() * 2 + (session == "PM")] == "1"

    @property
    def by_pages(self) -> bool:
        """Whether the family wrote it on its own pages."""
        return self.came_by == self.CameBy.PAGES


class ReportAnswerQuerySet(models.QuerySet["ReportAnswer"]):
    def standing(self) -> "ReportAnswerQuerySet":
        """Answers that hold: not those of a press that was undone as a whole."""
        return self.filter(Q(batch__isnull=True) | Q(batch__withdrawn_at__isnull=True))


class ReportAnswer(Signed):
    """What the school did with a report: accepted it, asked about it, or did not accept it."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted"
        ASKED = "asked"
        DECLINED = "declined", "Not accepted"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(
        AbsenceReport, on_delete=models.PROTECT, related_name="answers", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=2, blank=True, help_text="The code that the school decided on")
    words = models.CharField(max_length=300, blank=True, help_text="The question, or why not")
    batch = models.ForeignKey(
        PlanBatch,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="With which it was accepted, where many were at once",
    )
    reply = models.CharField(max_length=500, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    operation = models.UUIDField(default=uuid.uuid4)

    objects = ReportAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="report_answer_school_id"),
            models.UniqueConstraint("school", "operation", name="report_answer_once"),
            models.CheckConstraint(
                condition=Q(kind="accepted") | ~Q(words=""), name="report_answer_says_what"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="report_answer_says_who"),
        ]
