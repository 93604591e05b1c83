"""Pupils at or near the threshold, each as a line of a list, read together: statements do not grow with them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from penalties.case_stages import WORDS, Stage, stage_of
from penalties.counted import Counting, absences_of, counting_of
from penalties.leave_asked import LeaveAsked, leave_asked
from penalties.models import Case, CaseDecision, CaseEvent, NoticeToImprove
from penalties.notice_history import ParentHistory, histories_of
from penalties.outlook import Leaving, is_early_warning, leavings, reached_if_taken, remaining
from penalties.scan import Scan
from penalties.shown_first import Facts, facts_of
from penalties.support_so_far import Offered, kinds_of, support_so_far
from penalties.ten_weeks import Week, counted_in, explained_in
from penalties.threshold import Absence, Judgement
from penalties.why_counted import Why
from registers.codes import HOLIDAY_NOT_GRANTED, Session
from registers.models import GroupMembership, Post, Pupil, School


@dataclass(frozen=True)
class Ahead:
    """Leave still to come that nobody has agreed to. `reaches`: the session at which ten would be reached."""

    asked: LeaveAsked
    sessions: int
    reaches: Absence | None


@dataclass(frozen=True)
class Listed:
    """One pupil of a list."""

    pupil: Pupil
    group: str
    judgement: Judgement
    weeks: tuple[Week, ...]
    leavings: tuple[Leaving, ...]
    facts: Facts
    support: tuple[Offered, ...]
    ahead: tuple[Ahead, ...]
    parents: tuple[ParentHistory, ...]
    case: int | None = None
    """In a list of those who are near: a case of ten sessions in earlier weeks that is still open."""

    @property
    def earlier(self) -> list[tuple[ParentHistory, int]]:
        """Parents with notices that count in the three years to today, with how many."""
        return [(parent, len(parent.next.counted)) for parent in self.parents if parent.next.counted]

    @property
    def remaining(self) -> int:
        """How many sessions more meet the threshold."""
        return remaining(self.judgement)

    @property
    def mix(self) -> list[tuple[str, int]]:
        """The settled codes that count, each with how often."""
        counts = Counter(cell.code for cell in counted_in(self.weeks) if not cell.is_unsettled)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    @property
    def unsettled(self) -> int:
        """Sessions of the ten weeks whose reason is not yet established, counted or not."""
        return sum(cell.is_unsettled for cell in explained_in(self.weeks))

    @property
    def used(self) -> int:
        """Sessions of the ten weeks that a notice has used, and that are left out."""
        return sum(cell.why is Why.USED for cell in explained_in(self.weeks))

    @property
    def nearest(self) -> Leaving | None:
        """When the oldest leave the ten weeks."""
        return self.leavings[0] if self.leavings else None

    @property
    def support_words(self) -> str:
        """What was done, in a word each."""
        return ", ".join(kinds_of(list(self.support)))


@dataclass(frozen=True)
class ListedCase:
    """One case of the list with its pupil's line."""

    case: Case
    decision: CaseDecision | None
    stage: Stage
    row: Listed

    @property
    def event(self) -> CaseEvent:
        """What stands."""
        return self.case.standing

    @property
    def stage_words(self) -> str:
        """How far it has come, in words."""
        return WORDS[self.stage]


def listed(
    school: School,
    pupils: Sequence[Pupil],
    *,
    post: Post,
    on: dt.date,
    last: Mapping[int, dt.date] = MappingProxyType({}),
) -> dict[int, Listed]:
    """By pupil, a line each. The number of statements does not depend on how many pupils there are.

    `last`: by pupil, the day with whose week the ten that are drawn end, where it is not `on`.
    """
    keys = [pupil.pk for pupil in pupils]
    counting = counting_of(school, on)
    absences = absences_of(school, keys, on=on)
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=keys).values_list("pupil", "group__name"))
    facts = facts_of(school, keys, post=post, on=on)
    support = support_so_far(school, keys, on=on)
    asked = leave_asked(school, keys, first=on + dt.timedelta(days=1))
    parents = histories_of(pupils, proposed=on)
    found = {}
    for pupil in pupils:
        mine = absences.get(pupil.pk, [])
        judgement = counting.judge(pupil, mine)
        found[pupil.pk] = Listed(
            pupil=pupil,
            group=groups.get(pupil.pk, ""),
            judgement=judgement,
            weeks=tuple(counting.draw(pupil, mine, last=last.get(pupil.pk, on))),
            leavings=tuple(leavings(judgement, counting.weeks)),
            facts=facts[pupil.pk],
            support=tuple(support.get(pupil.pk, ())),
            ahead=tuple(ahead_of(pupil, mine, asked.get(pupil.pk, []), counting)),
            parents=tuple(parents[pupil.pk]),
        )
    return found


