"""What is said before a penalty notice can come. The notice itself is the local authority’s."""

from registers.wording_kinds.shape import ALWAYS, LETTER, WordingKind

PENALTIES = (
    WordingKind(
        "notice_to_improve",
        "Notice to improve",
        "Support was offered, absence without leave went on, and a person has decided on a last chance.",
        (LETTER,),
        (
            *ALWAYS, "pupil full name", "class", "since", "half days missed", "days away", "support given",
            "more support", "improvement days", "improvement means", "what follows", "early grounds", "signed by",
        ),
        may_be_off=False,
        statutory=True,
    ),
    WordingKind(
        "notice_to_improve_withdrawn",
        "Notice to improve: withdrawn",
        "A notice to improve was withdrawn after its letter had gone, and a person tells the parent so.",
        (LETTER,),
        (*ALWAYS, "pupil full name", "day", "improvement days", "signed by"),
        may_be_off=False,
        statutory=True,
    ),
)  # fmt: skip
