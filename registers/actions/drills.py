"""Fire drills and evacuations: start, tick who is seen, end. Ticks made without a network come in later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from registers.actions.late_desk import school_of
from registers.actions.operations import do_once
from registers.desk_refusals import NoDrillRunning
from registers.models import Drill, DrillSighting, Post, Pupil
from registers.on_site import Roll
from registers.refusals import Refusal
from registers.roles import Role
from registers.school_sessions import clock_words

BECAME_REAL = "A real evacuation began."
LEFT_RUNNING = "Nobody ended it on the day; it ended when the next one was started."
START, EVACUATE, SEEN, NOT_SEEN = "start", "evacuate", "seen", "not_seen"


class NotYourDrill(Refusal):
    """Somebody who takes one class does not end the drill of a whole school that another person started."""

    who_can_fix = "The office, the head, or the person who started it can end it."


class DrillEnded(Refusal):
    """The drill was ended already."""

    who_can_fix = "You can start another one."


@dataclass(frozen=True)
class Tick:
    """One thing done on a device at the assembly point. `at` is corrected by the device's offset."""

    op: UUID
    kind: str
    at: datetime
    pupil: int | None = None


@dataclass(frozen=True)
class TickOutcome:
    """What became of it."""

    op: UUID
    outcome: str
    words: str = ""


@transaction.atomic
def start_drill(*, kind: str, by: Post, at: datetime) -> Drill:
    """Start a drill or a real evacuation; where one runs already, that one.

    A real evacuation ends a drill that is running and starts clean: who was seen in a drill is not seen now.
    """
    school = school_of(by)
    open_ones = Drill.objects.filter(school=school, ended_at=None).select_for_update()
    running = open_ones.filter(date=at.date()).first()
    if running is not None and not (kind == Drill.Kind.EVACUATION and running.kind == Drill.Kind.DRILL):
        return running
    open_ones.filter(date=at.date()).update(ended_at=at, ended_name=by.user.name, note=BECAME_REAL)
    open_ones.filter(date__lt=at.date()).update(ended_at=at, ended_name=by.user.name, note=LEFT_RUNNING)
    made = {"date": at.date(), "started_at": at, "started_by": by, "started_name": by.user.name, "kind": kind}
    drill, _ = Drill.objects.get_or_create(school=school, ended_at=None, defaults=made)
    return drill


@transaction.atomic
def end_drill(*, drill: Drill, roll: Roll, note: str, by: Post, at: datetime) -> Drill:
    """End it with a note. Who was still unaccounted for is kept as `roll`, the whole school's, has it now.

    Raises DrillEnded and NotYourDrill.
    """
    drill = Drill.objects.select_for_update().get(pk=drill.pk)
    if Role(by.role).sees_own_groups_only and drill.started_by_id != by.pk:
        raise NotYourDrill(f"{drill.started_name} started it.")
    if drill.ended_at is not None:
        raise DrillEnded(f"{drill.ended_name} ended it at {clock_words(drill.ended_at)}.")
    drill.ended_at, drill.ended_name, drill.note = at, by.user.name, note
    drill.expected = len(roll.to_see)
    drill.unaccounted = [row.pk for row in roll.not_seen]
    drill.save(update_fields=["ended_at", "ended_name", "note", "expected", "unaccounted"])
    return drill


@transaction.atomic
def see_pupils(*, drill: Drill, pupils: Sequence[Pupil], by: Post, at: datetime) -> None:
    """Tick pupils as seen. The first sighting of each stands."""
    rows = [
        DrillSighting(school_id=drill.school_id, drill=drill, pupil=pupil, at=at, name=by.user.name)
        for pupil in pupils
    ]
    DrillSighting.objects.bulk_create(rows, ignore_conflicts=True)


def unsee_pupils(*, drill: Drill, pupils: Sequence[Pupil]) -> None:
    """Take ticks back that were made by mistake."""
    DrillSighting.objects.filter(drill=drill, pupil__in=pupils).delete()


def record_ticks(*, ticks: Sequence[Tick], client: str, by: Post, received_at: datetime) -> list[TickOutcome]:
    """Do what a device sent, each once, in its order, and answer each. A refused one does not stop the others."""
    visible = Pupil.objects.visible_to(by, on=received_at.date())
    pupils = visible.in_bulk([tick.pupil for tick in ticks if tick.pupil is not None])
    outcomes = []
    for tick in ticks:
        try:
            answer = do_once(
                school=school_of(by),
                op=tick.op,
                client=client,
                key=f"drill {tick.kind} {tick.pupil or ''}",
                at=min(tick.at, received_at),
                work=lambda tick=tick: _do(tick, pupils.get(tick.pupil), by, min(tick.at, received_at)),  # type: ignore[misc]
            )
            outcomes.append(TickOutcome(tick.op, "duplicate" if answer.repeated else "saved"))
        except Refusal as refusal:
            outcomes.append(TickOutcome(tick.op, "refused", str(refusal)))
    return outcomes


def _do(tick: Tick, pupil: Pupil | None, by: Post, at: datetime) -> dict[str, str]:
    if tick.kind in (START, EVACUATE):
        start_drill(kind=Drill.Kind.EVACUATION if tick.kind == EVACUATE else Drill.Kind.DRILL, by=by, at=at)
        return {"outcome": "saved"}
    drill = _drill_at(by, at)
    if pupil is None:
        raise NoDrillRunning(
            "This pupil is in no class that you see.", who_can_fix="The office can tick the pupil."
        )
    if tick.kind == SEEN:
        see_pupils(drill=drill, pupils=[pupil], by=by, at=at)
    else:
        unsee_pupils(drill=drill, pupils=[pupil])
    return {"outcome": "saved"}


def _drill_at(by: Post, at: datetime) -> Drill:
    """The drill that runs; for ticks that come in after it ended, the latest of that day."""
    drills = Drill.objects.visible_to(by)
    found = (
        drills.running(on=at.date()).first() or drills.filter(date=at.date()).order_by("-started_at").first()
    )
    if found is None:
        raise NoDrillRunning("No drill runs.")
    return found
