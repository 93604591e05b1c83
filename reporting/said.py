"""What daily returns said of each session, kept beside each file so that later returns need not read it again."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from reporting.returns import SessionKey


class Said:
    """The code that was said last of each session; an empty code where a mark was said to be cleared.

    Its record is JSON: {"2026-11-24 AM": {"A801200005001": "/"}}.
    """

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, str]] = defaultdict(dict)

    @classmethod
    def of(cls, records: Iterable[str]) -> Self:
        """What these said together; a later one has the last word."""
        said = cls()
        for record in records:
            for half, codes in json.loads(record).items():
                said.in_half(half).update(codes)
        return said

    @property
    def record(self) -> str:
        """The text that is kept."""
        return json.dumps(self._codes, separators=(",", ":"))

    @property
    def upns(self) -> set[str]:
        """Of whom anything was said."""
        return set[str]().union(*self._codes.values())

    def in_half(self, half: str) -> dict[str, str]:
        """The codes of a half-day ("2026-11-24 AM") by UPN, to read and to add to."""
        return self._codes[half]

    def code_of(self, key: SessionKey) -> str | None:
        """The code that was said of a session; None where nothing was."""
        return self._codes.get(f"{key.date} {key.session}", {}).get(key.upn)

    def differs(self, half: str, number: int) -> bool:
        """Whether more or fewer sessions of that half-day were spoken of than `number`."""
        return len(self._codes.get(half, ())) != number
