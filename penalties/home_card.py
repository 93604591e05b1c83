"""What of the cases waits for somebody, for the home page."""

import datetime as dt
from dataclasses import dataclass

from penalties.case_stages import Stage
from penalties.listed import decided, open_cases, stage
from registers.models import Post, School


@dataclass(frozen=True)
class CasesWaiting:
    """How many cases a person has to consider, and to consider again after a notice to improve."""

    new: int
    again: int

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.new or self.again)


def cases_waiting(school: School, *, post: Post, on: dt.date) -> CasesWaiting:
    """What waits at the school. Four statements, however many cases."""
    cases = open_cases(school, post=post, on=on)
    newest, notices = decided(cases)
    stages = [stage(case, newest.get(case.pk), notices[case.pk]) for case in cases]
    return CasesWaiting(stages.count(Stage.TO_CONSIDER), stages.count(Stage.AGAIN))
