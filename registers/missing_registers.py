"""Sessions of earlier days of this term in which a class still lacks marks that are due. Four statements at most."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from registers.codes import CLEARED
from registers.day_registers import class_order
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import GroupTeacher, Post, School
from registers.school_sessions import HALF, Calendar, PupilOnDay

MOST = 500
"""Registers looked at, the latest first."""


@dataclass(frozen=True)
class Gap:
    """A class's session with pupils who should have a mark and have none."""

    date: dt.date
    session: str
    group_id: int
    group: str
    pupils: tuple[PupilOnDay, ...]
    teachers: str

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return HALF[self.session]

    @property
    def names(self) -> str:
        """The pupils without a mark, for a sentence."""
        return ", ".join(pupil.called for pupil in self.pupils)


def missing_on_earlier_days(
    *, school: School, before: dt.date, by: Post, of_term: dt.date | None = None, first: dt.date | None = None
) -> list[Gap]:
    """What is still missing of the term that `before` (or the day `of_term`) lies in, latest day first.

    `first`: of all terms instead, from that day on.
    Only real gaps: a pupil on the roll, in that class, not closed, and not planned away by a code that is marked by
    itself. Days before the first mark of the term are left out: the school took its registers elsewhere then.
    """
    in_term = of_term or before
    blanks = _blanks(school, (first, before) if first else (in_term, in_term), before, first or dt.date.min)
    if not blanks:
        return []
    wanted = [(pupil, date) for date, _, _, pupils in blanks for pupil in pupils]
    pupils = pupils_on_days(school=school, wanted=wanted, by=by)
    calendar = calendar_for(
        school=school, first=blanks[-1][0], last=before, pupils={each for each, _ in wanted}
    )
    teachers = _teachers(school, {group for _, _, group, _ in blanks})
    gaps = []
    for date, session, group, blank in blanks:
        on_day = [pupils[pupil, date] for pupil in blank if (pupil, date) in pupils]
        lacking = sorted((each for each in on_day if _is_due(calendar, each, date, session)), key=_in_order)
        if lacking:
            gaps.append(_gap(date, session, group, lacking, teachers[group]))
    return sorted(gaps, key=lambda gap: (-gap.date.toordinal(), gap.session, class_order(gap.group)))


def _is_due(calendar: Calendar, pupil: PupilOnDay, date: dt.date, session: str) -> bool:
    if not pupil.mine or not calendar.expects(pupil, date, session):
        return False
    return not calendar.marks_itself(pupil, date, session)


def _in_order(pupil: PupilOnDay) -> tuple[str, str, int]:
    return pupil.surname, pupil.forename, pupil.pupil_id


def _gap(
    date: dt.date, session: str, group: int, pupils: list[PupilOnDay], teaching: list[GroupTeacher]
) -> Gap:
    names = [
        each.post.user.name
        for each in teaching
        if each.first_day <= date and (each.last_day is None or each.last_day >= date)
    ]
    return Gap(date, session, group, pupils[0].group_name or "", tuple(pupils), ", ".join(names))


def _teachers(school: School, groups: set[int]) -> dict[int, list[GroupTeacher]]:
    found: dict[int, list[GroupTeacher]] = defaultdict(list)
    teaching = GroupTeacher.objects.filter(school=school, group__in=groups).select_related("post__user")
    for each in teaching.order_by("post__user__name"):
        found[each.group_id].append(each)
    return found


BLANKS = """
WITH sheet AS (
  SELECT day.date, half.session, member.group_id, count(mark.pupil_id) AS marked,
         array_agg(member.pupil_id) FILTER (WHERE mark.pupil_id IS NULL) AS blank
    FROM registers_term term
    JOIN registers_schoolday day ON day.school_id = term.school_id AND day.date < %(before)s
         AND day.date BETWEEN term.first_day AND term.last_day
   CROSS JOIN LATERAL (VALUES ('AM', day.am), ('PM', day.pm)) AS half (session, held)
    JOIN registers_groupmembership member ON member.school_id = term.school_id AND member.first_day <= day.date
         AND (member.last_day IS NULL OR member.last_day >= day.date)
    JOIN registers_admission stay ON stay.pupil_id = member.pupil_id AND stay.starting_day <= day.date
         AND (stay.deleted_on IS NULL OR stay.deleted_on >= day.date)
    LEFT JOIN registers_mark mark ON mark.school_id = term.school_id AND mark.pupil_id = member.pupil_id
         AND mark.date = day.date AND mark.session = half.session AND mark.code <> %(cleared)s
   WHERE term.school_id = %(school)s AND term.first_day <= %(until)s AND term.last_day >= %(since)s AND half.held
     AND day.date >= %(first)s
   GROUP BY day.date, half.session, member.group_id)
SELECT date, session, group_id, blank FROM sheet
 WHERE blank IS NOT NULL AND date >= (SELECT min(date) FROM sheet WHERE marked > 0)
 ORDER BY date DESC, session DESC, group_id LIMIT %(most)s
"""


def _blanks(
    school: School, terms: tuple[dt.date, dt.date], before: dt.date, first: dt.date
) -> list[tuple[dt.date, str, int, list[int]]]:
    """Latest first: date, session, class, and the pupils on the roll without a mark. `terms`: between two days."""
    since, until = terms
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"school": school.pk, "cleared": CLEARED, "most": MOST}
        asked |= {"before": before, "first": first, "since": since, "until": until}
        cursor.execute(BLANKS, asked)
        return list(cursor.fetchall())