def ahead_of(
    pupil: Pupil, absences: Collection[Absence], asked: Collection[LeaveAsked], counting: Counting
) -> list[Ahead]:
    """Leave to come that is not agreed, with what it would come to if it were taken."""
    found = []
    for each in asked:
        days = counting.to_come(each.request.last_day)
        taken = [
            Absence(day, session.value, HOLIDAY_NOT_GRANTED)
            for day, halves in days.items()
            for session, met in zip(Session, halves, strict=True)
            if met and each.is_without_leave(day, session.value)
        ]
        if taken:
            reaches = reached_if_taken(
                absences, taken, weeks=counting.weeks, dob=pupil.dob, codes=counting.codes
            )
            found.append(Ahead(each, len(taken), reaches))
    return found


def open_cases(school: School, *, post: Post, on: dt.date) -> list[Case]:
    """The open cases that the hat may see and that still stand, with what stands of each."""
    cases = Case.objects.visible_to(post, on=on).open().with_standing().select_related("pupil")
    return [case for case in cases.order_by("pk") if case.standing.kind != CaseEvent.Kind.WITHDRAWN]


def with_decisions(cases: Sequence[Case], *, post: Post, on: dt.date) -> list[ListedCase]:
    """Each case with its pupil's line and the decision that holds."""
    if not cases:
        return []
    school = cases[0].school
    last = {case.pupil_id: case.standing.window_last or on for case in cases}
    rows = listed(school, [case.pupil for case in cases], post=post, on=on, last=last)
    newest, ends = decided(cases)
    return [
        ListedCase(
            case, newest.get(case.pk), stage(case, newest.get(case.pk), ends[case.pk]), rows[case.pupil_id]
        )
        for case in cases
    ]


def decided(cases: Sequence[Case]) -> tuple[dict[int, CaseDecision], dict[int, list[NoticeToImprove]]]:
    """By case, the decision that holds, and the notices to improve. Two statements, however many cases."""
    newest = {each.case_id: each for each in CaseDecision.objects.newest().filter(case__in=cases)}
    notices: dict[int, list[NoticeToImprove]] = defaultdict(list)
    for notice in NoticeToImprove.objects.filter(case__in=cases).select_related("end"):
        notices[notice.case_id].append(notice)
    return newest, notices


def stage(case: Case, decision: CaseDecision | None, notices: Iterable[NoticeToImprove]) -> Stage:
    """How far a case fetched `with_standing` has come."""
    ends = [getattr(each, "end", None) for each in notices if decision and each.at >= decision.at]
    return stage_of(
        closed=case.closed_at is not None,
        withdrawn=case.standing.kind == CaseEvent.Kind.WITHDRAWN,
        outcome=decision.outcome if decision else None,
        ends=[end.kind if end else None for end in ends],
    )


def early_warnings(school: School, *, post: Post, on: dt.date) -> list[Listed]:
    """Those with six to nine sessions, who is nearest first."""
    upns = [each.upn for each in Scan(school, on) if is_early_warning(each.judgement)]
    pupils = Pupil.objects.visible_to(post, on=on).on_roll(on).filter(upn__in=upns)
    rows = listed(school, list(pupils), post=post, on=on).values()
    cases = {case.pupil_id: case.pk for case in open_cases(school, post=post, on=on)}
    found = [replace(row, case=cases.get(row.pupil.pk)) for row in rows]
    return sorted(found, key=lambda row: (row.remaining, row.pupil.surname, row.pupil.forename, row.pupil.pk))
