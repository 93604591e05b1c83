"""Where pupils stand on the school's ladder on a day: the next step of each, and its time. The same statements for any
number of pupils.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from absence.continuing import Continuing
from absence.going_on import GOES_ON_FROM
from absence.ladder import Done, Fact, Ladder, NextStep, Step, StepKind, next_step
from absence.models import ContactAttempt, FirstDayTexts, LadderStep
from absence.reached import Known, is_reached, known_of
from registers.absence_causes import CAME
from registers.codes import CLEARED, NO_REASON_YET, Session
from registers.marking_facts import calendar_for
from registers.models import Message, Movement, PupilStatus, School
from registers.refusals import TimesNotSet
from registers.school_sessions import Calendar
from registers.school_year import NURSERY

Kind = ContactAttempt.Kind


@dataclass(frozen=True)
class Standing:
    """What a day knows of one pupil, for the ladder and for the first-day text."""

    next: NextStep | None
    known: Known
    class_asked: bool
    """The class was asked and has not answered."""
    ladder: Ladder = Ladder.SCHOOL
    continuing: Continuing | None = None
    """How long nobody has been reached."""

    @property
    def goes_on(self) -> bool:
        """Whether nobody has been reached for more than this day."""
        return self.continuing is not None and self.continuing.days >= GOES_ON_FROM


def next_steps(
    *, school: School, day: dt.date, pupils: Collection[int], at: dt.datetime
) -> dict[int, NextStep]:
    """The next step of each of these pupils who has one. Thirteen statements, however many pupils."""
    found = standings(school=school, day=day, pupils=pupils, at=at)
    return {pupil: each.next for pupil, each in found.items() if each.next is not None}


def standings(
    *,
    school: School,
    day: dt.date,
    pupils: Collection[int],
    at: dt.datetime,
    calendar: Calendar | None = None,
) -> dict[int, Standing]:
    """Where each of these pupils stands."""
    if not pupils:
        return {}
    texts = FirstDayTexts.objects.of(school)
    ladders = steps_of(school, texts)
    nursery = set(
        PupilStatus.objects.on(day)
        .filter(school=school, pupil__in=pupils, kind=PupilStatus.Kind.YEAR_GROUP, value__in=NURSERY)
        .values_list("pupil", flat=True)
    )
    came = _came(school, pupils, day)
    known = known_of(school=school, pupils=pupils, on=day)
    calendar = calendar or calendar_for(school=school, first=day, last=day, pupils=())
    found = {}
    for pupil, what in known.pupils.items():
        ladder = Ladder.NURSERY if pupil in nursery else Ladder.SCHOOL
        state = known.standing(pupil)
        steps = (
            ladders[ladder] if texts.goes_on or state.days < GOES_ON_FROM else _without_text(ladders[ladder])
        )
        begins, later = _begins(what, calendar, day)
        found[pupil] = Standing(
            next_step(
                steps,
                done=[*_done(what, day), *([Done(Fact.FOUND, came[pupil])] if pupil in came else [])],
                day_of_absence=max(1, state.days),
                day=day,
                now=at,
                later=later,
                not_before=begins,
            ),
            what,
            _class_asked(what, day),
            ladder,
            state,
        )
    return found


def steps_of(school: School, texts: FirstDayTexts | None = None) -> dict[Ladder, tuple[Step, ...]]:
    """The ladders as they hold: without the text where the site writes none. Two statements, or one."""
    ladders = LadderStep.objects.of(school)
    if (texts or FirstDayTexts.objects.of(school)).is_on:
        return ladders
    return {ladder: _without_text(steps) for ladder, steps in ladders.items()}


def _without_text(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.kind is not StepKind.TEXT)


def _came(school: School, pupils: Collection[int], day: dt.date) -> dict[int, dt.datetime]:
    """When those pupils came who are in, as the door and the clubs say."""
    moved = Movement.objects.filter(school=school, pupil__in=pupils).on(day).standing().in_order()
    latest = {pupil: (kind, at) for pupil, kind, at in moved.values_list("pupil", "kind", "at")}
    return {pupil: at for pupil, (kind, at) in latest.items() if kind in CAME}


def _begins(known: Known, calendar: Calendar, day: dt.date) -> tuple[dt.datetime | None, dt.timedelta]:
    """When the register closed that first had the pupil missing, and how much later that is than in the morning."""
    missing = [session for date, session, code in known.marks if date == day and code == NO_REASON_YET]
    try:
        if not missing or not calendar.has_session(day, missing[0]):
            return None, dt.timedelta()
        closes = calendar.session(day, missing[0]).closes_at
        if missing[0] == Session.AM or not calendar.has_session(day, Session.AM):
            return closes, dt.timedelta()
        return closes, closes - calendar.session(day, Session.AM).closes_at
    except TimesNotSet:
        return None, dt.timedelta()


def _done(known: Known, day: dt.date) -> list[Done]:
    found = [
        Done(Fact.TEXTED, message.made_at)
        for about, message in known.messages
        if about == day and message.channel == Message.Channel.TEXT
    ]
    asked: list[str] = []
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    if day in known.spoke or _explained(known, day):
        found.append(Done(Fact.FOUND, midnight))
    for attempt in known.attempts:
        if attempt.date == day:
            found += [Done(fact, attempt.at) for fact in _facts(attempt, asked)]
    return found


def _facts(attempt: ContactAttempt, asked: list[str]) -> list[Fact]:
    """What one attempt does; `asked` gathers who was called, so that a second person is told from a second try."""
    if is_reached(attempt):
        return [Fact.FOUND]
    if attempt.kind == Kind.VISIT:
        return [Fact.VISITED]
    if attempt.kind == Kind.TEXT:
        return [Fact.TEXTED]
    if attempt.kind == Kind.POLICE:
        return [Fact.ASKED_POLICE]
    if attempt.kind not in (Kind.CALL, Kind.IN_PERSON):
        return []
    another = bool(asked) and attempt.who not in asked
    asked.append(attempt.who)
    return [Fact.CALLED_ANOTHER] if another else [Fact.CALLED]


def _explained(known: Known, day: dt.date) -> bool:
    """Whether the day's last mark says present, or why not."""
    codes: Sequence[str] = [code for code in known.codes.get(day, ()) if code != CLEARED]
    return bool(codes) and codes[-1] != NO_REASON_YET


def _class_asked(known: Known, day: dt.date) -> bool:
    asked = [each.outcome for each in known.attempts if each.date == day and each.kind == Kind.CLASS]
    return bool(asked) and asked[-1] == ContactAttempt.Outcome.ASKED_CLASS
