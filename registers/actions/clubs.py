"""Clubs before and after school: their lists, and who was seen there. Being seen never makes a mark."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction

from registers.models import Club, ClubMember, Movement, Post, Pupil, School
from registers.refusals import Refusal
from registers.school_sessions import in_words


class ClubNameTaken(Refusal):
    """The school has a club of that name."""

    who_can_fix = "You can, by choosing another name."


class ClubEnded(Refusal):
    """The club has ended."""

    who_can_fix = "The office can make a new one."


@transaction.atomic
def make_club(*, school: School, name: str, starts: time, leader: Post | None) -> Club:
    """Make a club. Raises ClubNameTaken."""
    if Club.objects.filter(school=school, name__iexact=name).exists():
        raise ClubNameTaken(f"There is a club called {name} already.")
    return Club.objects.create(school=school, name=name, starts=starts, leader=leader)


@transaction.atomic
def change_club(*, club: Club, starts: time, leader: Post | None, pupils: Collection[int], on: date) -> Club:
    """Make exactly these pupils the club's list from `on`, and set when it starts and who leads it."""
    club.starts, club.leader = starts, leader
    club.save(update_fields=["starts", "leader"])
    wanted = set(pupils)
    held = dict(ClubMember.objects.on(on).filter(club=club).values_list("pupil", "pk"))
    dropped = ClubMember.objects.filter(pk__in=[pk for pupil, pk in held.items() if pupil not in wanted])
    dropped.filter(first_day=on).delete()  # put on the list and off again on one day: never was
    dropped.update(last_day=on - timedelta(days=1))
    ClubMember.objects.bulk_create(
        ClubMember(school_id=club.school_id, club=club, pupil_id=pupil, first_day=on)
        for pupil in sorted(wanted - set(held))
    )
    return club


@transaction.atomic
def end_club(*, club: Club, on: date) -> Club:
    """End a club: it is offered no longer, what was recorded stays. Raises ClubEnded."""
    if club.ended_on is not None:
        raise ClubEnded(f"{club.name} ended on {in_words(club.ended_on)}.")
    club.ended_on = on
    club.save(update_fields=["ended_on"])
    return club


@transaction.atomic
def see_at_club(*, club: Club, pupils: Collection[Pupil], by: Post, at: datetime) -> list[Movement]:
    """Make these the pupils seen at the club today: who is new is seen at `at`, who is not among them was a slip.

    The register follows its own way: nobody is present because they were at a club. Raises ClubEnded.
    """
    if club.ended_on is not None:
        raise ClubEnded(f"{club.name} ended on {in_words(club.ended_on)}.")
    Club.objects.select_for_update().get(pk=club.pk)  # two people tick one club: one after the other
    seen = seen_at_club(club, at.date())
    wanted = {pupil.pk for pupil in pupils}
    slips = [move.pk for pupil, move in seen.items() if pupil not in wanted]
    Movement.objects.filter(pk__in=slips).update(undone_at=at, undone_name=by.user.name)
    return Movement.objects.bulk_create(
        Movement(
            school_id=club.school_id,
            pupil=pupil,
            kind=Movement.Kind.SEEN,
            date=at.date(),
            at=at,
            reason=club.name,
            by=by,
            name=by.user.name,
            position=by.position,
            recorded_at=at,
        )
        for pupil in pupils
        if pupil.pk not in seen
    )


def seen_at_club(club: Club, day: date) -> dict[int, Movement]:
    """Who was seen at the club that day."""
    moves = Movement.objects.filter(school=club.school_id, kind=Movement.Kind.SEEN, reason=club.name)
    return {move.pupil_id: move for move in moves.on(day).standing()}
