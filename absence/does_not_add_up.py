"""Does not add up: what a person has still to look at, the newest day first, each with what puts it right.

Nothing of it is stored but what somebody settled. A row that was settled stays away for as long as the facts say the
same; where they change, it says something else and comes back.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from absence.contradiction_facts import Facts, contradiction_facts
from absence.contradiction_kinds import KIND_WORDS, Finding, Kind
from absence.contradictions import findings_of
from absence.contradictions_across import findings_across
from absence.models import ContradictionSettled, OtherSchoolAnswer
from registers.class_names import class_order
from registers.codes import Session
from registers.marking_facts import pupils_on_days
from registers.models import Admission, Mark, Post, Professional, School
from registers.school_sessions import HALF, PupilOnDay
from registers.unsettled import unsettled_n_marks

USUAL = {
    Kind.LEAVE: ("They were here", "was here: the leave was not taken"),
    Kind.AWAY: ("They were here", "was here: the plan did not come about"),
    Kind.ELSEWHERE: ("They were absent", "was absent: did not go along"),
    Kind.REVIEW: ("Reviewed: it goes on", "reviewed: the timetable goes on as agreed"),
    Kind.OVERLAP: ("The newer plan is right", "the newer plan is right"),
    Kind.BOTH_ANSWERS: ("The leave stands", "the leave that was agreed stands"),
    Kind.SIGNED_OUT: ("They were in class", "was in class: came back past the desk"),
    Kind.NO_DESK: ("They came past the desk", "came in past the desk"),
    Kind.FAMILY: ("Noted", "noted"),
}
"""What is pressed where the row is right after all, and the words that are kept."""
ONE_ROW_FOR_ALL = frozenset({Kind.UNCONFIRMED})
"""What a leader confirms for everybody at once."""
AMENDED = frozenset(
    {Kind.LEAVE, Kind.AWAY, Kind.ELSEWHERE, Kind.AGE, Kind.SIGNED_OUT, Kind.NO_DESK, Kind.PART_TIME}
)
"""Where the mark may be the wrong one."""
PLANS_TO_LOOK_AT = frozenset({Kind.OVERLAP, Kind.REVIEW, Kind.PART_TIME})


@dataclass(frozen=True)
class Row:
    """One thing that does not add up, of one pupil and day (of several pupils only where one press confirms all)."""

    kind: Kind
    day: dt.date
    findings: tuple[Finding, ...]
    pupils: tuple[PupilOnDay, ...]
    other_school: str = ""
    """The school to ask."""
    contacts: tuple[Professional, ...] = ()
    asked: OtherSchoolAnswer | None = None
    goes_on: dt.date | None = None
    """Until when the plan that it is about still runs, where it does."""

    @property
    def key(self) -> str:
        """Names the row on the page and in what is pressed."""
        said = "|".join(f"{each.pupil_id} {each.session} {each.says}" for each in self.findings)
        return f"{self.kind}-{self.day:%Y%m%d}-{blake2b(said.encode(), digest_size=6).hexdigest()}"

    @property
    def title(self) -> str:
        """What does not fit, in a few words."""
        return KIND_WORDS[self.kind]

    @property
    def pupil(self) -> PupilOnDay:
        """The pupil, or the first of them."""
        return self.pupils[0]

    @property
    def sessions(self) -> list[str]:
        """The half-days that it is about."""
        return sorted({each.session for each in self.findings})

    @property
    def halves(self) -> str:
        """`morning`, `afternoon` or `all day`."""
        return "all day" if len(self.sessions) == len(Session) else HALF[self.sessions[0]]

    @property
    def lines(self) -> list[str]:
        """What the facts say, each once."""
        return list(dict.fromkeys(each.says for each in self.findings))

    @property
    def press(self) -> str:
        """What the button says by which the row is right as it stands."""
        return USUAL[self.kind][0] if self.kind in USUAL else ""

    @property
    def plan_id(self) -> int | None:
        """The plan that may be changed."""
        return next((each.plan_id for each in self.findings if each.plan_id), None)

    @property
    def is_hint(self) -> bool:
        """Whether nothing need be wrong."""
        return self.kind is Kind.FAMILY

    @property
    def is_asked_of_school(self) -> bool:
        """Whether the other school is asked."""
        return self.kind is Kind.OTHER_SCHOOL

    @property
    def is_confirmed(self) -> bool:
        """Whether one press confirms that the pupils were there."""
        return self.kind is Kind.UNCONFIRMED

    @property
    def may_amend(self) -> bool:
        """Whether the mark may be wrong, and can be amended on its page."""
        return self.pupil.on_roll and (self.kind in AMENDED or self.kind is Kind.ROLL)

    @property
    def may_clear(self) -> bool:
        """Whether the mark may be taken away in one press."""
        return self.kind is Kind.CLOSED or (self.kind is Kind.ROLL and not self.pupil.on_roll)

    @property
    def is_about_plans(self) -> bool:
        """Whether the pupil's plans are to be looked at."""
        by_plan = self.kind is Kind.AGE and not any("Marked" in each.says for each in self.findings)
        return self.kind in PLANS_TO_LOOK_AT or by_plan

    @property
    def order(self) -> tuple[object, ...]:
        """Newest day first; hints last; then class and name."""
        pupil = self.pupil
        place = (class_order(pupil.group_name or ""), pupil.surname, pupil.forename, pupil.pupil_id)
        return (-self.day.toordinal(), self.is_hint, list(Kind).index(self.kind), *place, self.key)


