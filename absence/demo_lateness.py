"""What the demo's schools have done about lateness: a word, a letter that waits, a meeting to come and one held."""

import datetime as dt
import uuid
from collections.abc import Callable

from absence.actions.meetings import Arranged, CameOfIt, Outcome
from absence.actions.punctuality import (
    LetterTo,
    have_a_word,
    invite_to_meeting,
    leave_out,
    meeting_took_place,
    write_letters,
)
from absence.lateness import LatePupil, lateness_of
from absence.letters_to_read import Ready
from absence.models import PunctualityStep
from absence.punctuality import Stage
from absence.punctuality_letters import letters_ready
from registers.models import Post, School, SchoolDay
from registers.roles import Role
from registers.wording import Fact

PLACE = "The school office"
Work = Callable[[LatePupil, Post, dt.datetime], PunctualityStep]


def make_lateness(*, now: dt.datetime) -> list[PunctualityStep]:
    """In each school five of those who are late most often get a step each; the others wait to be looked at."""
    made = []
    for school in School.objects.order_by("pk"):
        by = (
            Post.objects.on(now.date())
            .filter(school=school, role=Role.OFFICE)
            .select_related("user", "school")
        )
        office = by.order_by("pk").first()
        days = SchoolDay.objects.filter(school=school, date__lt=now.date()).order_by("-date")
        earlier = days.values_list("date", flat=True)[6:7].first()
        if office is None or earlier is None:
            continue
        then = dt.datetime.combine(earlier, dt.time(15, 30), now.tzinfo)
        made += _steps(school, office, then, (_word, _meeting_held, _left_out))
        made += _steps(school, office, now, (_letters, _invitation))
    return made


def _steps(school: School, office: Post, at: dt.datetime, works: tuple[Work, ...]) -> list[PunctualityStep]:
    due = lateness_of(school=school, post=office, on=at.date()).due
    fresh = [each for each in due if not each.steps]
    return [work(found, office, at) for work, found in zip(works, fresh, strict=False)]


def _word(found: LatePupil, by: Post, at: dt.datetime) -> PunctualityStep:
    note = "Spoke with the parent at the gate: two bus changes. We will try breakfast club."
    return have_a_word(found=found, note=note, operation=uuid.uuid4(), by=by, at=at)


def _left_out(found: LatePupil, by: Post, at: dt.datetime) -> PunctualityStep:
    return leave_out(
        found=found,
        reason="A new baby at home: we look again in two weeks.",
        operation=uuid.uuid4(),
        by=by,
        at=at,
    )


def _meeting_held(found: LatePupil, by: Post, at: dt.datetime) -> PunctualityStep:
    arranged = Arranged(at.replace(hour=15, minute=0), PLACE, f"{by.user.name}, {by.position}")
    said = CameOfIt(
        Outcome.HELD,
        arranged.starts_at,
        came="Both parents",
        agreed="Walks with a neighbour on Mondays and Fridays; the office rings on the first late day.",
        review_on=at.date() + dt.timedelta(days=28),
    )
    return meeting_took_place(found=found, arranged=arranged, said=said, operation=uuid.uuid4(), by=by, at=at)


def _letters(found: LatePupil, by: Post, at: dt.datetime) -> PunctualityStep:
    return write_letters(
        found=found, letters=_ready(found, Stage.LETTER, by, at, {}), operation=uuid.uuid4(), by=by, at=at
    )


def _invitation(found: LatePupil, by: Post, at: dt.datetime) -> PunctualityStep:
    coming = SchoolDay.objects.filter(school=found.pupil.school, date__gt=at.date() + dt.timedelta(days=6))
    day = coming.order_by("date").values_list("date", flat=True).first() or at.date() + dt.timedelta(days=7)
    starts_at = dt.datetime.combine(day, dt.time(15, 30), at.tzinfo)
    arranged = Arranged(starts_at, PLACE, f"{by.user.name}, {by.position}")
    facts: dict[str, Fact] = {
        "meeting day": starts_at.date(),
        "meeting time": "15:30",
        "meeting place": arranged.place,
        "meeting with": arranged.with_whom,
    }
    letters = _ready(found, Stage.MEETING, by, at, facts)
    return invite_to_meeting(
        found=found, arranged=arranged, letters=letters, operation=uuid.uuid4(), by=by, at=at
    )


def _ready(
    found: LatePupil, stage: Stage, by: Post, at: dt.datetime, more: dict[str, Fact]
) -> list[LetterTo]:
    ready = letters_ready(found=found, stage=stage, school=found.pupil.school, by=by, on=at.date(), more=more)
    return usual_letters(ready)


def usual_letters(ready: list[Ready]) -> list[LetterTo]:
    """The letters that a person who changes nothing sends."""
    return [
        LetterTo(each.contact, each.said.subject, each.said.body, each.said.language, each.said.version)
        for each in ready
        if each.usual
    ]
