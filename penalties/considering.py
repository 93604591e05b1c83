"""What a person thinks about before anything follows ten sessions: the questions, the outcomes, and what is refused.

At the threshold a school considers each case on its own facts; nothing follows by itself (V). Support comes first:
where it fits, has enough been offered, and was it taken up or did it fail? Where it does not fit (an unauthorised
holiday, say): is a notice the best tool for this family, and right after the duties of the Equality Act 2010 (V2: codes
of conduct of several authorities, from the national framework in Working together to improve school attendance)?
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a person decided."""

    SUPPORT = "support"
    NOTICE_TO_IMPROVE = "notice_to_improve"
    REFER = "refer"
    NO_ACTION = "no_action"


OUTCOMES = {
    Outcome.SUPPORT: "More support",
    Outcome.NOTICE_TO_IMPROVE: "Notice to improve",
    Outcome.REFER: "Refer to the local authority",
    Outcome.NO_ACTION: "No action",
}
MEANING = {
    Outcome.SUPPORT: "A plan or other help goes on or begins. The case is decided; new sessions may open another.",
    Outcome.NOTICE_TO_IMPROVE: "A last chance to take up support, with a period and what is enough. You write it next.",
    Outcome.REFER: "You make the pack for each parent next. The authority decides whether a notice is issued.",
    Outcome.NO_ACTION: "Nothing follows, for the reason you give.",
}


class Offered(StrEnum):
    """Whether enough support was offered."""

    ENOUGH = "enough"
    NOT_ENOUGH = "not_enough"


class Engaged(StrEnum):
    """Whether the family took the support up."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


OFFERED = {Offered.ENOUGH: "Enough was offered", Offered.NOT_ENOUGH: "Not enough yet"}
ENGAGED = {
    Engaged.YES: "Yes, and it has not helped so far",
    Engaged.PARTLY: "In part",
    Engaged.NO: "No",
}


@dataclass(frozen=True)
class Considered:
    """The checklist as somebody answered it. None or empty: not answered."""

    outcome: str = ""
    reason: str = ""
    support_appropriate: bool | None = None
    why_not: str = ""
    offered: str = ""
    offered_words: str = ""
    engaged: str = ""
    engaged_words: str = ""
    equality_words: str = ""
    send_words: str = ""
    best_tool: bool | None = None
    best_tool_words: str = ""


ALWAYS = (
    ("equality_words", "Say what you thought of under the Equality Act."),
    ("send_words", "Say what you thought of as to special needs, disability and health."),
    ("best_tool_words", "Say why this is, or is not, the best tool for this family."),
    ("reason", "Give the reason for what you decided."),
)
IF_APPROPRIATE = (
    ("offered", "Say whether enough support was offered."),
    ("offered_words", "Say what was offered."),
    ("engaged", "Say whether the family took it up."),
    ("engaged_words", "Say how the family took it up, or did not."),
)


def objections(said: Considered) -> list[tuple[str, str]]:
    """What is missing or does not fit together, as (answer, words); nothing where it may be decided so."""
    if said.support_appropriate is None:
        return [
            (
                "support_appropriate",
                "Answer first whether support is appropriate: nothing is decided before that.",
            )
        ]
    wanted = [*(IF_APPROPRIATE if said.support_appropriate else [_WHY_NOT]), *ALWAYS]
    missing = [(name, words) for name, words in wanted if not getattr(said, name).strip()]
    if said.best_tool is None:
        missing.append(("best_tool", "Say whether a penalty notice is the best tool for this family."))
    if said.outcome not in OUTCOMES:
        missing.append(("outcome", "Choose what you decide."))
    return missing or _at_odds(said)


_WHY_NOT = ("why_not", "Say why support is not appropriate: an unauthorised holiday, for example.")


def _at_odds(said: Considered) -> list[tuple[str, str]]:
    """Answers that do not go with the outcome."""
    refers, improves = said.outcome == Outcome.REFER, said.outcome == Outcome.NOTICE_TO_IMPROVE
    if improves and not said.support_appropriate:
        return [
            (
                "outcome",
                "A notice to improve is a last chance to take up support, and you answered that support is not"
                " appropriate. Choose another outcome, or answer that question again.",
            )
        ]
    if (refers or improves) and said.support_appropriate and said.offered == Offered.NOT_ENOUGH:
        return [
            (
                "outcome",
                "You answered that not enough support was offered yet: offer it first. Choose more support.",
            )
        ]
    if refers and not said.best_tool:
        return [
            (
                "outcome",
                "You answered that a penalty notice is not the best tool for this family. Choose another outcome, or"
                " answer that question again.",
            )
        ]
    return []
