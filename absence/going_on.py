"""The absences without a reason that go on, with what is due about each. The same statements for any number."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from absence.continuing import Continuing
from absence.deadlines import CONTINUOUS
from absence.models import ContactAttempt, Referral
from absence.professionals import ToTell, people_to_tell
from absence.reached import OF_FAMILY, Known, is_reached, known_of, school_days_around
from registers.models import GroupMembership, Mark, Post, Pupil, PupilStatus, School
from registers.school_year import NURSERY

GOES_ON_FROM = 2
"""From the second school day an absence is one that goes on."""


@dataclass(frozen=True)
class GoingOn:
    """One pupil whose absence nobody has explained."""

    pupil: Pupil
    group: str
    state: Continuing
    known: Known
    to_tell: tuple[ToTell, ...]
    referral: Referral | None
    """The newest one made since the absence began."""
    is_nursery: bool
    on: dt.date

    @property
    def still_to_tell(self) -> list[ToTell]:
        """Those who have not been told."""
        return [each for each in self.to_tell if not each.is_told]

    @property
    def since(self) -> dt.date:
        """The first day of the absence, as far as it is without authority."""
        return self.state.absent_since or self.on

    @property
    def last_reached(self) -> ContactAttempt | None:
        """The last time anybody was reached, as far as somebody wrote it down."""
        return next((each for each in reversed(self.known.attempts) if is_reached(each)), None)

    @property
    def tried_today(self) -> bool:
        """Whether somebody has tried to reach the family today."""
        return self.on in self.known.tried

    @property
    def today(self) -> list[ContactAttempt]:
        """What was tried today."""
        return [each for each in self.known.attempts if each.date == self.on and each.kind in OF_FAMILY]

    @property
    def referral_due(self) -> bool:
        """Whether the referral is due and was not made. Nursery is outside it; a person may refer sooner."""
        return self.state.referral_due and self.referral is None and not self.is_nursery

    @property
    def return_reached(self) -> bool:
        """Ten school days without authority, for pupils of school age."""
        return self.state.return_reached and not self.is_nursery

    @property
    def ground_i_reached(self) -> bool:
        """Twenty school days without authority, for pupils of school age."""
        return self.state.ground_i_reached and not self.is_nursery


def going_on(
    *, school: School, post: Post, on: dt.date, from_day: int = GOES_ON_FROM, only: int | None = None
) -> list[GoingOn]:
    """Absences without a reason of at least so many school days, the longest without contact first.

    Sixteen statements, however many pupils. `only`: one pupil by number, whatever their absence.
    """
    days = school_days_around(school, on)
    visible = Pupil.objects.visible_to(post, on=on).on_roll(on)
    chosen = visible.filter(pk=only) if only else visible.filter(pk__in=_candidates(school, days, on))
    pupils = {pupil.pk: pupil for pupil in chosen}
    known = known_of(school=school, pupils=pupils, on=on, days=days)
    states = {pupil: known.standing(pupil) for pupil in pupils}
    lasting = {pupil: state for pupil, state in states.items() if only or _lasts(state, from_day)}
    since = {pupil: state.absent_since or on for pupil, state in lasting.items()}
    groups, nursery = _groups(lasting, on), _nursery(school, lasting, on)
    people = people_to_tell(school=school, since=since, on=on)
    referrals = _referrals(school, lasting)
    found = [
        GoingOn(
            pupil=pupils[pupil],
            group=groups.get(pupil, ""),
            state=state,
            known=known.pupils[pupil],
            to_tell=tuple(people.get(pupil, ())),
            referral=next((each for each in referrals.get(pupil, ()) if each.date >= since[pupil]), None),
            is_nursery=pupil in nursery,
            on=on,
        )
        for pupil, state in lasting.items()
    ]
    return sorted(
        found,
        key=lambda each: (-each.state.days, -each.state.unauthorised, each.pupil.surname, each.pupil.pk),
    )


def _lasts(state: Continuing, from_day: int) -> bool:
    return max(state.days, state.unauthorised) >= from_day


def _candidates(school: School, days: list[dt.date], on: dt.date) -> list[int]:
    """Pupils with an absence without authority today or on the school day before. One statement."""
    latest = [day for day in days if day <= on][-2:]
    marks = Mark.objects.filter(school=school, date__in=latest, code__in=sorted(CONTINUOUS))
    return list(marks.values_list("pupil", flat=True).distinct())


def _groups(pupils: Collection[int], on: dt.date) -> dict[int, str]:
    members = GroupMembership.objects.on(on).filter(pupil__in=pupils)
    return dict(members.values_list("pupil", "group__name"))


def _nursery(school: School, pupils: Collection[int], on: dt.date) -> set[int]:
    years = PupilStatus.objects.on(on).filter(school=school, pupil__in=pupils)
    return set(
        years.filter(kind=PupilStatus.Kind.YEAR_GROUP, value__in=NURSERY).values_list("pupil", flat=True)
    )


def _referrals(school: School, pupils: Collection[int]) -> dict[int, list[Referral]]:
    made = Referral.objects.filter(school=school, pupil__in=pupils).defer("document", "content")
    found: dict[int, list[Referral]] = {}
    for each in made.prefetch_related("sent").order_by("-at"):
        found.setdefault(each.pupil_id, []).append(each)
    return found
