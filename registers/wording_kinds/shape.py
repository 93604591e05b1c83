"""What a kind of message is, and what its words may name."""

from dataclasses import dataclass
from datetime import date

TEXT, EMAIL, LETTER = "text", "email", "letter"
CHANNEL_WORDS = {TEXT: "Text", EMAIL: "E-mail", LETTER: "Letter"}
FROM_THE_SETTINGS = ("school", "school phone")
"""What is known of the school itself; whoever writes need not say it."""
ALWAYS = ("pupil", "contact", "school", "school phone")


@dataclass(frozen=True)
class Field:
    """Something that a wording may name in double braces. `lines`: it is a list, and stands on a line of its own."""

    name: str
    words: str
    example: str = ""
    example_lines: tuple[str, ...] = ()
    example_on: date | None = None
    """The day that the example is, to be said in another language."""

    @property
    def lines(self) -> bool:
        """Whether it is a list of lines."""
        return bool(self.example_lines)

    @property
    def typed(self) -> str:
        """As it is typed."""
        return f"{{{{{self.name}}}}}"


@dataclass(frozen=True)
class WordingKind:
    """One kind of message: `channels` are the forms that it has words for, the usual one first."""

    key: str
    label: str
    when: str
    channels: tuple[str, ...]
    fields: tuple[str, ...]
    may_be_off: bool = True
    also_text: bool = False
    """The words of its e-mail go out as a text too."""
    for_families: bool = True
    """It goes to families, so the site brings it in their languages, too."""
    statutory: bool = False
    """It goes out in English, with the translation beneath."""

    @property
    def facts(self) -> tuple[str, ...]:
        """What whoever writes must say."""
        return tuple(name for name in self.fields if name not in FROM_THE_SETTINGS)
