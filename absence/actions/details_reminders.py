"""Reminding families to check their details this term."""

from collections import defaultdict
from datetime import date, datetime

from absence.details_round import NotAnswered, details_round, reminder_cause, reminders
from attendance_site.parts.spoken import spoken_names
from registers.actions.write_messages import Draft, write_messages
from registers.family_languages import language_code
from registers.models import Message, Post, School
from registers.refusals import Refusal
from registers.wording import Wording, wording_of
from registers.wording_kinds import EMAIL

KIND = "details_check"


class NobodyToRemind(Refusal):
    """Everybody has answered, or was reminded less than a week ago."""

    who_can_fix = "Nobody needs to now: the page says who was reminded, and when."


def remind_of_details(*, school: School, on: date, by: Post, at: datetime) -> list[Message]:
    """Write to everybody who has not answered this term and was not reminded in the last week.

    Raises NobodyToRemind; WordingOff where the school does not use the message.
    """
    found = details_round(school, on=on)
    due = [each for each in found.missing if each.may_be_reminded(at)] if found else []
    if found is None or not due:
        raise NobodyToRemind("There is nobody to remind.")
    sent = reminders(school.pk, found.term).filter(contact__in=[each.contact.pk for each in due])
    earlier: dict[int, int] = defaultdict(int)
    for message in sent.only("contact_id"):
        earlier[message.contact_id or 0] += 1
    words: dict[str, Wording] = {}
    drafts = []
    for each in due:
        language = language_code(each.contact.language)
        if language not in words:
            words[language] = wording_of(school=school, kind=KIND, language=language, channel=EMAIL)
        cause = reminder_cause(each.contact, found.term, earlier[each.contact.pk] + 1)
        drafts.append(_draft(each, words[language], cause))
    return write_messages(drafts=drafts, by=by, at=at)


def _draft(each: NotAnswered, words: Wording, cause: str) -> Draft:
    names = spoken_names(
        [child.known_as or child.forename for child in each.children], language=words.language
    )
    composed = words.compose({"contact": each.contact.name, "children": names})
    return Draft(
        cause=cause,
        contact=each.contact,
        channel=EMAIL,
        subject=composed.subject,
        body=composed.body,
        language=composed.language,
        link="/family/details/",
        wording=composed.version,
    )
