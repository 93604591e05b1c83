"""Whether the absence that a message speaks of still stands: the pupil is not in, and nobody has said why."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from registers.codes import CLEARED, NO_REASON_YET
from registers.message_causes import ABSENCE, absent, asks_again
from registers.models import Mark, Movement
from registers.school_sessions import clock_words, in_words

CAME = (Movement.Kind.IN_LATE, Movement.Kind.BACK, Movement.Kind.SEEN)


@asks_again(ABSENCE)
def absences_that_ended(school: int, causes: Iterable[str], at: datetime) -> Mapping[str, str]:
    """Of these absences those that ended: signed in, marked with a reason or present, or another day's by now."""
    speaks_of = {cause: found for cause in causes if (found := absent(cause))}
    today = at.date()
    pupils = {pupil for pupil, day in speaks_of.values() if day == today}
    came = _came_in(school, pupils, today)
    known = _explained(school, pupils, today)
    gone = {}
    for cause, (pupil, day) in speaks_of.items():
        if day != today:
            gone[cause] = f"It was about {in_words(day)}, which is over."
        elif pupil in came:
            gone[cause] = f"The pupil was signed in at {clock_words(came[pupil])}."
        elif pupil in known:
            gone[cause] = f"The register says {known[pupil]} by now."
    return gone


def _came_in(school: int, pupils: Iterable[int], day: date) -> dict[int, datetime]:
    """When the door last saw those pupils who are in, as far as it says."""
    moved = Movement.objects.filter(school=school, pupil__in=pupils).on(day).standing().in_order()
    latest = {pupil: (kind, at) for pupil, kind, at in moved.values_list("pupil", "kind", "at")}
    return {pupil: at for pupil, (kind, at) in latest.items() if kind in CAME}


def _explained(school: int, pupils: Iterable[int], day: date) -> dict[int, str]:
    """The code of the day's last mark, for those pupils for whom it is not N."""
    marks = Mark.objects.filter(school=school, pupil__in=pupils, date=day).exclude(code=CLEARED)
    latest = dict(marks.order_by("session").values_list("pupil", "code"))
    return {pupil: code for pupil, code in latest.items() if code != NO_REASON_YET}
