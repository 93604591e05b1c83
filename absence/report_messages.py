"""What a family is written about its report: a question, or why it was not accepted. To the adult who sent it alone."""

from datetime import date

from django.urls import reverse

from absence.models import AbsenceReport, ReportAnswer
from registers.actions.write_messages import Draft
from registers.family_languages import language_code
from registers.message_addresses import address_of
from registers.models import Contact, Message
from registers.wording import Fact, WordingOff, wording_of

QUESTION, NOT_ACCEPTED = "report_question", "report_not_accepted"
CAUSE = "report/"


def question_draft(report: AbsenceReport, answer: ReportAnswer, on: date) -> Draft | None:
    """The school's question. None: it rang, it cannot be written to, or the school does not send this."""
    return _draft(QUESTION, report, answer, {"question": answer.words}, on)


def not_accepted_draft(report: AbsenceReport, answer: ReportAnswer, on: date) -> Draft | None:
    """Why the report was not accepted. None as above."""
    return _draft(NOT_ACCEPTED, report, answer, {"why not": answer.words}, on)


def page_of(report: AbsenceReport) -> str:
    """The report's own page, for the adult who sent it."""
    return reverse("absence:absence_report", args=[report.public_id])


def _draft(
    kind: str, report: AbsenceReport, answer: ReportAnswer, facts: dict[str, Fact], on: date
) -> Draft | None:
    contact = report.contact
    if contact is None or not report.by_pages:
        return None
    channel = _channel(contact, on, report.pupil_id)
    if not channel:
        return None
    language = language_code(contact.language)
    known: dict[str, Fact] = {
        "pupil": report.pupil.known_as or report.pupil.forename,
        "contact": contact.name,
        "day": report.first_day,
    }
    try:
        said = wording_of(school=report.school, kind=kind, language=language, channel=channel).compose(
            known | facts
        )
    except WordingOff:
        return None
    return Draft(
        cause=f"{CAUSE}{report.pk}/{kind}/{answer.pk}",
        contact=contact,
        channel=channel,
        subject=said.subject,
        body=said.body,
        pupil=report.pupil,
        language=said.language,
        link=page_of(report),
        wording=said.version,
    )


def _channel(contact: Contact, on: date, pupil: int) -> str:
    """E-mail first: a question may be longer than a text."""
    for channel in (Message.Channel.EMAIL, Message.Channel.TEXT):
        if address_of(contact, channel, on, pupil=pupil):
            return channel.value
    return ""
