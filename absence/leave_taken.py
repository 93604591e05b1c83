"""Taken though not agreed: absences on days for which leave was not agreed, and absences believed to be a holiday.

Every one is a proposal to a person, with what is on file; no mark follows from it by itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from absence.contradiction_kinds import Kind
from absence.leave_letters import agreed_days, days_of
from absence.leave_proposals import LeaveTaken, Proposal, Session, Warned
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
    decisions = _decisions(school, on)
    mine = set(Pupil.objects.visible_to(post, on=on).values_list("pk", flat=True))
    open_marks = Mark.objects.filter(
        school=school, date__range=(on - WITHOUT_REQUEST_WITHIN, on), code=NO_REASON_YET
    )
    waiting: dict[int, list[Mark]] = defaultdict(list)
    for mark in open_marks.order_by("date", "session"):
        waiting[mark.pupil_id].append(mark)
    pupils = ({each.pupil_id for each in decisions} | set(waiting)) & mine
    facts = _Facts(school, pupils, decisions, on)
    asked = [each for each in decisions if each.pupil_id in pupils]
    proposals = [facts.proposal(each) for each in asked if not each.is_grant or _is_part(each)]
    not_agreed = [each for each in proposals if each is not None]
    taken = {(each.pupil.pk, one.date, one.session) for each in not_agreed for one in each.sessions}
    without = [
        facts.without_request(
            pupil, [mark for mark in marks if (pupil, mark.date, mark.session) not in taken]
        )
        for pupil, marks in waiting.items()
        if pupil in pupils
    ]
    known = [each for each in without if each is not None]
    return LeaveTaken(
        not_agreed=tuple(sorted(not_agreed, key=_order)),
        believed=tuple(sorted((each for each in known if each.hints), key=_order)),
        others=tuple(sorted((each for each in known if not each.hints), key=_order)),
    )


def _order(proposal: Proposal) -> tuple[int, str, str, int]:
    """The longest absence first."""
    pupil = proposal.pupil
    return (-len(proposal.open_sessions), pupil.surname, pupil.forename, pupil.pk)


def _decisions(school: School, on: dt.date) -> list[LeaveDecision]:
    """The decision that holds about each pupil and request of the last months, withdrawn requests left out."""
    newest = LeaveDecision.objects.newest().filter(
        school=school,
        request__withdrawn_at__isnull=True,
        request__first_day__lte=on,
        request__last_day__gte=on - TAKEN_WITHIN,
    )
    return list(newest.select_related("request__contact", "pupil__school").order_by("at", "pk"))


def _is_part(decision: LeaveDecision) -> bool:
    return decision.outcome == LeaveDecision.Outcome.PART


class _Facts:
    """Everything read once for the pupils concerned."""

    def __init__(
        self, school: School, pupils: Collection[int], decisions: Iterable[LeaveDecision], on: dt.date
    ) -> None:
        self.school, self.on = school, on
        self.decisions: dict[int, list[LeaveDecision]] = defaultdict(list)
        for each in decisions:
            self.decisions[each.pupil_id].append(each)
        self.pupils = Pupil.objects.select_related("school").in_bulk(pupils)
        members = GroupMembership.objects.on(on).filter(school=school, pupil__in=pupils)
        self.groups = dict(members.values_list("pupil", "group__name"))
        self.marks = self._marks(pupils)
        self.settled = set(
            ContradictionSettled.objects.filter(school=school, pupil__in=pupils, kind=Kind.NOT_AGREED.value)
            .values_list("pupil", "date", "session", "says")
        )  # fmt: skip
        self.warned = self._warned(pupils)
        self.said = self._said(pupils)

    def proposal(self, decision: LeaveDecision) -> Proposal | None:
        """The sessions that were asked for, not agreed by anybody, and missed without a reason."""
        pupil = decision.pupil_id
        asked, agreed = days_of(decision.request), agreed_days(decision)
        granted = [agreed_days(each) for each in self.decisions[pupil] if each.is_grant]
        found = [
            _session(mark)
            for half, mark in self.marks.get(pupil, {}).items()
            if asked.holds(*half)
            and not (agreed is not None and agreed.holds(*half))
            and not any(days is not None and days.holds(*half) for days in granted)
        ]
        return self._kept(Proposal(
            pupil=self.pupils[pupil], group=self.groups.get(pupil, ""), sessions=tuple(found),
            warned=self.warned.get(pupil, ()), decision=decision,
        ))  # fmt: skip

    def without_request(self, pupil: int, marks: list[Mark]) -> Proposal | None:
        """Sessions without a reason for which nobody asked for leave."""
        if len(marks) < ENOUGH:
            return None
        days = {mark.date for mark in marks}
        said = [words for day, words in self.said.get(pupil, ()) if min(days) <= day <= self.on]
        said += [mark.note for mark in marks if mark.note and _sounds_like_one(mark.note)]
        return self._kept(Proposal(
            pupil=self.pupils[pupil], group=self.groups.get(pupil, ""),
            sessions=tuple(_session(mark) for mark in marks), warned=self.warned.get(pupil, ()),
            hints=tuple(dict.fromkeys(said)),
        ))  # fmt: skip

    def _kept(self, proposal: Proposal) -> Proposal | None:
        """The proposal without what somebody has said is not so; None where nothing is left to mark."""
        left = tuple(
            each
            for each in proposal.sessions
            if (proposal.pupil.pk, each.date, each.session, proposal.says) not in self.settled
        )
        shown = Proposal(
            pupil=proposal.pupil, group=proposal.group, sessions=left, warned=proposal.warned,
            decision=proposal.decision, hints=proposal.hints,
        )  # fmt: skip
        return shown if shown.open_sessions else None

    def _marks(self, pupils: Collection[int]) -> dict[int, dict[Half, Mark]]:
        first = min(
            (each.request.first_day for rows in self.decisions.values() for each in rows), default=self.on
        )
        marks = Mark.objects.filter(school=self.school, pupil__in=pupils, date__range=(first, self.on))
        found: dict[int, dict[Half, Mark]] = defaultdict(dict)
        for mark in marks.order_by("date", "session"):
            found[mark.pupil_id][mark.date, mark.session] = mark
        return found

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

    def _said(self, pupils: Collection[int]) -> dict[int, list[tuple[dt.date, str]]]:
        """What was noted of calls and visits that sounds like a holiday."""
        noted = ContactAttempt.objects.filter(
            school=self.school, pupil__in=pupils, date__gte=self.on - WITHOUT_REQUEST_WITHIN
        ).exclude(note="")
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
