"""Where one penalty notice stands by what is known of it.

Nothing is decided here that the authority decides: "issued?" and "paid?" may be unknown, amounts are proposals until
the authority confirms them.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from absence.deadlines import NOTICE_FULL_AMOUNT_DAYS, PayBy, deemed_received, pay_by
from penalties.escalation import Amount


class Issued(StrEnum):
    """Whether a notice was issued, as far as the school was told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class News(StrEnum):
    """What may happen to a notice, or be told of it."""

    ISSUED = "issued"
    NOT_ISSUED = "not_issued"
    PAID = "paid"
    UNPAID = "unpaid"
    WITHDRAWN = "withdrawn"
    PROSECUTED = "prosecuted"
    CONVICTED = "convicted"
    NOT_CONVICTED = "not_convicted"
    NOT_PROSECUTED = "not_prosecuted"
    CONFIRMED = "confirmed"

    @property
    def words(self) -> str:
        """As a page says it."""
        return dict(NEWS)[self.value]


NEWS = [
    ("issued", "It was issued"),
    ("not_issued", "It was not issued"),
    ("paid", "It was paid"),
    ("unpaid", "It was not paid in time"),
    ("withdrawn", "It was withdrawn"),
    ("prosecuted", "The parent is prosecuted"),
    ("convicted", "The court convicted"),
    ("not_convicted", "The court did not convict"),
    ("not_prosecuted", "The authority does not prosecute"),
    ("confirmed", "The authority confirms what we have here"),
]


class Ground(StrEnum):
    """Why a notice may be withdrawn: by the authority, and for nothing else (V2; the last from the 2007 note, V)."""

    NOT_DUE = "not_due"
    WRONG_PERSON = "wrong_person"
    MATERIAL_ERROR = "material_error"
    NOT_PROSECUTED = "not_prosecuted"


GROUNDS = [
    ("not_due", "It should not have been issued"),
    ("wrong_person", "It went to the wrong person"),
    ("material_error", "It had a material error"),
    ("not_prosecuted", "Unpaid, and the authority will not prosecute"),
]


class Item(NamedTuple):
    """One piece of news, in the order in which it was written down."""

    kind: str
    on: dt.date
    amount: int | None = None
    received_on: dt.date | None = None
    ground: str = ""


class Start(NamedTuple):
    """A notice as it was first written down."""

    issued: str
    issued_on: dt.date | None
    received_on: dt.date | None
    amount: Amount


class Standing(NamedTuple):
    """Where a notice stands. Days are None where it did not happen, or nobody told."""

    issued: Issued
    issued_on: dt.date | None
    received_on: dt.date | None
    received_is_known: bool
    amount: Amount
    paid: tuple[Item, ...]
    unpaid_on: dt.date | None
    withdrawn: Item | None
    prosecuted_on: dt.date | None
    court: Item | None
    not_prosecuted_on: dt.date | None
    confirmed_on: dt.date | None

    @property
    def is_void(self) -> bool:
        """Whether it counts for nothing: not issued after all, or withdrawn."""
        return self.issued is Issued.NO or self.withdrawn is not None

    @property
    def pay_by(self) -> PayBy | None:
        """The last days to pay; None where it is not known to be issued, or when."""
        if self.is_void or self.issued is not Issued.YES or self.received_on is None:
            return None
        return pay_by(self.received_on)

    @property
    def total_paid(self) -> int | None:
        """Pounds paid; None where nobody told of a payment."""
        return sum(item.amount or 0 for item in self.paid) if self.paid else None

    @property
    def is_paid(self) -> bool:
        """Whether what was paid is all that was asked for on the day."""
        return bool(self.paid) and (self.total_paid or 0) >= self.due(self.paid[0].on)

    def due(self, day: dt.date) -> int:
        """Pounds that had to be paid on that day. Without dates the lowest amount: the school cannot know better."""
        if self.amount.early is None:
            return self.amount.full
        days = self.pay_by
        return self.amount.early if days is None or day <= days.lower else self.amount.full

    def words(self, on: dt.date) -> str:
        """In a few words, on that day."""
        if self.withdrawn:
            return "Withdrawn"
        if self.issued is Issued.NO:
            return "Not issued"
        if self.court:
            return "Convicted" if self.court.kind == News.CONVICTED else "Not convicted"
        if self.prosecuted_on:
            return "Prosecuted"
        if self.paid:
            return "Paid" if self.is_paid else "Paid in part"
        if self.not_prosecuted_on:
            return "Unpaid, not prosecuted"
        if self.issued is Issued.UNKNOWN:
            return "Not known if issued"
        return self._unpaid_words(on)

    def to_do(self, on: dt.date) -> str:
        """What a person asks or notes next; empty where nothing waits."""
        if self.is_void or self.is_paid or self.court or self.not_prosecuted_on:
            return ""
        if self.prosecuted_on:
            return "Note what the court decides"
        if self.issued is Issued.UNKNOWN:
            return "Ask the authority whether it was issued"
        if self.unpaid_on:
            return "Ask the authority: prosecuted, or withdrawn?"
        days = self.pay_by
        if days is None or on > days.full:
            return "Ask the authority whether it was paid"
        return ""

    def _unpaid_words(self, on: dt.date) -> str:
        if self.unpaid_on:
            return "Unpaid"
        days = self.pay_by
        if days is None:
            return "Issued"
        return "To be paid" if on <= days.full else f"{NOTICE_FULL_AMOUNT_DAYS} days over"


def standing_of(start: Start, news: Iterable[Item], *, bank_holidays: Collection[dt.date] = ()) -> Standing:
    """Where a notice stands, from how it began and the news of it in order. The newest of each kind holds."""
    told = list(news)
    issued, issued_on, received = _issue(start, told)
    last = {item.kind: item for item in told}
    known = received is not None
    if received is None and issued_on is not None:
        received = deemed_received(issued_on, bank_holidays)
    confirmed = last.get(News.CONFIRMED)
    amount = start.amount
    if confirmed and confirmed.amount is not None:
        early = amount.early if amount.early is not None and amount.early < confirmed.amount else None
        amount = Amount(confirmed.amount, early)
    return Standing(
        issued=issued,
        issued_on=issued_on,
        received_on=received,
        received_is_known=known,
        amount=amount,
        paid=tuple(item for item in told if item.kind == News.PAID),
        unpaid_on=_day(last.get(News.UNPAID)),
        withdrawn=last.get(News.WITHDRAWN),
        prosecuted_on=_day(last.get(News.PROSECUTED)),
        court=last.get(News.CONVICTED) or last.get(News.NOT_CONVICTED),
        not_prosecuted_on=_day(last.get(News.NOT_PROSECUTED)),
        confirmed_on=_day(confirmed),
    )


def _issue(start: Start, news: Iterable[Item]) -> tuple[Issued, dt.date | None, dt.date | None]:
    told = [item for item in news if item.kind in (News.ISSUED, News.NOT_ISSUED)]
    if not told:
        return Issued(start.issued), start.issued_on, start.received_on
    newest = told[-1]
    if newest.kind == News.NOT_ISSUED:
        return Issued.NO, None, None
    return Issued.YES, newest.on, newest.received_on


def _day(item: Item | None) -> dt.date | None:
    return item.on if item else None
