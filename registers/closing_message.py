"""Whom to tell that the school is closed, by what channel, and what to say: parents of the pupils closed out.

A parent is anybody with parental responsibility or with whom the pupil normally lives. Who may have no access to a
child (a contact limit) is not written to about that child; one message goes to each person, however many children.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from registers.marking_facts import pupils_of_school
from registers.message_causes import closing_told
from registers.models import CalendarChange, Care, Closure, Contact, ContactLimit, Message, Post, School
from registers.school_sessions import PartClosure, PupilOnDay

ENGLISH = ("", "en", "eng", "english")
CHANNELS = (Message.Channel.EMAIL, Message.Channel.TEXT)


@dataclass(frozen=True)
class Audience:
    """Who would be written to."""

    contacts: tuple[Contact, ...]
    without_anybody: tuple[str, ...]
    """Pupils for whom nobody can be written to."""
    limited: int
    """Contacts left out because of a contact limit."""

    @property
    def by_email(self) -> list[Contact]:
        """Those with an e-mail address."""
        return [contact for contact in self.contacts if contact.email]

    @property
    def by_text(self) -> list[Contact]:
        """Those with a telephone number."""
        return [contact for contact in self.contacts if contact.phone]

    @property
    def unreachable(self) -> list[Contact]:
        """Those with neither: to be called or written to."""
        return [contact for contact in self.contacts if not contact.email and not contact.phone]

    @property
    def languages(self) -> list[tuple[str, int]]:
        """Languages other than English on file, the commonest first."""
        found = Counter(
            _with_capital(contact.language.strip())
            for contact in self.contacts
            if contact.language.strip().lower() not in ENGLISH
        )
        return found.most_common()

    def having(self, channel: str) -> list[Contact]:
        """Those who can be reached by that channel."""
        return self.by_email if channel == Message.Channel.EMAIL else self.by_text


def audience_of(*, school: School, closures: Iterable[Closure], on: dt.date, by: Post) -> Audience:
    """The parents of the pupils whom the closures close out, as things stand on `on`. Four statements."""
    scopes = [_scope(closure) for closure in closures]
    pupils = {
        pupil.pupil_id: pupil
        for pupil in pupils_of_school(school=school, day=on, by=by)
        if pupil.on_roll and any(scope.closes(pupil) for scope in scopes)
    }
    limits = ContactLimit.objects.on(on).filter(school=school, scope=ContactLimit.Scope.NO_ACCESS)
    limited = set(limits.values_list("care", flat=True))
    cares = list(
        Care.objects.filter(school=school, pupil__in=pupils)
        .filter(Q(parental_responsibility=True) | Q(lives_with=True))
        .select_related("contact")
        .order_by("contact__name", "contact")
    )
    told = {care.contact_id: care.contact for care in cares if care.pk not in limited}
    reached = {
        care.pupil_id
        for care in cares
        if care.pk not in limited and (care.contact.email or care.contact.phone)
    }
    left_out = {care.contact_id for care in cares if care.pk in limited} - set(told)
    alone = [pupil for number, pupil in pupils.items() if number not in reached]
    return Audience(tuple(told.values()), tuple(_names(alone)), len(left_out))


def told_before(*, change: CalendarChange) -> Audience:
    """Those who were told of the closing: they are told when it opens again."""
    cause = closing_told(change.pk, "closed")
    told = Message.objects.filter(school=change.school_id, cause__startswith=cause)
    gone = told.exclude(state=Message.State.CANCELLED).values("contact")
    contacts = Contact.objects.filter(school=change.school_id, pk__in=gone)
    return Audience(tuple(contacts.order_by("name", "pk")), (), 0)


def _scope(closure: Closure) -> PartClosure:
    return PartClosure(
        closure.first_day,
        closure.last_day,
        closure.sessions,
        frozenset(closure.year_groups),
        frozenset(closure.classes),
        closure.words,
        frozenset(closure.pupils),
    )


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _names(pupils: Iterable[PupilOnDay]) -> list[str]:
    return [f"{pupil.called}{f' {pupil.group_name}' if pupil.group_name else ''}" for pupil in pupils]
