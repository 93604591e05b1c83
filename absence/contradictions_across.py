"""What does not fit over several days or pupils: plans, timetables and ages, families, decisions about leave."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from django.db import connection

from absence.contradiction_facts import Facts
from absence.contradiction_kinds import Finding, HalfDay, Kind
from absence.contradictions import (
    overlap_words,
    overlaps_of,
    plan_outside_age,
    review_due,
    speaks_of_family,
)
from absence.models import LeaveDecision
from registers.codes import CODES, PRESENT, Session
from registers.school_sessions import Plan, PupilOnDay


def findings_across(facts: Facts, today: dt.date, *, hints: bool) -> list[Finding]:
    """All of them; `hints`: with those that ask for nothing. One statement, and one for the hints."""
    by_plan = [*_overlaps(facts), *_reviews(facts, today), *_ages(facts, today)]
    return [*by_plan, *(_families(facts) if hints else ()), *_both_answers(facts)]


def _overlaps(facts: Facts) -> Iterator[Finding]:
    for pupil, plans in facts.plans.items():
        for newer, older, day, session in overlaps_of(plans, facts.ahead):
            words = overlap_words(newer, older)[:300]
            yield Finding(Kind.OVERLAP, pupil, day, session, words, newer.plan_id)


def _reviews(facts: Facts, today: dt.date) -> Iterator[Finding]:
    for pupil, timetables in facts.part_time.items():
        known = facts.pupils.get((pupil, today))
        for timetable in timetables if known is not None and known.on_roll else ():
            due = review_due(timetable, today)
            if due is not None:
                until = f", until {_day(timetable.last_day)}" if timetable.last_day else ", with no last day"
                words = f"The part-time timetable has run since {_day(timetable.first_day)}{until}."
                yield Finding(Kind.REVIEW, pupil, due, Session.AM, words)


def _ages(facts: Facts, today: dt.date) -> Iterator[Finding]:
    for pupil, plans in facts.plans.items():
        known = facts.pupils.get((pupil, today))
        if known is None or not known.on_roll:
            continue
        for code, since in sorted(_outside_age(plans, known, today)):
            words = (
                f"{code} is still planned, and cannot hold since {_day(since)}: {CODES[code].title.lower()}."
            )
            yield Finding(Kind.AGE, pupil, since, Session.AM, words[:300])


def _outside_age(plans: list[Plan], pupil: PupilOnDay, today: dt.date) -> set[tuple[str, dt.date]]:
    found = ((plan.code, plan_outside_age(plan, pupil.dob, today)) for plan in plans)
    return {(code, since) for code, since in found if since is not None}


def _both_answers(facts: Facts) -> Iterator[Finding]:
    """A request not agreed after another was agreed for the same half-day: it never takes the grant away."""
    decided = LeaveDecision.objects.newest().filter(school=facts.school, request__withdrawn_at__isnull=True)
    first = facts.ahead[0][0] if facts.ahead else dt.date.max
    recent = decided.filter(request__last_day__gte=first).select_related("request").order_by("at", "pk")
    for granted, refused in permutations(recent, 2):
        if granted.pupil_id != refused.pupil_id or not granted.is_grant or refused.is_grant:
            continue
        both = (half for half in facts.ahead if _asked_for(refused, *half) and _agreed_for(granted, *half))
        half = next(both, None)
        if half is not None and refused.at > granted.at:
            words = (
                f"{granted.request.reference} was agreed on {_day(granted.at.date())} by {granted.name}."
                f" {refused.request.reference} was not agreed on {_day(refused.at.date())} by {refused.name}."
                " The leave that was agreed stands."
            )
            yield Finding(Kind.BOTH_ANSWERS, granted.pupil_id, *half, words[:300])


def _asked_for(decision: LeaveDecision, day: dt.date, session: str) -> bool:
    asked = decision.request
    return (asked.first_day, asked.first_half) <= (day, session) <= (asked.last_day, asked.last_half)


def _agreed_for(decision: LeaveDecision, day: dt.date, session: str) -> bool:
    if decision.first_day is None or decision.last_day is None:
        return False
    return (
        (decision.first_day, decision.first_half) <= (day, session) <= (decision.last_day, decision.last_half)
    )


SIBLINGS = """
SELECT DISTINCT ill.pupil_id, ill.date, sibling.pupil_id, pupil.surname, pupil.forename, pupil.known_as
FROM unnest(%(pupils)s::bigint[], %(dates)s::date[]) AS ill (pupil_id, date)
JOIN registers_care one ON one.school_id = %(school)s AND one.pupil_id = ill.pupil_id AND one.lives_with
     AND (one.last_day IS NULL OR one.last_day >= ill.date)
JOIN registers_care sibling ON sibling.school_id = %(school)s AND sibling.contact_id = one.contact_id
     AND sibling.pupil_id <> ill.pupil_id AND sibling.lives_with
     AND (sibling.last_day IS NULL OR sibling.last_day >= ill.date)
JOIN registers_pupil pupil ON pupil.id = sibling.pupil_id
JOIN registers_mark mark ON mark.school_id = %(school)s AND mark.pupil_id = sibling.pupil_id AND mark.date = ill.date
     AND mark.code = ANY(%(present)s)
ORDER BY ill.pupil_id, ill.date, pupil.surname, pupil.forename
"""


def _families(facts: Facts) -> list[Finding]:
    """A reason that spoke of the whole family, and a brother or sister in school. One statement."""
    ill = {(each.pupil.pupil_id, each.day): each for each in facts.halves if _whole_family(each)}
    keys = sorted(ill)
    with connection.cursor() as cursor:
        cursor.execute(
            SIBLINGS,
            {
                "school": facts.school.pk,
                "pupils": [pupil for pupil, _ in keys],
                "dates": [day for _, day in keys],
                "present": sorted(PRESENT),
            },
        )
        rows = cursor.fetchall()
    present: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for pupil, day, _, surname, forename, known_as in rows:
        present[pupil, day].append(f"{known_as or forename} {surname}")
    return [_family(ill[key], names) for key, names in present.items()]


def _whole_family(half: HalfDay) -> bool:
    return half.mark is not None and speaks_of_family(half.mark.code, half.mark.note)


def _family(half: HalfDay, names: list[str]) -> Finding:
    said = half.mark.note if half.mark is not None else ""
    present = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} in school"
    words = f"The reason given was “{said[:120]}”. {present}."
    return Finding(Kind.FAMILY, half.pupil.pupil_id, half.day, half.session, words[:300])


def _day(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
