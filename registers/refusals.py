"""Named refusals: why something cannot be done, and who can fix it."""


class Refusal(Exception):
    """Something that cannot be done. `words` says why, `who_can_fix` who can do something about it."""

    who_can_fix = ""

    def __init__(self, words: str, *, who_can_fix: str = "") -> None:
        self.words = words
        self.who_can_fix = who_can_fix or self.who_can_fix
        super().__init__(f"{words} {self.who_can_fix}".strip())
