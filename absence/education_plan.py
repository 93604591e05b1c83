"""From the education that the authority arranged for an ill pupil to what stands on the register: code K, planned."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from absence.models import EducationAnswer
from registers.codes import ARRANGED_PROVISION
from registers.models import PlannedMark, Pupil
from registers.plan_preview import LONGEST


@dataclass(frozen=True)
class EducationPlan:
    """What is planned with K since the education began, and the page that plans more of it, filled in."""

    planned: tuple[PlannedMark, ...]
    url: str
    """Empty where nothing is left to plan: the education has ended."""


def education_plan(answer: EducationAnswer | None, pupil: Pupil, *, on: dt.date) -> EducationPlan | None:
    """For the answer that stands; None where it arranges nothing. One statement at most."""
    if answer is None or answer.outcome != EducationAnswer.Outcome.ARRANGED or answer.first_day is None:
        return None
    planned = PlannedMark.objects.filter(
        school=pupil.school_id,
        pupil=pupil,
        code=ARRANGED_PROVISION,
        withdrawn_at__isnull=True,
        last_day__gte=answer.first_day,
    )
    return EducationPlan(tuple(planned.order_by("first_day", "pk")), _url(answer, pupil, on))


def _url(answer: EducationAnswer, pupil: Pupil, on: dt.date) -> str:
    """The page that plans one code, with the days that are left, and who teaches what."""
    first = max(answer.first_day or on, on)
    longest = first + dt.timedelta(days=LONGEST)
    last = min(answer.last_day or longest, longest)
    if last < first:
        return ""
    said = {
        "code": ARRANGED_PROVISION,
        "first_day": first.isoformat(),
        "last_day": last.isoformat() if answer.last_day else "",
        "note": f"{answer.nature}, {answer.provider}",
    }
    return f"{reverse('registers:plan_mark', args=[pupil.pk])}?{urlencode(said)}"
