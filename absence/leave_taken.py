"""Taken though not agreed: absences on days for which leave was not agreed, and absences believed to be a holiday.

Every one is a proposal to a person, with what is on file; no mark follows from it by itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from absence.contradiction_kinds import Kind
from absence.leave_letters import agreed_days, days_of
from absence.leave_proposals import (
    NO_REQUEST,
    LeaveTaken,
    Proposal,
    Session,
    Warned,
    reason_of,
    said_of,
)
from absence.models import ContactAttempt, ContradictionSettled, LeaveDecision
from registers.codes import NO_REASON_YET
from registers.message_causes import leave_decided
from registers.models import Care, GroupMembership, Mark, Message, Post, Pupil, School
from registers.school_year import academic_year, academic_year_days

TAKEN_WITHIN = dt.timedelta(days=90)
"""Leave that ended longer ago is no longer proposed: a term, in which a school counts its unauthorised sessions."""
WITHOUT_REQUEST_WITHIN = dt.timedelta(days=28)
"""Absences without a request are listed for four weeks; an N is to be settled long before."""
ENOUGH = 2
"""Sessions without a reason (a whole day) from which an absence may be believed to be a holiday."""
HINTS = ("holiday", "abroad", "flight", "flying", "airport", "plane", "travel", "beach", "resort", "hotel")
"""Words in what was said or noted that make somebody think of a holiday."""
Half = tuple[dt.date, str]


def leave_taken(*, school: School, post: Post, on: dt.date) -> LeaveTaken:
    """The proposals of that day. The number of statements does not depend on how many pupils there are."""
    facts = _Facts(school, post, on)
    not_agreed, without = facts.not_agreed(), facts.without_request()
    about = _About(school, {each.pupil_id for each, _ in not_agreed} | set(without), on)
    asked = [about.proposal(each.pupil_id, sessions, decision=each) for each, sessions in not_agreed]
    others = [about.proposal(pupil, sessions, hints=said) for pupil, (sessions, said) in without.items()]
    return LeaveTaken(
        not_agreed=tuple(sorted(asked, key=_order)),
        believed=tuple(sorted((each for each in others if each.hints), key=_order)),
        others=tuple(sorted((each for each in others if not each.hints), key=_order)),
    )


def count_taken(*, school: School, post: Post, on: dt.date) -> int:
    """How many proposals there are, those left out for which nothing speaks. Five statements."""
    facts = _Facts(school, post, on)
    return len(facts.not_agreed()) + sum(bool(said) for _, said in facts.without_request().values())


def _order(proposal: Proposal) -> tuple[int, str, str, int]:
    """The longest absence first."""
    pupil = proposal.pupil
    return (-len(proposal.open_sessions), pupil.surname, pupil.forename, pupil.pk)


class _Facts:
    """What was asked for, decided, missed and said, read once."""

    def __init__(self, school: School, post: Post, on: dt.date) -> None:
        self.school, self.on = school, on
        visible = Pupil.objects.visible_to(post, on=on).values("pk")
        newest = LeaveDecision.objects.newest().filter(
            school=school, pupil__in=visible, request__withdrawn_at__isnull=True,
            request__first_day__lte=on, request__last_day__gte=on - TAKEN_WITHIN,
        )  # fmt: skip
        self.decisions = list(newest.select_related("request").order_by("at", "pk"))
        since = on - WITHOUT_REQUEST_WITHIN
        standing = Mark.objects.filter(school=school, pupil__in=visible, date__range=(since, on))
        self.waiting: dict[int, list[Mark]] = defaultdict(list)
        for mark in standing.filter(code=NO_REASON_YET).order_by("date", "session"):
            self.waiting[mark.pupil_id].append(mark)
        self.marks = self._marks()
        self.settled = _settled(school)
        self.said = _said(school, since)

    def not_agreed(self) -> list[tuple[LeaveDecision, tuple[Session, ...]]]:
        """By decision, the sessions that were asked for and not agreed, where one was missed without a reason."""
        refused = [each for each in self.decisions if each.outcome != LeaveDecision.Outcome.AGREED]
        found = [(each, self._missed(each)) for each in refused]
        return [(each, sessions) for each, sessions in found if any(one.is_open for one in sessions)]

    def without_request(self) -> dict[int, tuple[tuple[Session, ...], tuple[str, ...]]]:
        """By pupil, a day or more without a reason for which nobody asked, and what sounds like a holiday."""
        taken = {
            (each.pupil_id, one.date, one.session) for each, missed in self.not_agreed() for one in missed
        }
        found = {}
        for pupil, marks in self.waiting.items():
            left = [mark for mark in marks if (pupil, mark.date, mark.session) not in taken]
            sessions = self._kept(pupil, map(_session, left), NO_REQUEST)
            if len(sessions) >= ENOUGH:
                said = [words for day, words in self.said.get(pupil, ()) if day >= sessions[0].date]
                said += [one.note for one in sessions if _sounds_like_one(one.note)]
                found[pupil] = (sessions, tuple(dict.fromkeys(said)))
        return found

    def _missed(self, decision: LeaveDecision) -> tuple[Session, ...]:
        """What the register has on the half-days that were asked for and that nobody granted."""
        asked = days_of(decision.request)
        theirs = (each for each in self.decisions if each.pupil_id == decision.pupil_id)
        granted = [days for each in theirs if (days := agreed_days(each)) is not None]
        marks = (
            _session(mark)
            for half, mark in self.marks[decision.pupil_id].items()
            if asked.holds(*half) and not any(days.holds(*half) for days in granted)
        )
        return self._kept(decision.pupil_id, marks, reason_of(decision))

    def _kept(self, pupil: int, sessions: Iterable[Session], reason: str) -> tuple[Session, ...]:
        """Those that nobody has said are not so."""
        says = said_of(reason)
        return tuple(each for each in sessions if (pupil, each.date, each.session, says) not in self.settled)

    def _marks(self) -> dict[int, dict[Half, Mark]]:
        first = min((each.request.first_day for each in self.decisions), default=self.on)
        pupils = {each.pupil_id for each in self.decisions}
        marks = Mark.objects.filter(school=self.school, pupil__in=pupils, date__range=(first, self.on))
        found: dict[int, dict[Half, Mark]] = defaultdict(dict)
        for mark in marks.order_by("date", "session"):
            found[mark.pupil_id][mark.date, mark.session] = mark
        return found


class _About:
    """What is shown beside the half-days: the pupils, their classes, and the letters to their parents."""

    def __init__(self, school: School, pupils: Collection[int], on: dt.date) -> None:
        self.school, self.on = school, on
        self.pupils = Pupil.objects.select_related("school").in_bulk(pupils)
        members = GroupMembership.objects.on(on).filter(school=school, pupil__in=pupils)
        self.groups = dict(members.values_list("pupil", "group__name"))
        self.warned = self._warned(pupils)

    def proposal(
        self,
        pupil: int,
        sessions: tuple[Session, ...],
        *,
        decision: LeaveDecision | None = None,
        hints: tuple[str, ...] = (),
    ) -> Proposal:
        """What is proposed about a pupil."""
        group, warned = self.groups.get(pupil, ""), self.warned.get(pupil, ())
        return Proposal(self.pupils[pupil], group, sessions, warned, decision, hints)

    def _warned(self, pupils: Collection[int]) -> dict[int, tuple[Warned, ...]]:
        """Each parent with the newest letter of this school year that said what follows leave not agreed."""
        year = academic_year_days(academic_year(self.on))
        refused = LeaveDecision.objects.standing().filter(
            school=self.school, pupil__in=pupils, at__date__gte=year.first
        )
        causes: dict[int, list[str]] = defaultdict(list)
        for pupil, press in refused.exclude(outcome=LeaveDecision.Outcome.AGREED).values_list(
            "pupil", "press"
        ):
            causes[pupil].append(leave_decided(press))
        cares = [
            care
            for care in Care.objects.on(self.on).filter(school=self.school, pupil__in=pupils)
            .select_related("contact").order_by("priority", "pk")
            if care.parental_responsibility or care.lives_with
        ]  # fmt: skip
        wanted = {f"{cause}{care.contact_id}" for care in cares for cause in causes[care.pupil_id]}
        letters = Message.objects.filter(school=self.school, cause__in=wanted)
        sent = {
            each.cause: each
            for each in letters.exclude(state=Message.State.CANCELLED).order_by("made_at", "pk")
        }
        found: dict[int, list[Warned]] = defaultdict(list)
        for care in cares:
            theirs = [sent.get(f"{cause}{care.contact_id}") for cause in causes[care.pupil_id]]
            letter = max(filter(None, theirs), key=_best, default=None)
            found[care.pupil_id].append(Warned(care.contact.name, care.relationship, letter))
        return {pupil: tuple(each) for pupil, each in found.items()}


def _settled(school: School) -> set[tuple[int, dt.date, str, str]]:
    """Half-days of which somebody has said that it is not so."""
    kind = Kind.NOT_AGREED.value
    rows = ContradictionSettled.objects.filter(school=school, kind=kind)
    return set(rows.values_list("pupil", "date", "session", "says"))


def _said(school: School, since: dt.date) -> dict[int, list[tuple[dt.date, str]]]:
    """What was noted of calls and visits that sounds like a holiday."""
    noted = ContactAttempt.objects.filter(school=school, date__gte=since).exclude(note="")
    found: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for pupil, day, note, who in noted.order_by("at", "pk").values_list("pupil", "date", "note", "who"):
        if _sounds_like_one(note):
            found[pupil].append((day, f"{who}: {note}" if who else note))
    return found


def _best(letter: Message) -> tuple[bool, dt.datetime]:
    """One that has gone before one that waits, then the newest."""
    return Warned("", "", letter).was_warned, letter.made_at


def _session(mark: Mark) -> Session:
    return Session(mark.date, mark.session, mark.code, mark.rev, mark.note, mark.name)


def _sounds_like_one(words: str) -> bool:
    return any(hint in words.lower() for hint in HINTS)
