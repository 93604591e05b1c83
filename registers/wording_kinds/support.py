"""What is said about lateness and absence that go on: letters, and meetings about what would help."""

from registers.wording_kinds.shape import ALWAYS, LETTER, WordingKind

SUPPORT = (
    WordingKind(
        "punctuality_letter",
        "Arriving on time",
        "The school’s first stage of lateness is reached, and a person has decided to write.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "times late", "minutes late", "late days",
            "register time", "signed by",
        ),
    ),
    WordingKind(
        "punctuality_meeting",
        "Meeting about arriving on time",
        "Lateness goes on after the letter, and a person invites the family.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "times late", "minutes late", "meeting day",
            "meeting time", "meeting place", "meeting with", "signed by",
        ),
    ),
    WordingKind(
        "attendance_concern",
        "How we can help with attendance",
        "The school’s stage of a letter about absence is reached, and a person has decided to write.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "signed by",
        ),
    ),
    WordingKind(
        "attendance_concern_medical",
        "How we can help: absence that is mostly medical",
        "The same stage, where most of what was missed was illness or appointments.",
        (LETTER,),
        (*ALWAYS, "pupil full name", "class", "since", "half days missed", "signed by"),
    ),
    WordingKind(
        "attendance_meeting",
        "Meeting about attendance",
        "A person invites the family to talk about what would help, alone or with others who help the family.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "half days missed", "meeting day", "meeting time",
            "meeting place", "meeting with", "signed by",
        ),
    ),
    WordingKind(
        "formal_conversation",
        "Formal conversation about attendance",
        "Support was offered, absence without leave goes on, and a person invites to speak about legal steps.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "meeting day",
            "meeting time", "meeting place", "meeting with", "signed by",
        ),
    ),
)  # fmt: skip
