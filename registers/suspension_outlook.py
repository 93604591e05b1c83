"""What a suspension would do before anybody decides: its sessions, day six, the year's total, what is in the way."""

import datetime as dt
from dataclasses import dataclass

from registers.codes import CLEARED
from registers.models import Mark, Post, Suspension
from registers.suspended_sessions import Taken
from registers.suspension_facts import SuspensionFacts
from registers.suspension_rules import HalfDay, days_words, half_days_over
from registers.suspensions import YearOfSuspensions, day_six, years_of


@dataclass(frozen=True)
class Outlook:
    """A suspension that is not recorded yet, or not yet so long, beside those of the pupil that stand."""

    draft: Suspension
    taken: Taken
    due_on: dt.date | None
    years: list[YearOfSuspensions]
    marked: list[tuple[HalfDay, str]]
    """Sessions of it that have a mark already, which stays."""
    overlaps: Suspension | None

    @property
    def length(self) -> str:
        """How long it is, in days."""
        return days_words(len(self.taken.halves))

    @property
    def over(self) -> int:
        """By how many half-days a school year would have more than the law allows."""
        if self.draft.is_permanent:
            return 0
        return max((half_days_over(year.halves) for year in self.years), default=0)


def outlook(*, draft: Suspension, on: dt.date, post: Post) -> Outlook:
    """What `draft` would do. It stands for the recorded one with the same number, where there is one."""
    school, pupil = draft.pupil.school, draft.pupil_id
    standing = Suspension.objects.standing().filter(school=school, pupil=pupil).exclude(pk=draft.pk)
    others = list(standing.order_by("first_day"))
    facts = SuspensionFacts(school, on, post, [pupil], [*others, draft]).read()
    taken = {each.pk: facts.taken(each) for each in facts.suspensions}
    own = set(taken[draft.pk].halves)
    touched = {facts.year_of(half.date) for half in own}
    marks = Mark.objects.filter(school=school, pupil=pupil, date__in={half.date for half in own})
    marked = [
        (half, code)
        for day, session, code in marks.exclude(code=CLEARED).values_list("date", "session", "code")
        if (half := HalfDay(day, session)) in own
    ]
    return Outlook(
        draft=draft,
        taken=taken[draft.pk],
        due_on=day_six(draft, facts, taken),
        years=[year for (_, name), year in sorted(years_of(facts, taken).items()) if name in touched],
        marked=sorted(marked),
        overlaps=next((each for each in others if _meet(each, draft)), None),
    )


def _meet(one: Suspension, other: Suspension) -> bool:
    """Whether two share a half-day."""
    far = HalfDay(dt.date.max, "PM")
    return one.first <= (other.last or far) and other.first <= (one.last or far)
