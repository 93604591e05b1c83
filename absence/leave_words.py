"""The days of a leave, and what the law says about days away without it, in the language of who is written to."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from absence.deadlines import NOTICE_FULL_AMOUNT_DAYS, NOTICE_LOWER_AMOUNT_DAYS
from absence.leave_days import LeaveDays
from attendance_site.parts.spoken import spoken_date
from penalties.amounts import AMOUNTS, IN_YEARS
from penalties.threshold import SESSIONS, WEEKS
from registers.codes import Session

AM, PM = Session.AM, Session.PM


def days_words(days: LeaveDays, *, language: str) -> str:
    """`Monday 11 January 2027 to Friday 15 January 2027`, with the half-days where it has some."""
    with translation.override(language):
        return _days(days)


def _days(days: LeaveDays) -> str:
    first, last = spoken_date(days.first), spoken_date(days.last)
    if days.first == days.last:
        if days.first_half == PM:
            return _("the afternoon of %(day)s") % {"day": first}
        if days.last_half == AM:
            return _("the morning of %(day)s") % {"day": first}
        return first
    both = {"first": first, "last": last}
    match days.first_half == PM, days.last_half == AM:
        case True, True:
            return _("the afternoon of %(first)s to the morning of %(last)s") % both
        case True, False:
            return _("the afternoon of %(first)s to %(last)s") % both
        case False, True:
            return _("%(first)s to the morning of %(last)s") % both
    return _("%(first)s to %(last)s") % both


def back_words(day: dt.date, half: str, *, language: str) -> str:
    """When a child is back: `Monday 18 January 2027`, with the half where it is the afternoon."""
    with translation.override(language):
        return _("%(day)s, in the afternoon") % {"day": spoken_date(day)} if half == PM else spoken_date(day)


def what_follows(*, language: str, may_lead_to_penalty: bool) -> list[str]:
    """What the law says about days away that are not agreed, a sentence a line: the warning that is kept on file."""
    with translation.override(language):
        lines = [_("The register would show these days as absence without the school’s agreement.")]
        if may_lead_to_penalty:
            return [*lines, *penalty_lines(language=language)]
        return [
            *lines,
            _("Children of this age do not have to be in school by law, so no penalty notice can follow."),
        ]


def penalty_lines(*, language: str) -> list[str]:
    """What the law says about penalty notices, a sentence a line.

    Amounts and days are the constants of penalties and deadlines, and stand nowhere else.
    """
    facts = {
        "sessions": SESSIONS,
        "weeks": WEEKS,
        "early": AMOUNTS.early,
        "first": AMOUNTS.first,
        "second": AMOUNTS.second,
        "early_days": NOTICE_LOWER_AMOUNT_DAYS,
        "days": NOTICE_FULL_AMOUNT_DAYS,
        "years": IN_YEARS,
    }
    with translation.override(language):
        return [
            _(
                "When a child has %(sessions)s half-days of absence that are not agreed within %(weeks)s school weeks,"
                " the school has to think about a penalty notice."
            )
            % facts,
            _("A penalty notice goes to each parent, for each child.") % facts,
            _(
                "It is £%(first)s, or £%(early)s if it is paid within %(early_days)s days. It has to be paid within"
                " %(days)s days."
            )
            % facts,
            _(
                "A second one to the same parent for the same child within %(years)s years is £%(second)s. After that"
                " the local authority may take the case to court."
            )
            % facts,
        ]