@dataclass(frozen=True)
class DoesNotAddUp:
    """The list as it stands."""

    rows: tuple[Row, ...]
    overdue: int
    """N marks older than five school days, which have a page of their own."""

    def row_at(self, key: str) -> Row | None:
        """The row of that name, where it still stands."""
        return next((row for row in self.rows if row.key == key), None)


def does_not_add_up(*, school: School, post: Post, at: dt.datetime) -> DoesNotAddUp:
    """The list of that moment. The number of statements does not depend on how many pupils are on it."""
    facts = contradiction_facts(school=school, post=post, at=at)
    found = _open_findings(facts, at.date(), hints=True)
    known = _known(facts, found, post)
    marks = Mark.objects.visible_to(post, on=at.date())
    return DoesNotAddUp(
        rows=tuple(sorted(_rows(facts, known, found, at.date()), key=lambda row: row.order)),
        overdue=sum(each.overdue for each in unsettled_n_marks(marks, school=school, on=at.date())),
    )


def count_contradictions(*, school: School, post: Post, at: dt.datetime) -> int:
    """How many rows of that list somebody has to look at, hints left out. Ten statements."""
    facts = contradiction_facts(school=school, post=post, at=at)
    groups = _groups(_open_findings(facts, at.date(), hints=False))
    answers = _answers(facts)
    return sum(not _is_answered(group[0], answers) for group in groups.values())


def _open_findings(facts: Facts, today: dt.date, *, hints: bool) -> list[Finding]:
    """What is found and nobody has settled."""
    found = [finding for half in facts.halves for finding in findings_of(half)]
    return _not_settled(facts.school, [*found, *findings_across(facts, today, hints=hints)])


def answers_of_other_schools(*, post: Post, since: dt.date) -> list[OtherSchoolAnswer]:
    """What other schools answered about the days since then, the newest first."""
    answers = OtherSchoolAnswer.objects.visible_to(post).filter(date__gte=since)
    given = answers.exclude(answer=OtherSchoolAnswer.Answer.ASKED).select_related("pupil")
    return list(given.order_by("-date", "-at", "-pk"))


def settled_since(*, post: Post, since: dt.date) -> list[ContradictionSettled]:
    """What was settled about the days since then, the newest first."""
    settled = (
        ContradictionSettled.objects.visible_to(post).filter(date__gte=since).exclude(kind=Kind.NOT_AGREED)
    )
    return list(settled.select_related("pupil").order_by("-at", "-pk"))


def _known(facts: Facts, findings: Iterable[Finding], post: Post) -> dict[tuple[int, dt.date], PupilOnDay]:
    """Each pupil as they stood on the day of each finding. One statement."""
    wanted = {(each.pupil_id, each.day) for each in findings}
    return pupils_on_days(school=facts.school, wanted=sorted(wanted), by=post)


