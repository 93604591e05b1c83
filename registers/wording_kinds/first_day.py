"""What is said while a child is absent and the school does not know why or how it is."""

from registers.wording_kinds.shape import ALWAYS, EMAIL, LETTER, TEXT, WordingKind

FIRST_DAY = (
    WordingKind(
        "first_day_text",
        "First day",
        "A pupil has no mark that explains the absence on its first day. It waits for two minutes, and a pupil"
        " who comes to the late desk meanwhile stops it.",
        (TEXT, EMAIL),
        (*ALWAYS, "class", "day", "session"),
    ),
    WordingKind(
        "absence_continues",
        "Still absent",
        "An absence goes on and the school does not know how the child is.",
        (TEXT, EMAIL),
        (*ALWAYS, "class", "day", "first day", "days missed"),
    ),
    WordingKind(
        "second_contact",
        "Second contact",
        "The first contact did not answer, and another of the child’s contacts is asked.",
        (TEXT, EMAIL),
        (*ALWAYS, "class", "day"),
    ),
    WordingKind(
        "no_contact_letter",
        "No contact so far",
        "Nobody has been reached by telephone, text or visit.",
        (LETTER,),
        (*ALWAYS, "pupil full name", "class", "first day", "days missed", "attempts", "reply by", "signed by"),
        may_be_off=False,
    ),
)  # fmt: skip

TO_PROFESSIONALS = (
    WordingKind(
        "note_to_social_worker",
        "Note to a child’s social worker",
        "A pupil who has a social worker or youth offending worker is absent without a reason.",
        (EMAIL, LETTER),
        (
            *ALWAYS, "pupil full name", "class", "day", "days missed", "last seen", "what is known", "signed by",
        ),
        may_be_off=False,
        for_families=False,
    ),
)  # fmt: skip
"""To the people beside the family."""
