"""The reports there are, for the page that lists them: what each is for, and who may open it."""

from typing import NamedTuple

from registers.roles import Permission, Role, may


class ReportPlace(NamedTuple):
    """One report or record: its name, what it is for, its page, and who may open it."""

    title: str
    words: str
    name: str
    permission: Permission


PLACES = [
    ReportPlace(
        "Governors’ report",
        "A period in words, pictures and groups; what was done, and whether it worked. No names, small groups hidden.",
        "reporting:governors_report",
        Permission.SEE_TOTALS,
    ),
    ReportPlace(
        "Targeting support meeting",
        "Papers for the talk with the local authority: who to talk about, and what was decided. Names pupils.",
        "reporting:targeting_meeting",
        Permission.SEE_SOCIAL_CARE,
    ),
    ReportPlace(
        "Inspection pack",
        "Causes of absence, the strategy, what worked, and the registers as an inspector reads them.",
        "reporting:inspection_pack",
        Permission.INSPECT,
    ),
    ReportPlace(
        "Ten unauthorised sessions: the year’s totals",
        "Cases, decisions, notices and payments of a school year. No names.",
        "penalties:penalties_year",
        Permission.SEE_TOTALS,
    ),
    ReportPlace(
        "Quality of registers",
        "This term’s registers by class and week: in time, late, never completed, marks missing; N still to settle.",
        "reporting:register_quality",
        Permission.SEE_MISSING_REGISTERS,
    ),
    ReportPlace(
        "Policy and training",
        "The policy with its review date, the school’s strategy, and the training log.",
        "reporting:policy",
        Permission.SEE_FIGURES,
    ),
    ReportPlace(
        "Keeping families informed",
        "An update for each family once a half term, in the language it reads; and who fell below the school’s target.",
        "reporting:family_updates",
        Permission.SUPPORT,
    ),
]


def places_for(role: Role) -> list[ReportPlace]:
    """What the role may open."""
    return [place for place in PLACES if may(role, place.permission)]
