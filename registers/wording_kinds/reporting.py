"""What is said of how attendance was."""

from registers.wording_kinds.shape import ALWAYS, EMAIL, LETTER, WordingKind

REPORTING = (
    WordingKind(
        "half_term_update",
        "How the half term went",
        "Each half term a person writes to the families of a class how their child’s attendance was.",
        (EMAIL, LETTER),
        (*ALWAYS, "pupil full name", "class", "from day", "to day", "how it went", "signed by"),
    ),
    WordingKind(
        "below_target",
        "Less than the school hopes for",
        "A child’s attendance has fallen below the school’s own target, and a person has decided to write.",
        (LETTER,),
        (*ALWAYS, "pupil full name", "class", "since", "target", "how it went", "signed by"),
    ),
    WordingKind(
        "below_target_medical",
        "Less than the school hopes for: mostly illness, or agreed",
        "The same, where most of what was missed was illness, appointments or other days that were agreed.",
        (LETTER,),
        (*ALWAYS, "pupil full name", "class", "since", "how it went", "signed by"),
    ),
)  # fmt: skip
