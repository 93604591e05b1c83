"""What the timetable does about absences each minute: first-day texts, and those that an answer makes needless."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from absence.first_day import first_day_texts_due
from registers.actions.people import machine_post
from registers.actions.write_messages import write_messages
from registers.message_causes import absence_of_pupil, fallen_away
from registers.message_states import Event, leads_to, moves_from
from registers.models import Message, PupilChange, School

AT_ONCE = 1000
"""So many noted changes are read in one go; the others come with the next minute."""
MACHINE, POSITION = "First-day texts", "The site, as the school set it"


def write_first_day_texts(*, school: School, on: date, at: datetime) -> list[Message]:
    """Write the texts that are due, held for two minutes. Run twice, each is written once."""
    due = first_day_texts_due(school=school, on=on, at=at)
    if not due.drafts:
        return []
    by = machine_post(school=school, name=MACHINE, position=POSITION)
    return write_messages(drafts=due.drafts, by=by, at=at)


@transaction.atomic
def read_changed_marks(*, school: School, at: datetime) -> int:
    """Cancel messages about absences that a changed mark ended; how many.

    The changes that the marks' trigger noted for this reader are read before the marks are, and forgotten after it:
    one that is noted meanwhile is read the next time, and one that is read twice cancels nothing twice.
    """
    noted = PupilChange.objects.filter(school=school, reader=PupilChange.Reader.FOLLOW_UP)
    taken = dict(noted.order_by("pk").values_list("pk", "pupil_id")[:AT_ONCE])
    if not taken:
        return 0
    cancelled = _cancel_ended(school, set(taken.values()), at)
    PupilChange.objects.filter(pk__in=taken).delete()
    return cancelled


def _cancel_ended(school: School, pupils: Iterable[int], at: datetime) -> int:
    about = Q()
    for pupil in pupils:
        about |= Q(cause__startswith=absence_of_pupil(pupil))
    waiting = Message.objects.filter(about, school=school).waiting()
    gone = fallen_away(school.pk, set(waiting.values_list("cause", flat=True)), at)
    return sum(
        Message.objects.filter(school=school, cause=cause, state__in=moves_from(Event.CANCEL)).update(
            state=leads_to(Event.CANCEL), why=why, changed_at=at
        )
        for cause, why in gone.items()
    )
