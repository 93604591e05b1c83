"""Where plan and register do not fit: the rules, one function for each, over one half-day of one pupil at a time.

What is found is a question, not a verdict: the plan may be wrong, or the mark, or both are right for a reason that a
person knows. How surely a number is known stands beside it: V2 = second-hand (domain.md section 7).
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from absence.contradiction_kinds import FROM_DESK, FROM_PLAN, IMPORTED, PATTERN, Finding, HalfDay, Kind, Seen
from registers.code_rules import age_refusal
from registers.codes import (
    ABSENT,
    ATTENDING,
    CLEARED,
    CODES,
    CONFIRMED_ON_DAY,
    DUE_ELSEWHERE,
    EXCEPTIONAL_LEAVE,
    ILLNESS,
    INTERVIEW_LEAVE,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON_YET,
    NOT_POSSIBLE,
    PART_TIME_LEAVE,
    PERFORMANCE_LEAVE,
    PRESENT,
    RELIGIOUS_OBSERVANCE,
    RESTRICTED,
    STUDY_LEAVE,
    TRAVELLING,
    AgeLimit,
)
from registers.fire_roll import Step
from registers.school_sessions import BY_CLOSURE, STANDS_THROUGH_CLOSURE, Plan, clock_words
from registers.school_year import compulsory_school_age, of_compulsory_school_age

GRANTED = frozenset(
    {EXCEPTIONAL_LEAVE, PERFORMANCE_LEAVE, INTERVIEW_LEAVE, STUDY_LEAVE, TRAVELLING, RELIGIOUS_OBSERVANCE}
)
"""Absence that somebody asked for and the school granted."""
AWAY = ABSENT | NOT_POSSIBLE
KNEW_AT_THE_DOOR = frozenset({FROM_DESK, IMPORTED})
"""Sources of a late mark that need no movement: the desk itself, and another system that had its own desk."""
REVIEW_PART_TIME_AFTER = dt.timedelta(weeks=6)
"""A part-time timetable is looked at again after so long (V2: one authority's "six to eight weeks")."""
WHOLE_FAMILY = re.compile(
    r"\b(famil(y|ies)|all of (us|them)|all (the )?(children|kids)|everyone|everybody|siblings?|brothers?|sisters?"
    r"|both of them|both (the )?(children|kids|girls|boys))\b",
    re.IGNORECASE,
)
"""Words of a reason that speaks of more than one child."""


def findings_of(half: HalfDay) -> Iterator[Finding]:
    """Everything that does not fit in one half-day. On a day that is closed, or off the roll, only that is said."""
    first = _off_roll(half) or _closed(half)
    if first is not None:
        yield first
        return
    rules = (_present, _absent, _unconfirmed, _other_school, _part_time_over, _age, _signed_out, _no_desk)
    for rule in rules:
        found = rule(half)
        if found is not None:
            yield found


# --- plan against mark -----------------------------------------------------------------------------------------------


def _present(half: HalfDay) -> Finding | None:
    """Present, though leave was granted or the pupil was planned away or elsewhere."""
    mark, plan = half.mark, half.plan
    if mark is None or plan is None or mark.code not in PRESENT or plan.code in PRESENT:
        return None
    if half.unexpected is not None or plan.source == BY_CLOSURE or _left_or_came(half, plan):
        return None
    kind = Kind.LEAVE if plan.code in GRANTED else Kind.AWAY
    return _found(half, kind, f"{_planned(plan)}. Marked {_marked(mark)}.", plan)


def _left_or_came(half: HalfDay, plan: Plan) -> bool:
    """Whether the pupil was registered and went out, or came in after it: part of a session was away, as planned."""
    if plan.code in GRANTED or half.held is None:
        return False
    start, end = half.held.starts_at, half.held.ends_at
    return any(move.kind in (Step.OUT, Step.IN_LATE) and start <= move.at < end for move in half.moves)


def _absent(half: HalfDay) -> Finding | None:
    """Absent, though planned on a trip, at sport, a placement or a provider's."""
    mark, plan = half.mark, half.plan
    if mark is None or plan is None or plan.code not in CONFIRMED_ON_DAY or mark.code not in AWAY:
        return None
    if half.unexpected is not None or _explained_since(mark, plan):
        return None
    return _found(half, Kind.ELSEWHERE, f"{_planned(plan)}. Marked {_marked(mark)}.", plan)


def _explained_since(mark: Seen, plan: Plan) -> bool:
    """Whether the office changed the mark after the plan was made, to a reason that somebody gave."""
    later = plan.at is None or mark.at > plan.at
    return mark.rev > 1 and later and not mark.by_teacher and mark.code != NO_REASON_YET


def _unconfirmed(half: HalfDay) -> Finding | None:
    """A visit, sport, placement or provision is over, and nobody has said that the pupil was there."""
    if not half.is_over or half.closure:
        return None
    if half.mark is not None:
        code, note = half.mark.code, half.mark.note
        if half.mark.source != FROM_PLAN:
            return None
    elif half.plan is not None:
        code, note = half.plan.code, half.plan.note
    else:
        return None
    if code not in CONFIRMED_ON_DAY:
        return None
    return _found(half, Kind.UNCONFIRMED, f"{code}, {note or CODES[code].words.lower()}.")


def _other_school(half: HalfDay) -> Finding | None:
    """Due at another school: whether the pupil was there is asked of it."""
    return _found(half, Kind.OTHER_SCHOOL, "Due at the other school.") if half.code == DUE_ELSEWHERE else None


def _part_time_over(half: HalfDay) -> Finding | None:
    """C2 marked or planned by itself, though the part-time timetable has ended or never was agreed."""
    by_hand = half.mark is None and half.plan is not None and half.plan.source != PATTERN
    if half.code != PART_TIME_LEAVE or not (half.mark is not None or by_hand):
        return None
    if any(_runs_on(plan, half.day) for plan in half.part_time):
        return None
    lasts = (plan.last_day for plan in half.part_time)
    ended = max((last for last in lasts if last is not None and last < half.day), default=None)
    if ended is not None:
        words = f"The part-time timetable ended on {_day(ended)}, and {PART_TIME_LEAVE} goes on."
    elif any(plan.code == PART_TIME_LEAVE for plan in half.plans):
        return None  # planned as such, for days that have an end
    else:
        words = f"Marked {PART_TIME_LEAVE}, and no part-time timetable of that day is on record."
    return _found(half, Kind.PART_TIME, words)


def _age(half: HalfDay) -> Finding | None:
    """A mark that is only for the other side of compulsory school age."""
    mark = half.mark
    if mark is None or mark.code not in CODES or mark.code == CLEARED:
        return None
    if age_refusal(mark.code, half.pupil.of_compulsory_age) is None:
        return None
    inside = (
        "is of compulsory school age" if half.pupil.of_compulsory_age else "is outside compulsory school age"
    )
    return _found(half, Kind.AGE, f"Marked {_marked(mark)}. {half.pupil.first_name} {inside} on that day.")


# --- register against calendar and roll ------------------------------------------------------------------------------


def _closed(half: HalfDay) -> Finding | None:
    """A mark where there is no session, or one made of a plan where the site was closed afterwards."""
    mark = half.mark
    if mark is None:
        return None
    made = "made of the plan" if mark.source == FROM_PLAN else f"by {mark.name}"
    if half.closure:
        return _found(half, Kind.CLOSED, f"There was no session: {half.closure}. Marked {mark.code}, {made}.")
    closed = half.unexpected
    if closed is None or mark.source != FROM_PLAN or mark.code in STANDS_THROUGH_CLOSURE | {closed.code}:
        return None
    words = f"The site was closed: {closed.words}. Marked {mark.code}, {made}."
    return _found(half, Kind.CLOSED, words)


def _off_roll(half: HalfDay) -> Finding | None:
    """A mark before the starting day, or after the last day."""
    mark = half.mark
    if mark is None:
        return None
    if half.pupil.on_roll:
        stay = next((each for each in half.stays if each.starting_day == half.pupil.starting_day), None)
        last = stay.last_attended if stay else None
        if last is None or half.day <= last or mark.code not in ATTENDING:
            return None
        return _found(half, Kind.ROLL, f"Marked {_marked(mark)}. The last day attended is {_day(last)}.")
    ahead = min((each.starting_day for each in half.stays if each.starting_day > half.day), default=None)
    ended = max((each.deleted_on for each in half.stays if each.deleted_on), default=None)
    why = "The name is not on the roll"
    if ahead is not None:
        why = f"The starting day is {_day(ahead)}"
    elif ended is not None:
        why = f"The last day on the roll is {_day(ended)}"
    return _found(half, Kind.ROLL, f"Marked {_marked(mark)}. {why}.")


# --- register against the door ---------------------------------------------------------------------------------------


def _signed_out(half: HalfDay) -> Finding | None:
    """Present at a register before which the pupil was signed out and did not come back."""
    mark, held = half.mark, half.held
    if mark is None or held is None or mark.code not in PRESENT:
        return None
    doors = [move for move in half.moves if move.kind != Step.SEEN]
    before = [move for move in doors if move.at <= held.starts_at]
    if not before or before[-1].kind != Step.OUT:
        return None
    if any(
        move.kind in (Step.BACK, Step.IN_LATE) and held.starts_at < move.at < held.ends_at for move in doors
    ):
        return None
    out = clock_words(before[-1].at)
    return _found(
        half, Kind.SIGNED_OUT, f"Signed out {out}, nobody signed them back in. Marked {_marked(mark)}."
    )


def _no_desk(half: HalfDay) -> Finding | None:
    """Late after the close, or late by somebody who did not take the register, and nobody saw them come in.

    L by the class is no question: who comes while the register is taken walks past the desk.
    """
    mark = half.mark
    if mark is None or mark.code not in (LATE, LATE_AFTER_CLOSE) or half.held is None:
        return None
    if mark.source in KNEW_AT_THE_DOOR or (mark.code == LATE and mark.by_teacher):
        return None
    until = half.held.ends_at
    if any(move.kind in (Step.IN_LATE, Step.BACK) and move.at < until for move in half.moves):
        return None
    came = f", said to have come at {mark.arrived_at.hour}:{mark.arrived_at:%M}" if mark.arrived_at else ""
    return _found(half, Kind.NO_DESK, f"Marked {_marked(mark)}{came}. The desk has no sign-in.")


# --- over several days, or several pupils ----------------------------------------------------------------------------


def overlaps_of(
    plans: Sequence[Plan], half_days: Iterable[tuple[dt.date, str]]
) -> Iterator[tuple[Plan, Plan, dt.date, str]]:
    """Pairs of plans with different codes that hold for the same half-day: the newer, the older, and where first.

    The weekly pattern is no decision, and a closure is nobody's plan for a pupil.
    """
    decided = [
        plan for plan in plans if plan.source not in (PATTERN, BY_CLOSURE) and plan.status == FROM_PLAN
    ]
    halves = sorted(half_days)
    for newer, older in combinations(decided, 2):
        if newer.code == older.code:
            continue
        both = (each for each in halves if newer.holds_for(*each) and older.holds_for(*each))
        first = next(both, None)
        if first is not None:
            yield newer, older, *first


def overlap_words(newer: Plan, older: Plan) -> str:
    """`C, funeral (Ruth Adeyemi, 20 Nov) and V, Fen farm (Joan Wright, 2 Nov). The newer plan, C, holds.`"""
    holds = _named(newer.code)
    return f"{_planned(newer)}, and {_planned(older)[0].lower()}{_planned(older)[1:]}. The newer plan holds: {holds}."


def review_due(timetable: Plan, on: dt.date) -> dt.date | None:
    """The latest day on which a part-time timetable was to be looked at again; None before the first."""
    if not _runs_on(timetable, on):
        return None
    times = (on - timetable.first_day) // REVIEW_PART_TIME_AFTER
    return timetable.first_day + times * REVIEW_PART_TIME_AFTER if times else None


def plan_outside_age(plan: Plan, dob: dt.date, on: dt.date) -> dt.date | None:
    """The day since which a plan that still runs does not suit the pupil's age; None where it does."""
    limit = CODES[plan.code].age if plan.code in CODES else AgeLimit.ANY
    if limit is AgeLimit.ANY or not _runs_on(plan, on):
        return None
    inside = of_compulsory_school_age(dob, on)
    age = compulsory_school_age(dob)
    if limit is AgeLimit.OUTSIDE and inside:
        return max(plan.first_day, age.first)
    if limit is AgeLimit.INSIDE and not inside:
        return max(plan.first_day, age.last + dt.timedelta(days=1)) if on > age.last else plan.first_day
    return None


def speaks_of_family(code: str, note: str) -> bool:
    """Whether the reason given for an illness speaks of more than this child."""
    return code == ILLNESS and WHOLE_FAMILY.search(note) is not None


# --- words -----------------------------------------------------------------------------------------------------------


def _found(half: HalfDay, kind: Kind, says: str, plan: Plan | None = None) -> Finding:
    plan_id = plan.plan_id if plan is not None else None
    return Finding(kind, half.pupil.pupil_id, half.day, half.session, says[:300], plan_id)


def _runs_on(plan: Plan, day: dt.date) -> bool:
    return plan.first_day <= day and (plan.last_day is None or day <= plan.last_day)


def _named(code: str) -> str:
    """A code with its meaning; one that only some may know is not named."""
    if code in RESTRICTED:
        return "away"
    return f"{code}, {CODES[code].words.lower()}" if code in CODES else code


def _planned(plan: Plan) -> str:
    """`Planned C, leave agreed: funeral (Ruth Adeyemi, 20 Nov)`."""
    if plan.source == PATTERN:
        return f"The weekly pattern has {_named(plan.code)}"
    made = ", ".join(filter(None, [plan.name, f"{plan.at.day} {plan.at:%b}" if plan.at else ""]))
    note = f": {plan.note}" if plan.note and plan.code not in RESTRICTED else ""
    return f"Planned {_named(plan.code)}{note[:120]}" + (f" ({made})" if made else "")


def _marked(mark: Seen) -> str:
    return f"{_named(mark.code)}, by {mark.name} {clock_words(mark.at)}"


def _day(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