def _rows(
    facts: Facts,
    known: dict[tuple[int, dt.date], PupilOnDay],
    findings: Iterable[Finding],
    today: dt.date,
) -> Iterator[Row]:
    groups = _groups(findings)
    dual = sorted({each.pupil_id for each in findings if each.kind is Kind.OTHER_SCHOOL})
    schools = _other_schools(facts, dual, today)
    answers = _answers(facts)
    for kind, group in ((group[0].kind, group) for group in groups.values()):
        first = group[0]
        if _is_answered(first, answers):
            continue
        name, contacts = schools.get(first.pupil_id, ("", ())) if kind is Kind.OTHER_SCHOOL else ("", ())
        yield Row(
            kind=kind,
            day=first.day,
            findings=tuple(sorted(group, key=lambda each: (each.pupil_id, each.session, each.says))),
            pupils=tuple(_pupils(known, group)),
            other_school=name,
            contacts=contacts,
            asked=answers.get((first.pupil_id, first.day)) if kind is Kind.OTHER_SCHOOL else None,
            goes_on=_goes_on(facts, first, today),
        )


def _groups(findings: Iterable[Finding]) -> dict[tuple[object, ...], list[Finding]]:
    """The findings of each row: of one pupil and day, or of everybody whom one press confirms."""
    grouped: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for each in findings:
        whose = each.says if each.kind in ONE_ROW_FOR_ALL else each.pupil_id
        pair = each.says if each.kind in (Kind.OVERLAP, Kind.BOTH_ANSWERS) else ""
        grouped[each.kind, each.day, whose, pair].append(each)
    return grouped


def _is_answered(finding: Finding, answers: dict[tuple[int, dt.date], OtherSchoolAnswer]) -> bool:
    """Whether the other school has said where the pupil was."""
    said = answers.get((finding.pupil_id, finding.day)) if finding.kind is Kind.OTHER_SCHOOL else None
    return said is not None and said.answer != OtherSchoolAnswer.Answer.ASKED


def _pupils(known: dict[tuple[int, dt.date], PupilOnDay], group: Iterable[Finding]) -> list[PupilOnDay]:
    found = {each.pupil_id: known[each.pupil_id, each.day] for each in group}
    return sorted(found.values(), key=lambda pupil: (pupil.surname, pupil.forename, pupil.pupil_id))


def _goes_on(facts: Facts, finding: Finding, today: dt.date) -> dt.date | None:
    plans = (plan for plan in facts.plans.get(finding.pupil_id, ()) if plan.plan_id == finding.plan_id)
    plan = next(plans, None) if finding.plan_id else None
    last = plan.last_day if plan is not None else None
    return last if last is not None and last > max(today, finding.day) else None


# --- what is known besides -------------------------------------------------------------------------------------------


def _not_settled(school: School, found: list[Finding]) -> list[Finding]:
    first = min((each.day for each in found), default=dt.date.max)
    rows = ContradictionSettled.objects.filter(school=school, date__gte=first)
    settled = set(rows.values_list("kind", "pupil", "date", "session", "says"))
    return [each for each in found if (each.kind.value, *each[1:5]) not in settled]


def _other_schools(
    facts: Facts, pupils: list[int], on: dt.date
) -> dict[int, tuple[str, tuple[Professional, ...]]]:
    """The other school of each, and whom to ring there. Two statements."""
    people: dict[int, list[Professional]] = defaultdict(list)
    role = Professional.Kind.OTHER_SCHOOL
    known = Professional.objects.on(on).filter(school=facts.school, pupil__in=pupils, role=role)
    for each in known.order_by("name", "pk"):
        people[each.pupil_id].append(each)
    stays = Admission.objects.on(on).filter(school=facts.school, pupil__in=pupils)
    names = dict(stays.values_list("pupil", "other_school"))
    return {pupil: (names.get(pupil, ""), tuple(people[pupil])) for pupil in pupils}


def _answers(facts: Facts) -> dict[tuple[int, dt.date], OtherSchoolAnswer]:
    """The newest answer of each pupil and day. One statement."""
    since = facts.days[0] if facts.days else dt.date.max
    rows = OtherSchoolAnswer.objects.filter(school=facts.school, date__gte=since)
    return {(each.pupil_id, each.date): each for each in rows.order_by("at", "pk")}
