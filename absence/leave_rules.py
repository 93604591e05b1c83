"""Which code leave that is granted may take, and what must be on file with it.

SI 2024/208, regulations 10 and 11. V = seen in the law or guidance, V2 = second-hand, M = from memory, P = practice.
Nothing here decides: it says what a person may choose from, and why something cannot be chosen.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from absence.leave_kinds import Kind
from registers.codes import (
    APPOINTMENT,
    CODES,
    EXCEPTIONAL_LEAVE,
    INTERVIEW_LEAVE,
    PART_TIME_LEAVE,
    PERFORMANCE_LEAVE,
    RELIGIOUS_OBSERVANCE,
    STUDY_LEAVE,
    TRAVELLING,
)
from registers.school_year import academic_year, academic_year_days, compulsory_school_age


@dataclass(frozen=True)
class Grant:
    """One code that leave may take. `when`: what it is for; `needs`: what must be recorded with it, empty for nothing;
    `in_advance`: only where it was asked for before it begins; `one_day`: never longer than a day."""

    code: str
    when: str
    source: str
    needs: str = ""
    in_advance: bool = False
    one_day: bool = False

    @property
    def label(self) -> str:
        """As a list offers it: `C, Leave agreed`."""
        return f"{self.code}, {CODES[self.code].words}"


GRANTS = {
    grant.code: grant
    for grant in (
        Grant(
            EXCEPTIONAL_LEAVE,
            "Exceptional circumstances, asked for in advance. You set how many days.",
            "SI 2024/208 regulation 11; Working together to improve school attendance (V2)",
            in_advance=True,
        ),
        Grant(
            PERFORMANCE_LEAVE,
            "A regulated performance, or regulated employment abroad, with its licence.",
            "SI 2024/208 regulation 11(2) to (5) (V)",
            needs="The licence: which authority gave it, and for which days",
            in_advance=True,
        ),
        Grant(
            INTERVIEW_LEAVE,
            "An interview or entrance examination for work or another school.",
            "SI 2024/208 regulation 11 (V)",
            needs="What the interview or examination is, and where",
            in_advance=True,
        ),
        Grant(
            STUDY_LEAVE,
            "Study for a public examination, in the last school year of compulsory school age or later.",
            "SI 2024/208 regulation 11 (V); the year group is from practice (P)",
            needs="Which examinations",
            in_advance=True,
        ),
        Grant(
            APPOINTMENT,
            "A medical or dental appointment: the half-days that it takes. Evidence only where there is genuine doubt.",
            "SI 2024/208 regulation 10 (V); evidence: Working together (V2)",
        ),
        Grant(
            RELIGIOUS_OBSERVANCE,
            "The one day that the religious body sets apart. Further days are leave.",
            "SI 2024/208 regulation 10 (V); one day (V2)",
            needs="Which day of which faith",
            one_day=True,
        ),
        Grant(
            TRAVELLING,
            "A child of a travelling family whose parents travel for their trade. No proof is asked as a routine.",
            "SI 2024/208 regulation 10 (V); the plan is from practice (P)",
            needs="The plan: where, how to reach the family, which school meanwhile, when they return",
        ),
    )
}
"""Every code that a request may lead to. C2 is none of them: a part-time timetable is agreed by itself."""

BY_KIND: dict[Kind, tuple[str, ...]] = {
    Kind.EXCEPTIONAL: (EXCEPTIONAL_LEAVE,),
    Kind.BEREAVEMENT: (EXCEPTIONAL_LEAVE,),
    Kind.HOLIDAY: (EXCEPTIONAL_LEAVE,),
    Kind.RELIGIOUS: (RELIGIOUS_OBSERVANCE, EXCEPTIONAL_LEAVE),
    Kind.MEDICAL: (APPOINTMENT, EXCEPTIONAL_LEAVE),
    Kind.PERFORMANCE: (PERFORMANCE_LEAVE, EXCEPTIONAL_LEAVE),
    Kind.STUDY: (STUDY_LEAVE, INTERVIEW_LEAVE, EXCEPTIONAL_LEAVE),
    Kind.TRAVELLER: (TRAVELLING, EXCEPTIONAL_LEAVE),
    Kind.OTHER: (
        EXCEPTIONAL_LEAVE,
        INTERVIEW_LEAVE,
        APPOINTMENT,
        RELIGIOUS_OBSERVANCE,
        TRAVELLING,
        PERFORMANCE_LEAVE,
        STUDY_LEAVE,
    ),
}
RECORDED_MOST = 300


def grants_for(kind: str, dob: dt.date, first_day: dt.date) -> list[Grant]:
    """What leave of that kind may take for a pupil born then, the usual code first."""
    return [GRANTS[code] for code in BY_KIND[Kind(kind)] if not age_refusal(code, dob, first_day)]


def age_refusal(code: str, dob: dt.date, first_day: dt.date) -> str:
    """Why the pupil's age speaks against the code; empty: it does not."""
    if code != STUDY_LEAVE:
        return ""
    last = compulsory_school_age(dob).last
    if first_day >= academic_year_days(academic_year(last)).first:
        return ""
    return (
        f"{code} is for the last school year of compulsory school age or later."
        f" Use {EXCEPTIONAL_LEAVE}, or {INTERVIEW_LEAVE} for an entrance examination."
    )


