"""Reporting an absence: what a family says by its pages, and what somebody at school writes down for it."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from absence.models import AbsenceReport, ReportAnswer, ReportSettings
from absence.models.reports import MOST_STILL_ILL_DAYS
from absence.report_days import LONGEST_ILLNESS, ReportDays, report_days
from absence.report_words import Why
from absence.still_ill import StillIll, still_ill
from registers.actions.plans import report_absence, withdraw_plan
from registers.families import Child
from registers.models import Contact, PlannedMark, Post, Pupil, School
from registers.plan_preview import Asked
from registers.refusals import Refusal
from registers.school_sessions import clock_words

WHOLE_DAYS = "1" * 10
CameBy = AbsenceReport.CameBy


class ReportRefused(Refusal):
    """A report that cannot be sent like that. Its words are for families, in their language."""


@dataclass(frozen=True)
class Telling:
    """What is said of an absence: why, on which days, and in whose words."""

    why: Why
    first_day: date
    last_day: date
    halves: str = WHOLE_DAYS
    not_sure: bool = False
    out_at: time | None = None
    back_at: time | None = None
    words: str = ""
    code: str = ""
    """What the office keyed; else it follows from why."""

    @property
    def offered_code(self) -> str:
        """The code that the office is offered first."""
        return self.code or self.why.code

    @property
    def note(self) -> str:
        """As the plan says it: `out 9:40, back 11:30, dentist`."""
        times = [
            f"{word} {clock:%H:%M}" for word, clock in (("out", self.out_at), ("back", self.back_at)) if clock
        ]
        return ", ".join(filter(None, [*times, self.words.strip()]))[:300]


@dataclass(frozen=True)
class Heard:
    """From whom a report came, how and when."""

    said_by: str
    came_by: str
    at: datetime
    contact: Contact | None = None

    @property
    def source(self) -> str:
        """As the plan says it: `Voicemail: Ana Costa, mother`."""
        return f"{CameBy(self.came_by).label}: {self.said_by}"[:60]


def tell_school(*, child: Child, telling: Telling, operation: uuid.UUID, at: datetime) -> AbsenceReport:
    """Report an absence from the family pages. The same operation again gives the same report back.

    Raises ReportRefused, in the reader's words, for days that cannot be reported.
    """
    if (before := report_of(child, operation)) is not None:
        return before
    days = report_days(pupil=child.pupil, by=child.post, at=at)
    _refuse_days(telling, days)
    if telling.why is Why.MEDICAL and not days.is_gone(telling.first_day):
        halves = days.halves_missed(telling.first_day, telling.out_at, telling.back_at)
        telling = replace(telling, halves=halves)
    heard = Heard(said_by_words(child), CameBy.PAGES, at, child.contact)
    plannable = not days.is_gone(telling.last_day)
    return _write(child.pupil, telling, heard, _own(child, operation), plannable, None, child.post, at)


def say_still_ill(
    *, report: AbsenceReport, child: Child, operation: uuid.UUID, at: datetime
) -> AbsenceReport:
    """Say by one press that the child is still ill today. Raises ReportRefused where it is not offered."""
    if (before := report_of(child, operation)) is not None:
        return before
    offered = still_ill(child=child, days=report_days(pupil=child.pupil, by=child.post, at=at))
    if offered.state is not StillIll.OFFERED or offered.report is None or offered.report.pk != report.pk:
        raise ReportRefused(
            _("“Still ill” cannot be sent now."), who_can_fix=_("Report the absence, or ring the school.")
        )
    today = at.date()
    telling = Telling(Why.ILL, today, today, not_sure=True)
    heard = Heard(said_by_words(child), CameBy.PAGES, at, child.contact)
    return _write(child.pupil, telling, heard, _own(child, operation), True, report, child.post, at)


def note_report(
    *,
    pupil: Pupil,
    telling: Telling,
    heard: Heard,
    operation: uuid.UUID | None = None,
    by: Post,
    at: datetime,
) -> AbsenceReport:
    """Write down what somebody rang about or left word of, for the office to accept. Raises CannotPlan."""
    return _write(pupil, telling, heard, operation or uuid.uuid4(), True, None, by, at)


@transaction.atomic
def take_back(*, report: AbsenceReport, at: datetime) -> AbsenceReport:
    """Take a report back that nobody has answered. Raises ReportRefused where the school has decided."""
    held = AbsenceReport.objects.select_for_update(of=("self",)).waiting().filter(pk=report.pk).first()
    if held is None:
        raise ReportRefused(
            _("The school has dealt with this report already."),
            who_can_fix=_("Ring the school to change it."),
        )
    held.taken_back_at = at
    held.save(update_fields=["taken_back_at"])
    if held.plan is not None and held.plan.withdrawn_at is None:
        withdraw_plan(plan=held.plan, by=held.by, at=at)
    return held


@transaction.atomic
def answer_question(*, question: ReportAnswer, reply: str, at: datetime) -> ReportAnswer:
    """Answer what the school asked about a report. Answered once; a second press changes nothing."""
    held = ReportAnswer.objects.select_for_update().get(pk=question.pk)
    if held.replied_at is None:
        held.reply, held.replied_at = reply.strip()[:500], at
        held.save(update_fields=["reply", "replied_at"])
    return held


def set_still_ill_days(*, school: School, days: int, by: Post, at: datetime) -> ReportSettings:
    """Set on how many mornings "still ill" may be said by one press."""
    days = max(0, min(days, MOST_STILL_ILL_DAYS))
    fields = {"still_ill_days": days, "changed_at": at, "changed_name": by.user.name}
    settings, _made = ReportSettings.objects.update_or_create(school=school, defaults=fields)
    return settings


def report_of(child: Child, operation: uuid.UUID) -> AbsenceReport | None:
    """What the same press of a button said before, if it was pressed before."""
    said = AbsenceReport.objects.said_by(child.contact)
    return said.filter(school=child.school, operation=_own(child, operation)).first()


def said_by_words(child: Child) -> str:
    """The name of the adult, and what they are to the child."""
    return f"{child.contact.name}, {child.care.relationship.lower()}"[:120]


def _own(child: Child, operation: uuid.UUID) -> uuid.UUID:
    """The number of a press, of this adult and child only."""
    return uuid.uuid5(operation, f"{child.contact.pk}/{child.pupil.pk}")


def _write(
    pupil: Pupil,
    telling: Telling,
    heard: Heard,
    operation: uuid.UUID,
    plannable: bool,
    follows: AbsenceReport | None,
    by: Post,
    at: datetime,
) -> AbsenceReport:
    try:
        with transaction.atomic():
            plan = _plan(pupil, telling, heard, by, at) if plannable else None
            return AbsenceReport.objects.create(
                school=pupil.school, pupil=pupil, contact=heard.contact, plan=plan, why=telling.why,
                code=telling.offered_code, first_day=telling.first_day, last_day=telling.last_day,
                halves=telling.halves, not_sure=telling.not_sure, out_at=telling.out_at, back_at=telling.back_at,
                words=telling.words.strip()[:300], came_by=heard.came_by, said_by=heard.said_by, heard_at=heard.at,
                follows=follows, operation=operation, by=by, name=by.user.name, position=by.position, at=at,
            )  # fmt: skip
    except IntegrityError:  # the same button was pressed twice at one moment, and the other was first
        return AbsenceReport.objects.get(school=pupil.school, operation=operation)


def _plan(pupil: Pupil, telling: Telling, heard: Heard, by: Post, at: datetime) -> PlannedMark | None:
    """What is planned of it, still to be accepted; nothing where only the school can say what it counts as."""
    if not telling.offered_code or "1" not in telling.halves:
        return None
    asked = Asked(telling.first_day, telling.last_day, telling.halves, telling.offered_code)
    return report_absence(pupil=pupil, asked=asked, note=telling.note, source=heard.source, by=by, at=at)


def _refuse_days(telling: Telling, days: ReportDays) -> None:
    first, last = telling.first_day, telling.last_day
    if days.is_gone(first):
        if first == last and first in days.unexplained:
            return
        raise ReportRefused(
            _("No absence of that day waits for a reason."),
            who_can_fix=_("Ring the school about days gone by."),
        )
    if last < first:
        raise ReportRefused(_("The last day comes before the first."), who_can_fix=_("Check the days."))
    if not days.sessions(first):
        raise ReportRefused(_("There is no school on that day."), who_can_fix=_("Choose a day of school."))
    if telling.why in (Why.RELIGIOUS, Why.MEDICAL) and first != last:
        raise ReportRefused(_("Report one day at a time."), who_can_fix=_("Ask for leave for more days."))
    if last - first > LONGEST_ILLNESS:
        raise ReportRefused(
            _("That is too long to report here."),
            who_can_fix=_("Give two weeks at most, and ring the school."),
        )


def heard_words(report: AbsenceReport) -> str:
    """How and when it came: `rang at 7:52`, for staff."""
    return f"{report.get_came_by_display().lower()} at {clock_words(report.heard_at)}"
