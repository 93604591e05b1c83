"""What the texts about a day's absences say, and to whom: first day, an absence that goes on, another contact.

Which is due follows from the ladder: its text step says the first two, by how long nobody has been reached; its step
of another contact the third, once the first was called in vain. Nobody's nursery child is texted about by itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext

from absence.ladder import Ladder, StepKind
from absence.ladder_of_day import Standing
from absence.models import FirstDayTexts
from registers.actions.write_messages import Draft
from registers.codes import Session
from registers.family_languages import language_code, tag_of
from registers.message_addresses import address_of
from registers.message_causes import absence_of
from registers.models import Care, Contact, Message, Pupil, School
from registers.school_sessions import PupilOnDay
from registers.wording import Fact, FactMissing, Wording, WordingOff, wording_of

FIRST_DAY, GOES_ON, SECOND = "first_day_text", "absence_continues", "second_contact"
OF_TEXT_STEP = (FIRST_DAY, GOES_ON)
"""The text step of the ladder says one of these on a day, never both."""
HALVES = {Session.AM: gettext_lazy("this morning"), Session.PM: gettext_lazy("this afternoon")}


@dataclass(frozen=True)
class Due:
    """One text whose time has come."""

    pupil: PupilOnDay
    kind: str
    standing: Standing

    @property
    def rivals(self) -> tuple[str, ...]:
        """The kinds of which one has been said already, if any has been written about that day."""
        return OF_TEXT_STEP if self.kind in OF_TEXT_STEP else (self.kind,)


def kind_due(standing: Standing, texts: FirstDayTexts) -> str:
    """The kind of text that is due now; empty: none, or the class has still to answer."""
    if standing.ladder is Ladder.NURSERY or standing.class_asked:
        return ""
    if standing.next is None or not standing.next.overdue:
        return ""
    if standing.next.step.kind is StepKind.SECOND_CONTACT:
        return SECOND if texts.second else ""
    if standing.next.step.kind is not StepKind.TEXT:
        return ""
    return GOES_ON if standing.goes_on else FIRST_DAY


def cause_of(pupil: int, on: dt.date, kind: str = FIRST_DAY) -> str:
    """What a text is about; there is one of a kind a day."""
    return f"{absence_of(pupil, on)}{kind}"


def not_written(school: School, due: Sequence[Due], on: dt.date) -> list[Due]:
    """Those of which none is written, whatever became of it: one that somebody cancelled is not written again."""
    causes = {cause_of(each.pupil.pupil_id, on, kind) for each in due for kind in each.rivals}
    written = Message.objects.filter(school=school, cause__in=causes).values_list("cause", flat=True)
    known = set(written)
    return [
        each
        for each in due
        if not any(cause_of(each.pupil.pupil_id, on, kind) in known for kind in each.rivals)
    ]


def drafts_of(school: School, due: Sequence[Due], on: dt.date, session: Session) -> list[Draft]:
    """The texts. Where a fact is missing, or the school does not use the kind, a person calls instead."""
    contacts = _contacts(school, [each.pupil.pupil_id for each in due], on)
    children = Pupil.objects.filter(school=school).in_bulk(list(contacts)) if contacts else {}
    words: dict[tuple[str, str], Wording] = {}
    drafts = []
    for each in due:
        contact = _to_whom(each, contacts[each.pupil.pupil_id], on)
        if contact is None:
            continue
        key = each.kind, language_code(contact.language)
        if key not in words:
            words[key] = wording_of(school=school, kind=each.kind, language=key[1], channel="text")
        try:
            drafts.append(_draft(words[key], children[each.pupil.pupil_id], each, contact, on, session))
        except (FactMissing, WordingOff):
            continue
    return drafts


def _to_whom(each: Due, contacts: Sequence[Contact], on: dt.date) -> Contact | None:
    """The first in the calling order; for the other kind the next one whom nobody has tried today."""
    if each.kind != SECOND:
        return contacts[0] if contacts else None
    known = each.standing.known
    tried = {attempt.contact_id for attempt in known.attempts if attempt.date == on}
    tried |= {message.contact_id for about, message in known.messages if about == on}
    return next((contact for contact in contacts[1:] if contact.pk not in tried), None)


def _draft(words: Wording, child: Pupil, each: Due, contact: Contact, on: dt.date, session: Session) -> Draft:
    pupil = each.pupil
    facts: dict[str, Fact] = {
        "pupil": pupil.first_name,
        "contact": contact.name,
        "class": pupil.group_name or "",
        "day": on,
        "session": HALVES[session],
    }
    state = each.standing.continuing
    if state is not None and state.days:
        facts["first day"] = state.absent_since or state.without_contact[0]
        facts["days missed"] = lambda language: school_days(state.days, language=language)
    said = words.compose({name: facts[name] for name in words.kind.facts if name in facts})
    return Draft(
        cause=cause_of(pupil.pupil_id, on, each.kind),
        contact=contact,
        channel=Message.Channel.TEXT,
        subject=said.subject,
        body=said.body,
        pupil=child,
        language=said.language,
        wording=said.version,
    )


def school_days(count: int, *, language: str) -> str:
    """3 school days, in that language."""
    with translation.override(tag_of(language)):
        return ngettext("%(count)s school day", "%(count)s school days", count) % {"count": count}


def _contacts(school: School, pupils: Collection[int], on: dt.date) -> dict[int, list[Contact]]:
    """For each pupil those who may be told and have a mobile, in the calling order. One statement."""
    cares = Care.objects.filter(school=school, pupil__in=pupils)
    found: dict[int, list[Contact]] = defaultdict(list)
    for care in cares.may_be_told(on).select_related("contact").order_by("priority", "pk"):
        if address_of(care.contact, Message.Channel.TEXT, on):
            found[care.pupil_id].append(care.contact)
    return found