def code_refusal(
    code: str,
    *,
    kind: str,
    dob: dt.date,
    days: Sequence[dt.date],
    asked_on: dt.date,
    recorded: str,
) -> str:
    """Why leave may not take that code; empty: it may.

    `days`: the school days agreed, in order. `asked_on`: when the school had the request. `recorded`: what is on file.
    """
    if code == PART_TIME_LEAVE:
        return (
            f"{code} is a part-time timetable, which the school and a parent agree by itself"
            " (Planned, on the pupil’s page). A request for leave does not lead to it."
        )
    if code not in BY_KIND[Kind(kind)]:
        return f"Choose the code that the leave takes: {', '.join(BY_KIND[Kind(kind)])}."
    grant = GRANTS[code]
    if why := age_refusal(code, dob, days[0]):
        return why
    if grant.in_advance and asked_on >= days[0]:
        return (
            f"{code} is only for leave that was asked for in advance, and this was asked on"
            f" {_day(asked_on)}. Agree to the days after that."
        )
    if grant.one_day and len(days) > 1:
        return (
            f"{code} is one day. Agree to that day in part, or to all days with {EXCEPTIONAL_LEAVE}"
            " where they are exceptional."
        )
    return record_refusal(code, recorded)


def record_refusal(code: str, recorded: str) -> str:
    """What must still be written down for that code; empty: nothing."""
    grant = GRANTS.get(code)
    if grant is None or not grant.needs or recorded.strip():
        return ""
    return f"{code} needs a record. {grant.needs}."


def age_words(dob: dt.date, first_day: dt.date, last_day: dt.date) -> str:
    """What the pupil's age means for the decision; empty inside compulsory school age."""
    age = compulsory_school_age(dob)
    if last_day < age.first:
        return (
            f"Not of compulsory school age until {_day(age.first)}: the law requires no attendance on these days, and"
            " no penalty can follow. The letter says nothing of penalties."
        )
    if first_day > age.last:
        return (
            f"Over compulsory school age since {_day(age.last)}: the pupil may ask in their own name, and no penalty"
            " can follow. The letter says nothing of penalties."
        )
    if first_day < age.first:
        return f"Of compulsory school age from {_day(age.first)}: no penalty can follow for days before."
    if last_day > age.last:
        return f"Over compulsory school age from {_day(age.last)}: no penalty can follow for days after."
    return ""


def may_lead_to_penalty(dob: dt.date, first_day: dt.date, last_day: dt.date) -> bool:
    """Whether one of the days is one of compulsory school age (Education Act 1996 s.444)."""
    age = compulsory_school_age(dob)
    return first_day <= age.last and last_day >= age.first


def _day(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
