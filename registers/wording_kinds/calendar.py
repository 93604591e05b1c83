"""What is said when the school closes unexpectedly, and when it opens again."""

from registers.wording_kinds.shape import EMAIL, WordingKind

CALENDAR = (
    WordingKind(
        "closure",
        "School closed",
        "The school closes unexpectedly. The head can change the words before they go.",
        (EMAIL,),
        ("school", "school phone", "who is closed", "when", "why"),
        may_be_off=False,
        also_text=True,
    ),
    WordingKind(
        "reopening",
        "School open again",
        "The school opens again after it closed. The head can change the words before they go.",
        (EMAIL,),
        ("school", "school phone", "open from"),
        may_be_off=False,
        also_text=True,
    ),
)  # fmt: skip
