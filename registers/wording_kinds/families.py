"""What is said about the family pages, and in answer to what families say there."""

from registers.wording_kinds.shape import ALWAYS, EMAIL, LETTER, TEXT, WordingKind

FAMILY_PAGES = (
    WordingKind(
        "details_check",
        "Check your details",
        "A family has not said this term whether the details on file are right, and the office reminds it.",
        (EMAIL,),
        ("contact", "school", "school phone", "children"),
    ),
    WordingKind(
        "report_question",
        "Question about a report",
        "The school asks something about an absence that a family reported on its pages.",
        (EMAIL, TEXT),
        (*ALWAYS, "day", "question"),
    ),
    WordingKind(
        "report_not_accepted",
        "Report not counted as authorised",
        "The school has not accepted what a family reported on its pages, and says why.",
        (EMAIL, TEXT),
        (*ALWAYS, "day", "why not"),
    ),
)  # fmt: skip

SIGN_IN = (
    WordingKind(
        "portal_invitation",
        "Invitation to the family pages",
        "The office invites an adult who may sign in for a child to do so.",
        (EMAIL, TEXT, LETTER),
        ("contact", "school", "school phone", "page", "email held"),
        may_be_off=False,
    ),
)  # fmt: skip
