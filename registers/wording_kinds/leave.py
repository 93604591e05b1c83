"""What is said about leave that a parent asks for."""

from registers.wording_kinds.shape import EMAIL, LETTER, WordingKind

LEAVE_DECISIONS = (
    WordingKind(
        "leave_agreed",
        "Leave agreed",
        "The head has agreed to all the days that a parent asked for.",
        (LETTER, EMAIL),
        (
            "contact", "school", "school phone", "reference", "children", "agreed days", "back on", "reason",
            "signed by",
        ),
        may_be_off=False,
        statutory=True,
    ),
    WordingKind(
        "leave_part_agreed",
        "Leave agreed in part",
        "The head has agreed to some of the days, and not to the others.",
        (LETTER, EMAIL),
        (
            "contact", "school", "school phone", "reference", "children", "asked days", "agreed days", "back on",
            "days not agreed", "reason", "what follows", "signed by",
        ),
        may_be_off=False,
        statutory=True,
    ),
    WordingKind(
        "leave_not_agreed",
        "Leave not agreed",
        "The head has not agreed to leave. It is the warning that goes before any penalty notice.",
        (LETTER, EMAIL),
        (
            "contact", "school", "school phone", "reference", "children", "asked days", "reason", "what follows",
            "signed by",
        ),
        may_be_off=False,
        statutory=True,
    ),
    WordingKind(
        "leave_not_agreed_other",
        "Leave not agreed: to another parent",
        "The same warning to another parent, where a person has chosen so. It does not say who asked or why.",
        (LETTER, EMAIL),
        (
            "contact", "school", "school phone", "children", "days not agreed", "what follows", "signed by",
        ),
        may_be_off=False,
        statutory=True,
    ),
)  # fmt: skip

LEAVE_QUESTIONS = (
    WordingKind(
        "leave_question",
        "A question about leave",
        "The head asks the parent something before deciding.",
        (LETTER, EMAIL),
        ("contact", "school", "school phone", "reference", "children", "asked days", "question", "signed by"),
        may_be_off=False,
    ),
)  # fmt: skip
"""Before it is decided."""
