"""The papers of the targeting support meeting with the local authority: which pupils, and what was decided for each.

The school policy's annex and the authorities' own agendas ask for pupils severely and persistently absent or at risk,
with a plan, a social worker, a part-time timetable or an illness, and for long unexplained absences. It is a list to
talk about; nothing follows by itself.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from absence.going_on import GoingOn, going_on
from absence.models import PartTimeTimetable
from absence.sickness_list import IllPupil, sickness_list
from registers.models import Admission, GroupMembership, Post, Pupil, School
from reporting.bands import AT_RISK_ONE_IN
from reporting.decisions_taken import Taken, decisions_taken
from reporting.figure_address import Asked, FigureKind
from reporting.forward_look import ForwardLook
from reporting.groups import Group
from reporting.measures import percentage
from reporting.periods import Period, year_calendar
from reporting.tables import EnrolmentSums, cut_of, enrolment_sums

MISSED = "Those who missed a twentieth of their sessions or more."
UNEXPLAINED_FROM = 10
"""School days without a reason from which an absence stands on the agenda (the school policy, V)."""


@dataclass(frozen=True)
class Line:
    """One pupil in one section: why they stand there, what was missed, and what was decided."""

    pupil: Pupil
    class_name: str
    missed: str
    why: str
    decisions: tuple[Taken, ...]
    url: str
    """The sessions behind what was missed."""


@dataclass(frozen=True)
class Section:
    """One list of the agenda."""

    key: str
    title: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TargetingPack:
    """Everything for one meeting."""

    school: School
    period: Period
    period_words: str
    sections: tuple[Section, ...]

    @property
    def pupils(self) -> int:
        """How many pupils there are in all, each once."""
        return len({line.pupil.pk for section in self.sections for line in section.lines})


@dataclass(frozen=True)
class _Known:
    """What the sections are made from."""

    pupils: Mapping[int, Pupil]
    classes: Mapping[int, str]
    rows: Mapping[int, EnrolmentSums]
    sessions_left: int

    def look(self, pupil: int) -> ForwardLook:
        """How far the pupil is from the lines."""
        sums = self.rows[pupil].sums
        return ForwardLook(sums.absent, sums.possible, self.sessions_left)

    def within(self, *groups: Group) -> list[int]:
        """The pupils of these groups who missed a twentieth or more, those who missed most first."""
        return self.by_missed(
            pk
            for pk, row in self.rows.items()
            if row.groups & set(groups) and row.sums.absent * AT_RISK_ONE_IN >= row.sums.possible > 0
        )

    def by_missed(self, pupils: Iterable[int]) -> list[int]:
        """Those who missed most first."""
        return sorted(pupils, key=lambda pk: (-self._share(pk), self.pupils[pk].surname, pk))

    def _share(self, pupil: int) -> float:
        sums = self.rows[pupil].sums
        return sums.absent / sums.possible if sums.possible else 0


def targeting_pack(*, post: Post, on: dt.date) -> TargetingPack:
    """The papers of the hat's school for this school year so far. The same statements for any number of pupils."""
    school = cast(School, post.school)
    calendar = year_calendar([school.pk], on)
    period = calendar.year_to_date
    known = _known(school, post, period, on, calendar.sessions_left())
    found = [*_by_figures(known), *_by_status(known), *_by_days(known, school, post, on)]
    wanted = {pk for _, _, _, why in found for pk in why}
    taken = decisions_taken(school=school, pupils=wanted, since=period.first, on=on)
    asked = Asked(FigureKind.ABSENCE, period, school=school.pk)
    sections = tuple(
        Section(key, title, about, tuple(_line(known, pk, words, taken, asked) for pk, words in why.items()))
        for key, title, about, why in found
    )
    return TargetingPack(school, period, calendar.words(period), sections)


Found = tuple[str, str, str, dict[int, str]]
"""A section before its lines are written: key, title, what it is about, and why each pupil stands there."""


def _known(school: School, post: Post, period: Period, on: dt.date, left: int) -> _Known:
    stays = dict(Admission.objects.on(on).filter(school=school).values_list("pk", "pupil"))
    rows = {row.pupil: row for row in enrolment_sums(cut_of(school, period, on)) if row.admission in stays}
    pupils = {each.pk: each for each in Pupil.objects.visible_to(post, on=on).filter(pk__in=rows)}
    classes = dict(GroupMembership.objects.on(on).filter(school=school).values_list("pupil", "group__name"))
    return _Known(pupils, classes, {pk: row for pk, row in rows.items() if pk in pupils}, left)


