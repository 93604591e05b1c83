"""Who stands near a tenth or a half of the sessions missed, who can still return, and whose absence rises.

Counted to the last school day before today, for registers of today are still being made.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from registers.models import Admission, Post, Pupil
from registers.sessions_ahead import SessionsAhead, sessions_ahead
from reporting.changes import Change
from reporting.chosen_cut import ChosenCut
from reporting.dashboard_sums import changes_until
from reporting.figure_address import Asked, FigureKind
from reporting.forward_look import ForwardLook
from reporting.measures import percentage
from reporting.periods import Period
from reporting.tables import Cut, EnrolmentSums, enrolment_sums


class PupilAhead(NamedTuple):
    """One pupil on the roll: class, how far the lines are, and what changed of late (None: too few weeks)."""

    pupil: Pupil
    group: str
    look: ForwardLook
    change: Change | None
    url: str
    """Where the sessions behind it are listed."""

    @property
    def rises(self) -> bool:
        """Whether clearly more is missed than in the weeks before."""
        return self.change is not None and self.change.tells and self.change.more_missed > 0

    @property
    def share(self) -> str | None:
        """What was missed, in per cent."""
        return percentage(self.look.absent, self.look.possible)


@dataclass(frozen=True)
class LookingAhead:
    """Everybody of the group on the roll; the lists that the page shows are parts of them."""

    period: Period
    ahead: SessionsAhead
    pupils: list[PupilAhead]

    @property
    def near_tenth(self) -> list[PupilAhead]:
        """Under a tenth, and few sessions in a row before it; the nearest first."""
        near = [each for each in self.pupils if each.look.absent and each.look.persistent.is_near]
        return sorted(near, key=lambda each: each.look.persistent.in_a_row or 0)

    @property
    def can_return(self) -> list[PupilAhead]:
        """Past a tenth, where the year can still end under it; those with the shortest way first."""
        return _by_way_back([each for each in self.pupils if each.look.persistent.can_return])

    @property
    def cannot_return(self) -> list[PupilAhead]:
        """Past a tenth to the end of the year, whatever happens, and not near or past a half."""
        return [each for each in self._past_tenth if not each.look.persistent.can_return]

    @property
    def near_half(self) -> list[PupilAhead]:
        """Under a half, and few sessions in a row before it."""
        near = [each for each in self._past_tenth if each.look.severe.is_near]
        return sorted(near, key=lambda each: each.look.severe.in_a_row or 0)

    @property
    def past_half(self) -> list[PupilAhead]:
        """A half missed or more."""
        return _by_way_back([each for each in self.pupils if each.look.severe.crossed])

    @property
    def rising(self) -> list[PupilAhead]:
        """Those who miss clearly more than in the weeks before, the largest change first."""
        rising = [each for each in self.pupils if each.rises]
        return sorted(rising, key=lambda each: each.change.more_missed if each.change else 0, reverse=True)

    @property
    def _past_tenth(self) -> list[PupilAhead]:
        return [each for each in self.pupils if each.look.persistent.crossed and not each.look.severe.crossed]


def looking_ahead(found: ChosenCut, *, post: Post) -> LookingAhead:
    """The pupils of the chosen group whom the hat may see. Six statements, however many."""
    period = until_yesterday(found)
    cut = Cut((found.school.pk,), period, found.on, found.group)
    rows = {row.admission: row for row in enrolment_sums(cut)}
    visible = Pupil.objects.visible_to(post, on=found.on)
    stays = Admission.objects.on(found.on).filter(pk__in=rows, pupil__in=visible).select_related("pupil")
    ahead = sessions_ahead(school=found.school.pk, since=period.last + dt.timedelta(days=1))
    changes = {change.pupil_id: change for change in changes_until(cut, found.mondays)}
    asked = Asked(FigureKind.ABSENCE, period, school=found.school.pk)
    pupils = [
        PupilAhead(
            stay.pupil,
            _class_of(rows[stay.pk], found),
            ForwardLook(rows[stay.pk].sums.absent, rows[stay.pk].sums.possible, ahead.of(stay.pupil_id)),
            changes.get(stay.pupil_id),
            asked.sessions_url(stay.pupil_id),
        )
        for stay in stays
    ]
    key: Callable[[PupilAhead], tuple[str, str, int]] = attrgetter(
        "pupil.surname", "pupil.forename", "pupil.pk"
    )
    return LookingAhead(period, ahead, sorted((each for each in pupils if each.look.possible), key=key))


def until_yesterday(found: ChosenCut) -> Period:
    """This school year to the day before today; a year that is over, to its end."""
    first = found.calendar.year.first
    return Period(first, max(first, min(found.calendar.year.last, found.on - dt.timedelta(days=1))))


def _class_of(row: EnrolmentSums, found: ChosenCut) -> str:
    return next((found.groups.words(each) for each in row.groups if each.kind == "class"), "")


def _by_way_back(pupils: list[PupilAhead]) -> list[PupilAhead]:
    return sorted(pupils, key=lambda each: each.look.absent / each.look.possible)
