"""The inspection pack: causes of absence, strategy, what worked, how the registers are kept, and the way to them."""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from absence.support_barriers import barriers_of
from penalties.small_numbers import HIDDEN, is_small
from registers.models import Post, School
from registers.roles import Permission, Role, may
from reporting.governors_report import GovernorsReport, Opens, governors_report
from reporting.periods import year_calendar
from reporting.registers_kept import registers_kept


@dataclass(frozen=True)
class InspectionPack:
    """The report of the school year so far, and what plans of support say keeps pupils away."""

    report: GovernorsReport
    barriers: list[tuple[str, str]]
    """Each in words, with how many plans speak of it; few are not counted out."""


def inspection_pack(*, post: Post, on: dt.date) -> InspectionPack:
    """The pack of the hat's school. The same statements for any number of pupils."""
    school = cast(School, post.school)
    calendar = year_calendar([school.pk], on)
    quality = registers_kept(school=school, on=on, by=post)
    report = governors_report(
        school=school,
        calendar=calendar,
        period=calendar.year_to_date,
        on=on,
        quality=quality,
        may_open=Opens.NAMES if may(Role(post.role), Permission.SEE_FIGURES) else Opens.NOTHING,
    )
    found = barriers_of(post, on=on)
    barriers = [(row.words, HIDDEN if is_small(row.plans) else str(row.plans)) for row in found.rows]
    return InspectionPack(report, barriers)
