"""Pupils whose illness has come to many days of the school year. The same statements for any number of pupils."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import Count

from absence.models import EducationAnswer, EducationRequest, SicknessReturn
from absence.sickness import CLOSE, Sickness, sickness_of
from registers.codes import ILLNESS
from registers.models import GroupMembership, Mark, Post, Pupil, PupilStatus
from registers.pupil_year import current_period
from registers.school_year import NURSERY, compulsory_school_age

Codes = dict[dt.date, list[str]]
Returns = Mapping[int, list[SicknessReturn]]


@dataclass(frozen=True)
class IllPupil:
    """One pupil: the illness of the school year, the returns made, and what was asked of the authority."""

    pupil: Pupil
    group: str
    found: Sickness
    returns: tuple[SicknessReturn, ...]
    """The newest first."""
    requests: tuple[EducationRequest, ...]

    @property
    def newest_return(self) -> SicknessReturn | None:
        """The last return of the school year."""
        return self.returns[0] if self.returns else None

    @property
    def is_sent(self) -> bool:
        """Whether it was noted that the newest return went to the authority."""
        return self.newest_return is not None and bool(self.newest_return.sent.all())

    @property
    def education(self) -> EducationAnswer | None:
        """The newest answer about education, to the newest request."""
        answers = self.requests[0].answers.all() if self.requests else []
        return max(answers, key=lambda each: (each.answered_on, each.pk), default=None)


@dataclass(frozen=True)
class SicknessList:
    """The school's list: what is due first."""

    since: dt.date
    due: tuple[IllPupil, ...]
    to_send: tuple[IllPupil, ...]
    close: tuple[IllPupil, ...]
    returned: tuple[IllPupil, ...]


def sickness_list(*, post: Post, on: dt.date) -> SicknessList:
    """Every pupil with a return due, made, or near. Nine statements at most, however many pupils."""
    first, _ = current_period(_school(post), on)
    year = Mark.objects.filter(school=post.school_id, date__range=(first, on), code=ILLNESS)
    many = year.values("pupil").annotate(days=Count("date", distinct=True)).filter(days__gte=CLOSE)
    returns = _returns(post, first)
    wanted = {row["pupil"] for row in many} | returns.keys()
    rows = sorted(
        _ill(wanted, returns, post=post, first=first, on=on),
        key=lambda each: (-len(each.found.days), each.pupil.surname, each.pupil.forename, each.pupil.pk),
    )
    rest = [each for each in rows if not each.found.is_due]
    return SicknessList(
        since=first,
        due=tuple(each for each in rows if each.found.is_due),
        to_send=tuple(each for each in rest if each.newest_return and not each.is_sent),
        close=tuple(each for each in rest if not each.newest_return and each.found.is_close),
        returned=tuple(each for each in rest if each.newest_return and each.is_sent),
    )


def ill_pupils(wanted: Collection[int], *, post: Post, on: dt.date) -> list[IllPupil]:
    """These pupils, as far as the hat may see them and they are on the roll. Nursery is outside the rule."""
    first, _ = current_period(_school(post), on)
    return _ill(wanted, _returns(post, first), post=post, first=first, on=on)


def _ill(
    wanted: Collection[int], returns: Returns, *, post: Post, first: dt.date, on: dt.date
) -> list[IllPupil]:
    nursery = PupilStatus.objects.on(on).filter(kind=PupilStatus.Kind.YEAR_GROUP, value__in=NURSERY)
    visible = Pupil.objects.visible_to(post, on=on).on_roll(on).filter(pk__in=wanted)
    pupils = list(visible.exclude(pk__in=nursery.values("pupil")))
    numbers = [pupil.pk for pupil in pupils]
    codes: dict[int, Codes] = defaultdict(lambda: defaultdict(list))
    marks = Mark.objects.filter(school=post.school_id, pupil__in=numbers, date__range=(first, on))
    for pupil, day, code in marks.values_list("pupil", "date", "code"):
        codes[pupil][day].append(code)
    groups = dict(
        GroupMembership.objects.on(on).filter(pupil__in=numbers).values_list("pupil", "group__name")
    )
    requests = _requests(post, numbers)
    return [
        IllPupil(
            pupil=pupil,
            group=groups.get(pupil.pk, ""),
            found=sickness_of(
                codes[pupil.pk],
                returns=[made.date for made in returns.get(pupil.pk, [])],
                compulsory=compulsory_school_age(pupil.dob),
            ),
            returns=tuple(returns.get(pupil.pk, [])),
            requests=tuple(requests[pupil.pk]),
        )
        for pupil in pupils
    ]


def _school(post: Post) -> int:
    return cast(int, post.school_id)  # the pages are for people of one school


def _returns(post: Post, first: dt.date) -> Returns:
    """The school's returns of the year by pupil, the newest first. Two statements."""
    found: dict[int, list[SicknessReturn]] = defaultdict(list)
    made = SicknessReturn.objects.filter(school=post.school_id, date__gte=first)
    for each in made.prefetch_related("sent").order_by("-date", "-pk"):
        found[each.pupil_id].append(each)
    return found


def _requests(post: Post, pupils: list[int]) -> dict[int, list[EducationRequest]]:
    found: dict[int, list[EducationRequest]] = defaultdict(list)
    made = EducationRequest.objects.filter(school=post.school_id, pupil__in=pupils)
    for each in made.prefetch_related("answers").order_by("-asked_on", "-pk"):
        found[each.pupil_id].append(each)
    return found
