"""Addresses that are kept confidential: what everybody else is shown instead."""

from dataclasses import dataclass

from registers.actions.register_changes import HIDDEN
from registers.models import Address, AdmissionChange

ASK = "Confidential – ask the safeguarding lead"


@dataclass(frozen=True)
class Secrets:
    """The confidential addresses of a school, wherever else the same words stand."""

    lines: frozenset[str]

    def hides(self, address: Address) -> bool:
        """Whether the address is one of them, or the same place held without the flag."""
        return address.confidential or _plain(address.address) in self.lines

    def line(self, address: Address) -> str:
        """The address as everybody may read it."""
        return ASK if self.hides(address) else address.line

    def covers(self, words: str) -> bool:
        """Whether one of them stands among these words."""
        told = _plain(words)
        return any(line in told for line in self.lines)

    def text(self, words: str) -> str:
        """What the history of the register says, without them."""
        return HIDDEN if self.covers(words) else words

    def cover(self, changes: list[AdmissionChange]) -> list[AdmissionChange]:
        """Changes with their words as everybody may read them; never to be saved."""
        for change in changes:
            change.original, change.new = self.text(change.original), self.text(change.new)
        return changes


def secrets_of(school_id: int) -> Secrets:
    """The school's confidential addresses. One statement."""
    lines = Address.objects.filter(school=school_id, confidential=True).values_list("address", flat=True)
    return Secrets(frozenset(filter(None, map(_plain, lines))))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
