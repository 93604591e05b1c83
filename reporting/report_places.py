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
        "Forward look",
        "Who is near a tenth or a half of the sessions missed, who can still return, and whose absence rises.",
        "reporting:forward_look",
        Permission.SEE_FIGURES,
    ),
    ReportPlace(
        "Patterns to look at",
        "Broken weeks, days of the week, days beside holidays, brothers and sisters, illness in a class.",
        "reporting:patterns",
        Permission.SEE_FIGURES,
    ),
    ReportPlace(
        "Schools side by side",
        "Every school of the trust over a period, in totals.",
        "reporting:trust",
        Permission.SEE_TRUST,
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
