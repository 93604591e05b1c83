"""What of the cases waits for somebody, for the home page."""

import datetime as dt
from dataclasses import dataclass

from penalties.case_stages import Stage
from penalties.improvement_now import open_notices
from penalties.listed import decided, open_cases, stage
from penalties.models import PenaltyNotice, Representation
from penalties.notice_history import known_of
from registers.models import Post, School


@dataclass(frozen=True)
class CasesWaiting:
    """How many cases a person has to consider, and to consider again after a notice to improve.

    `ended`: notices to improve that are met, not met or not known, and of which nobody has said how they ended.
    `notices`: penalty notices of which the authority has to be asked something; `said`: what parents said, unanswered.
    """

    new: int
    again: int
    ended: int = 0
    notices: int = 0
    said: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.new or self.again or self.ended or self.notices or self.said)


def cases_waiting(school: School, *, post: Post, on: dt.date) -> CasesWaiting:
    """What waits at the school. Fourteen statements at most, however many cases."""
    cases = open_cases(school, post=post, on=on)
    newest, notices = decided(cases)
    stages = [stage(case, newest.get(case.pk), notices[case.pk]) for case in cases]
    ended = sum(each.wants_somebody for each in open_notices(school, post=post, on=on))
    known = known_of(PenaltyNotice.objects.visible_to(post, on=on))
    return CasesWaiting(
        new=stages.count(Stage.TO_CONSIDER),
        again=stages.count(Stage.AGAIN),
        ended=ended,
        notices=sum(bool(each.standing.to_do(on)) for each in known),
        said=Representation.objects.unanswered().visible_to(post, on=on).count(),
    )
