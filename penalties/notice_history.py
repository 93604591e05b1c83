"""The notices of each parent for each child as far as they are known here, and what the law would allow next.

Each parent and each child stands alone. A school knows only what it was told: a notice of which the authority has not
said whether it was issued is shown as unknown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from penalties.escalation import Amount, NextStep, Notice, what_next
from penalties.models import PenaltyNotice, Representation
from penalties.models.notices import PenaltyNoticeQuerySet
from penalties.notice_news import Issued, Item, Standing, Start, standing_of
from registers.bank_holidays import bank_holidays_of_england
from registers.models import Care, Contact, PriorAbsence, Pupil

Half = tuple[dt.date, str]


@dataclass(frozen=True)
class Known:
    """One notice with where it stands, and the sessions that it is for."""

    notice: PenaltyNotice
    standing: Standing
    sessions: tuple[tuple[dt.date, str, str], ...]

    @property
    def day(self) -> dt.date:
        """The day it was issued, or else the day on which it was proposed."""
        return self.standing.issued_on or self.notice.proposed_on

    @property
    def earlier(self) -> Notice | None:
        """As the law looks back on it; None where it was not issued after all."""
        if self.standing.issued is Issued.NO:
            return None
        return Notice(
            issued_on=self.standing.issued_on or self._proposed,
            sure=self.standing.issued is Issued.YES,
            withdrawn=self.standing.withdrawn is not None,
            last_absence=max((day for day, _, _ in self.sessions), default=None),
        )

    @property
    def _proposed(self) -> dt.date | None:
        """The day to look back on for a notice that may have been issued; none for one told without its day."""
        return None if self.notice.from_before else self.notice.proposed_on


@dataclass(frozen=True)
class OnDay:
    """A notice as a page shows it on a day."""

    known: Known
    on: dt.date

    @property
    def notice(self) -> PenaltyNotice:
        """The notice."""
        return self.known.notice

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.known.standing

    @property
    def day(self) -> dt.date:
        """The day it was issued or proposed."""
        return self.known.day

    @property
    def words(self) -> str:
        """Where it stands, in a few words."""
        return self.standing.words(self.on)

    @property
    def to_do(self) -> str:
        """What waits, in words."""
        return self.standing.to_do(self.on)

    @property
    def look(self) -> str:
        """What kind of word it is, for the tag: good, warn, or nothing of either."""
        if self.standing.is_paid and not self.standing.is_void:
            return "good"
        return "warn" if self.to_do else ""


@dataclass(frozen=True)
class ParentHistory:
    """One adult of one child: the notices known here, the newest first, and what the law would allow today."""

    contact: Contact
    care: Care | None
    known: tuple[Known, ...]
    next: NextStep
    waiting: tuple[Representation, ...]

    @property
    def is_parent(self) -> bool:
        """Whether the law sees a parent: parental responsibility, or the child lives with them (s576 EA 1996)."""
        return self.care is not None and (self.care.parental_responsibility or self.care.lives_with)

    @property
    def used(self) -> dict[Half, Known]:
        """Each session that a notice to this parent for this child is for, with that notice."""
        return used_in(self.known)

    def may_share(self, notice: Known) -> bool:
        """Whether this parent may be given one for the sessions of a notice to another parent of the child."""
        halves = {(day, session) for day, session, _ in notice.sessions}
        return (
            self.is_parent and bool(halves) and not notice.standing.is_void and not halves & self.used.keys()
        )

    @property
    def relationship(self) -> str:
        """What they are to the child."""
        return self.care.relationship if self.care else "No longer a contact"


def known_of(notices: PenaltyNoticeQuerySet) -> list[Known]:
    """Those notices with where each stands, in their order. Three statements, however many."""
    found = notices.select_related("pupil", "contact").prefetch_related("news", "sessions")
    return [_known(notice) for notice in found]


def histories_of(pupils: Collection[Pupil], *, proposed: dt.date) -> dict[int, list[ParentHistory]]:
    """By pupil, each adult in calling order, with what would be lawful if a notice were proposed on that day.

    Five statements, however many pupils.
    """
    ids = [pupil.pk for pupil in pupils]
    notices: dict[tuple[int, int], list[Known]] = defaultdict(list)
    rows = PenaltyNotice.objects.filter(pupil__in=ids).order_by("-proposed_on", "-pk")
    for each in known_of(rows):
        notices[each.notice.pupil_id, each.notice.contact_id].append(each)
    said: dict[tuple[int, int], list[Representation]] = defaultdict(list)
    waiting = Representation.objects.unanswered().filter(pupil__in=ids)
    for words in waiting.order_by("received_on", "pk"):
        said[words.pupil_id, words.contact_id].append(words)
    cares = Care.objects.on(proposed).filter(pupil__in=ids).select_related("contact")
    by_pair = {(care.pupil_id, care.contact_id): care for care in cares.order_by("priority", "pk")}
    found: dict[int, list[ParentHistory]] = {pk: [] for pk in ids}
    for pupil, contact in dict.fromkeys([*by_pair, *notices]):
        known = tuple(notices[pupil, contact])
        care = by_pair.get((pupil, contact))
        found[pupil].append(
            ParentHistory(
                contact=care.contact if care else known[0].notice.contact,
                care=care,
                known=known,
                next=next_of(known, proposed=proposed),
                waiting=tuple(said[pupil, contact]),
            )
        )
    return found


def history_of(pupil: Pupil, *, proposed: dt.date) -> list[ParentHistory]:
    """The adults of one pupil."""
    return histories_of([pupil], proposed=proposed)[pupil.pk]


def used_in(known: Iterable[Known]) -> dict[Half, Known]:
    """Each session that one of these notices is for, with that notice: one withdrawn or not issued is for none."""
    standing = [each for each in known if not each.standing.is_void]
    return {(day, session): each for each in standing for day, session, _ in each.sessions}


def next_of(known: Iterable[Known], *, proposed: dt.date) -> NextStep:
    """What the law would allow after those notices, of one parent for one child."""
    earlier = [each.earlier for each in known]
    return what_next([each for each in earlier if each is not None], proposed=proposed)


def told_elsewhere(pupil: Pupil) -> list[tuple[dt.date, str]]:
    """Days of notices that an earlier school told us of, with its name: to which parent it did not say."""
    rows = PriorAbsence.objects.filter(pupil=pupil, used_on__isnull=False)
    listed = rows.values_list("used_on", "school_name").distinct().order_by("used_on", "school_name")
    return [(day, school) for day, school in listed if day]


def _known(notice: PenaltyNotice) -> Known:
    start = Start(
        issued=notice.issued,
        issued_on=notice.issued_on,
        received_on=notice.received_on,
        amount=Amount(notice.amount, notice.amount_early),
    )
    in_order = sorted(notice.news.all(), key=lambda each: (each.at, each.pk))
    news = [Item(each.kind, each.on, each.amount, each.received_on, each.ground) for each in in_order]
    sessions = sorted((each.date, each.session, each.code) for each in notice.sessions.all())
    holidays = bank_holidays_of_england()
    return Known(notice, standing_of(start, news, bank_holidays=holidays), tuple(sessions))
