"""Whom families may turn to about attendance, and which complaint goes where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

IS_MY_CHILD_TOO_ILL = "https://www.nhs.uk/live-well/is-my-child-too-ill-for-school/"
"""The guidance that parents and staff both go by (Working together 2026; the school's policy). V2."""

OMBUDSMAN = "https://www.lgo.org.uk/make-a-complaint"
"""Local Government and Social Care Ombudsman (M)."""
SECRETARY_OF_STATE = "https://www.gov.uk/complain-about-school"
"""The Secretary of State, by the Department for Education (M)."""

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Duty(StrEnum):
    """What somebody is named for. The first four are named in a school's policy (Working together 2026: V2)."""

    CHAMPION = "champion"
    DAY_TO_DAY = "day_to_day"
    SUPPORT = "support"
    GOVERNOR = "governor"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class DutyWords:
    """What a duty is called by staff, and by families with what to turn to the person for."""

    label: str
    called: "_StrPromise"
    about: "_StrPromise"


DUTIES = {
    Duty.CHAMPION: DutyWords(
        "Senior Attendance Champion",
        _("Senior Attendance Champion"),
        _("The senior leader who looks after attendance in our school."),
    ),
    Duty.DAY_TO_DAY: DutyWords(
        "Day-to-day contact",
        _("For day-to-day questions"),
        _("Ask about your child’s attendance, a mark or a message."),
    ),
    Duty.SUPPORT: DutyWords(
        "Contact for individual support",
        _("For more help with attendance"),
        _("Talk to this person if something makes it hard for your child to come to school."),
    ),
    Duty.GOVERNOR: DutyWords(
        "Linked governor",
        _("Governor for attendance"),
        _("The governor who checks how our school looks after attendance."),
    ),
    Duty.AUTHORITY: DutyWords(
        "Local authority attendance team",
        _("Local authority attendance team"),
        _("The team of the local authority (the council) that helps schools and families with attendance."),
    ),
}
IN_SCHOOL = (Duty.CHAMPION, Duty.DAY_TO_DAY, Duty.SUPPORT, Duty.GOVERNOR)


def is_review_due(review_on: date | None, *, on: date) -> bool:
    """Whether the day by which the policy was to be reviewed has passed."""
    return review_on is not None and review_on < on
