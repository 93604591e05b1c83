"""Each term's round of "check our details": which term it is, who was asked, and who has not answered."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q

from absence.models import DetailsCheck
from registers.message_causes import asks_again
from registers.models import Care, Contact, Message, Pupil, School, Term
from registers.models.messages import MessageQuerySet

DETAILS = "details_check/"
SPEAKS_OF = re.compile(
    rf"{DETAILS}(?P<contact>\d{{1,18}})/(?P<n>\d{{1,4}})/(?P<year>\d{{4}}-\d\d)/(?P<term>.*)"
)
BETWEEN_REMINDERS = dt.timedelta(days=7)
"""Nobody is reminded again before a week is over (P)."""
ANSWERED = "The family has checked its details."


@dataclass(frozen=True)
class NotAnswered:
    """An adult who has not answered this term."""

    contact: Contact
    children: tuple[Pupil, ...]
    reminded_at: dt.datetime | None

    def may_be_reminded(self, at: dt.datetime) -> bool:
        """Whether a reminder can go: there is an e-mail address, and the last one is a week old."""
        too_soon = self.reminded_at is not None and at - self.reminded_at < BETWEEN_REMINDERS
        return bool(self.contact.email) and not too_soon


@dataclass(frozen=True)
class Round:
    """How the round of a term stands."""

    term: Term
    asked: int
    missing: tuple[NotAnswered, ...]

    @property
    def answered(self) -> int:
        """How many have answered."""
        return self.asked - len(self.missing)


def term_for(school: School | int, on: dt.date) -> Term | None:
    """The term whose round it is: that of the day, between terms the next one; None: the calendar has none."""
    ahead = Term.objects.filter(school=school, last_day__gte=on)
    return ahead.order_by("first_day", "pk").first()


def answered_in(term: Term) -> Q:
    """Contacts who have answered in that term."""
    said = DetailsCheck.objects.filter(
        school=term.school_id, academic_year=term.academic_year, term=term.name
    )
    return Q(Exists(said.filter(contact=OuterRef("pk"))))


def has_answered(contact: Contact, term: Term) -> bool:
    """Whether the adult has answered this term. One statement."""
    return Contact.objects.filter(answered_in(term), pk=contact.pk).exists()


def details_round(school: School, *, on: dt.date) -> Round | None:
    """How the round stands: adults whose pages are open for a child on the roll. Five statements; None: no term."""
    term = term_for(school, on)
    if term is None:
        return None
    pupils = Pupil.objects.filter(school=school).on_roll(on)
    cares = Care.objects.portal_open(on).filter(school=school, pupil__in=pupils).exclude(contact__email="")
    asked = Contact.objects.filter(pk__in=cares.values("contact"))
    contacts = list(asked.exclude(answered_in(term)).order_by("name", "pk"))
    children: dict[int, list[Pupil]] = {}
    theirs = cares.filter(contact__in=[each.pk for each in contacts]).select_related("pupil")
    for care in theirs.order_by("pupil__dob", "pupil__pk"):
        children.setdefault(care.contact_id, []).append(care.pupil)
    reminded = dict(
        reminders(school.pk, term)
        .filter(contact__in=[each.pk for each in contacts])
        .values_list("contact")
        .annotate(latest=Max("made_at"))
        .order_by()
    )
    missing = (
        NotAnswered(each, tuple(children.get(each.pk, ())), reminded.get(each.pk)) for each in contacts
    )
    return Round(term, asked.count(), tuple(missing))


def reminders(school: int, term: Term) -> MessageQuerySet:
    """The reminders of this term's round."""
    return Message.objects.filter(
        school=school, cause__startswith=DETAILS, cause__endswith=f"/{term.academic_year}/{term.name}"
    )


def reminder_cause(contact: Contact, term: Term, n: int) -> str:
    """What the n-th reminder to an adult in a term is about."""
    return f"{DETAILS}{contact.pk}/{n}/{term.academic_year}/{term.name}"


@asks_again(DETAILS)
def answered_meanwhile(school: int, causes: Iterable[str], at: dt.datetime) -> dict[str, str]:
    """Reminders to adults who have answered since. One statement."""
    asked = {cause: found for cause in causes if (found := SPEAKS_OF.fullmatch(cause))}
    contacts = {int(found["contact"]) for found in asked.values()}
    said = DetailsCheck.objects.filter(school=school, contact__in=contacts)
    answered = {(str(row.contact_id), row.academic_year, row.term) for row in said}
    return {
        cause: ANSWERED
        for cause, found in asked.items()
        if (found["contact"], found["year"], found["term"]) in answered
    }