def _by_figures(known: _Known) -> list[Found]:
    looks = {pk: known.look(pk) for pk, row in known.rows.items() if row.sums.possible}
    severe = [pk for pk, look in looks.items() if look.severe.crossed]
    persistent = [pk for pk, look in looks.items() if look.persistent.crossed and pk not in severe]
    risk = [pk for pk, look in looks.items() if look.absent and look.persistent.is_near]
    near = {pk: _near_words(looks[pk].persistent.in_a_row or 0) for pk in known.by_missed(risk)}
    return [
        (
            "severe",
            "Severely absent",
            "Half of their sessions or more missed. A joint plan with the authority is due for each.",
            dict.fromkeys(known.by_missed(severe), ""),
        ),
        (
            "persistent",
            "Persistently absent",
            "A tenth of their sessions or more missed, and less than half.",
            {pk: _best_words(looks[pk]) for pk in known.by_missed(persistent)},
        ),
        ("risk", "At risk of persistent absence", "Two school days or less from a tenth.", near),
    ]


def _near_words(sessions: int) -> str:
    return f"{sessions} more session{'s' if sessions != 1 else ''} missed in a row would reach a tenth"


def _best_words(look: ForwardLook) -> str:
    if look.persistent.can_return:
        return f"can still end the year under a tenth; {look.best} % at best"
    return f"{look.best} % at best by the end of the year" if look.best else ""


def _by_status(known: _Known) -> list[Found]:
    medical = known.within(Group("medical"))
    return [
        (
            "ehcp",
            "With an education, health and care plan",
            f"{MISSED} Whether the provision of the plan is delivered, and whether the pupil gets to it.",
            dict.fromkeys(known.within(Group("sen", "E")), ""),
        ),
        (
            "social",
            "With a social worker, or looked after",
            f"{MISSED} The social worker is told of unexplained absence, and before a name is taken off the register.",
            dict.fromkeys(known.within(Group("sw"), Group("lac")), ""),
        ),
        (
            "medical",
            "With a medical condition",
            f"{MISSED} Reasonable adjustments, a healthcare plan where one is needed, and education while away.",
            dict.fromkeys(medical, ""),
        ),
    ]


def _by_days(known: _Known, school: School, post: Post, on: dt.date) -> list[Found]:
    running = PartTimeTimetable.objects.running(on).filter(school=school).select_related("plan")
    part_time = {
        each.plan.pupil_id: f"until {_day(each.last_day)}, to be looked at again {_day(each.review_on)}"
        for each in running.order_by("last_day", "pk")
    }
    ill = sickness_list(post=post, on=on)
    days = {each.pupil.pk: _ill_words(each) for each in (*ill.due, *ill.to_send, *ill.returned, *ill.close)}
    away = {
        each.pupil.pk: _away_words(each) for each in going_on(school=school, post=post, on=on, from_day=1)
    }
    long = {pk: words for pk, words in away.items() if words}
    return [
        (
            "part_time",
            "On a part-time timetable",
            "Temporary, agreed, and looked at again.",
            _seen(known, part_time),
        ),
        (
            "sickness",
            "Fifteen days of illness, or near it",
            "The authority arranges education from then on.",
            _seen(known, days),
        ),
        (
            "away",
            "Ten and twenty school days without a reason",
            "From the tenth the authority is told; from the twentieth enquiries are made together.",
            _seen(known, long),
        ),
    ]


def _seen(known: _Known, why: Mapping[int, str]) -> dict[int, str]:
    return {pk: words for pk, words in why.items() if pk in known.rows}


def _ill_words(each: IllPupil) -> str:
    count = len(each.found.days)
    made = each.newest_return
    told = "return made" if made else "no return yet"
    return f"ill on {count} days this school year; {told}"


def _away_words(each: GoingOn) -> str:
    """Nothing below ten days."""
    state = each.state
    if each.is_nursery or max(state.days, state.unauthorised) < UNEXPLAINED_FROM:
        return ""
    told = []
    if state.days >= UNEXPLAINED_FROM:
        told.append(f"{state.days} school days without contact")
    if each.return_reached:
        told.append(f"{state.unauthorised} school days without authority")
    if each.ground_i_reached:
        told.append("twenty or more: joint enquiries")
    return ", ".join(told)


def _line(known: _Known, pupil: int, why: str, taken: Mapping[int, Sequence[Taken]], asked: Asked) -> Line:
    sums = known.rows[pupil].sums
    share = percentage(sums.absent, sums.possible)
    missed = f"{sums.absent} of {sums.possible} ({share} %)" if share else "no sessions"
    decisions = tuple(taken.get(pupil, ()))
    return Line(
        known.pupils[pupil], known.classes.get(pupil, ""), missed, why, decisions, asked.sessions_url(pupil)
    )


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
