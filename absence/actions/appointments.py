"""Planning the appointments and therapy that come each week, as M on the half-days whose registration they miss."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from absence.actions.support_plans import PlanRefused, lock
from absence.appointments import EVERY_WEEK, Away, appointments_of, missed, registration_of
from registers.actions.plans import plan_mark
from registers.codes import APPOINTMENT
from registers.models import PlannedMark, Post, Pupil
from registers.plan_kinds import halves_of
from registers.plan_preview import LONGEST, Asked


@dataclass(frozen=True)
class Appointment:
    """Something medical that comes each week."""

    what: str
    away: Away
    first_day: date
    last_day: date

    @property
    def note(self) -> str:
        """As the register shows it."""
        leaves, back = (f"{time.hour}:{time:%M}" for time in (self.away.leaves, self.away.back))
        return f"{self.what.strip()}, {leaves} to {back}"


@transaction.atomic
def plan_appointments(*, pupil: Pupil, appointment: Appointment, by: Post, at: datetime) -> list[PlannedMark]:
    """Plan M each week until a day. The same again makes nothing new.

    Raises PlanRefused, also where the time misses no registration: then the late desk signs the pupil out and in.
    """
    lock(pupil.pk)
    sessions = _sessions(pupil, appointment)
    note = appointment.note
    halves = halves_of(sessions, [appointment.away.weekday])
    days = (appointment.first_day, appointment.last_day)
    same = [
        row
        for row in appointments_of(pupil, on=at.date())
        if row.note == note and row.halves == halves and row.first_day >= days[0] and row.last_day <= days[1]
    ]
    if same:
        return same
    asked = Asked(appointment.first_day, appointment.last_day, halves, APPOINTMENT)
    return plan_mark(pupil=pupil, asked=asked, note=note, source=EVERY_WEEK, by=by, at=at)


def _sessions(pupil: Pupil, appointment: Appointment) -> list[str]:
    away = appointment.away
    if away.back <= away.leaves:
        raise PlanRefused("The pupil comes back after leaving.")
    if not 0 <= (appointment.last_day - appointment.first_day).days <= LONGEST:
        raise PlanRefused(f"It ends after it begins, and within {LONGEST} days: then it is looked at again.")
    sessions = missed(away, registration_of(pupil.school))
    if not sessions:
        raise PlanRefused(
            "The pupil is there for registration on that day, so it is no absence and needs no code.",
            who_can_fix="Sign the pupil out and back in at the late desk.",
        )
    return sessions
