"""What is known of some pupils' absences up to a day: marks, whom the school reached, when it tried.

The same statements for one pupil and for fifty. Being reached is somebody who may speak for the child, or the child:
"somebody was home" and a message left are attempts and no more.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from absence.continuing import Continuing, continuing
from absence.models import AbsenceReport, ContactAttempt
from attendance_site.parts.clock import LONDON
from registers.message_causes import ABSENCE, absent
from registers.models import Mark, Message, Reply, School, SchoolDay

Outcome, Kind = ContactAttempt.Outcome, ContactAttempt.Kind
REACHED = frozenset(
    {
        Outcome.REASON_GIVEN,
        Outcome.SPOKE_NO_REASON,
        Outcome.SEEN_AND_SPOKEN,
        Outcome.SEEN_NOT_SPOKEN,
        Outcome.IN_CLASS,
    }
)
OF_FAMILY = frozenset({Kind.CALL, Kind.TEXT, Kind.EMAIL, Kind.RANG, Kind.VISIT, Kind.IN_PERSON})
WENT = frozenset({Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED})
"""A message that still waits has reached nobody; one in a sender's hands may have."""
NEVER_WENT = (Message.State.CANCELLED, Message.State.FAILED)
LOOK_BACK = dt.timedelta(days=200)
"""An absence that began before that is counted from there; a term has fewer than a hundred days."""
LOOK_AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True)
class Known:
    """What is known of one pupil's absence."""

    codes: dict[dt.date, list[str]] = field(default_factory=lambda: defaultdict(list))
    marks: list[tuple[dt.date, str, str]] = field(default_factory=list)
    """Day, session and code, in order."""
    attempts: list[ContactAttempt] = field(default_factory=list)
    messages: list[tuple[dt.date, Message]] = field(default_factory=list)
    """Messages to the family about a day's absence, which went or wait."""
    spoke: set[dt.date] = field(default_factory=set)
    """Days on which the family wrote, or has reported the absence itself."""

    @property
    def reached(self) -> set[dt.date]:
        """Days on which somebody was reached, or the child was seen."""
        return self.spoke | {each.date for each in self.attempts if is_reached(each)}

    @cached_property
    def tried(self) -> set[dt.date]:
        """Days on which somebody tried to reach the family."""
        return {each.date for each in self.attempts if each.kind in OF_FAMILY} | {
            day for day, message in self.messages if message.state in WENT
        }


@dataclass(frozen=True)
class KnownOfPupils:
    """The school days around a day, and what is known of each pupil asked for."""

    school_days: list[dt.date]
    on: dt.date
    pupils: dict[int, Known]

    def standing(self, pupil: int) -> Continuing:
        """How that pupil's absence stands."""
        known = self.pupils[pupil]
        return continuing(
            school_days=self.school_days,
            on=self.on,
            codes=known.codes,
            reached=known.reached,
            tried=known.tried,
        )


def is_reached(attempt: ContactAttempt) -> bool:
    """Whether the attempt reached the family or the child; a professional or the police are no contact with them."""
    if attempt.kind in (Kind.PROFESSIONAL, Kind.POLICE):
        return attempt.seen_and_spoken is True
    return attempt.outcome in REACHED


def school_days_around(school: School | int, on: dt.date) -> list[dt.date]:
    """The school days that an absence may reach back to, and those to come. One statement."""
    days = SchoolDay.objects.filter(school=school).between(on - LOOK_BACK, on + LOOK_AHEAD)
    return list(days.order_by("date").values_list("date", flat=True))


def known_of(
    *, school: School | int, pupils: Collection[int], on: dt.date, days: list[dt.date] | None = None
) -> KnownOfPupils:
    """What is known of these pupils up to the end of `on`. Six statements."""
    days = school_days_around(school, on) if days is None else days
    first = days[0] if days else on
    found = {pupil: Known() for pupil in pupils}
    _add_marks(found, school, first, on)
    attempts = ContactAttempt.objects.filter(school=school, pupil__in=found, date__range=(first, on))
    for attempt in attempts.standing().in_order():
        found[attempt.pupil_id].attempts.append(attempt)
    _add_messages(found, school, first, on)
    _add_words_of_family(found, school, first, on)
    return KnownOfPupils(days, on, found)


def _add_marks(found: dict[int, Known], school: School | int, first: dt.date, on: dt.date) -> None:
    marks = Mark.objects.filter(school=school, pupil__in=found, date__range=(first, on))
    rows = marks.order_by("date", "session").values_list("pupil", "date", "session", "code")
    for pupil, day, session, code in rows:
        found[pupil].codes[day].append(code)
        found[pupil].marks.append((day, session, code))


def _add_messages(found: dict[int, Known], school: School | int, first: dt.date, on: dt.date) -> None:
    since = dt.datetime.combine(first, dt.time(), LONDON)
    sent = Message.objects.filter(
        school=school, pupil__in=found, made_at__gte=since, cause__startswith=ABSENCE, contact__isnull=False
    )
    for message in sent.exclude(state__in=NEVER_WENT).order_by("made_at", "pk"):
        about = absent(message.cause)
        if about and about[0] in found and first <= about[1] <= on:
            found[about[0]].messages.append((about[1], message))


def _add_words_of_family(found: dict[int, Known], school: School | int, first: dt.date, on: dt.date) -> None:
    """Replies to a message about the child, and what parents have reported."""
    since = dt.datetime.combine(first, dt.time(), LONDON)
    replies = Reply.objects.filter(school=school, message__pupil__in=found, received_at__gte=since)
    for pupil, at in replies.values_list("message__pupil", "received_at"):
        found[pupil].spoke.add(at.astimezone(LONDON).date())
    reported = AbsenceReport.objects.filter(school=school, pupil__in=found).waiting().about(first, on)
    for pupil, begins, ends in reported.values_list("pupil", "first_day", "last_day"):
        found[pupil].spoke.update(_each_day(max(begins, first), min(ends, on)))


def _each_day(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
