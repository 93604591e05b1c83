"""What is said about an illness."""

from registers.wording_kinds.shape import ALWAYS, EMAIL, LETTER, WordingKind

ILLNESS = (
    WordingKind(
        "evidence_asked",
        "Something to show about an illness",
        "There is genuine doubt about an illness, and a person has written down why and asks to see something.",
        (LETTER, EMAIL),
        (*ALWAYS, "ill days", "what to show", "signed by"),
        may_be_off=False,
    ),
)  # fmt: skip
