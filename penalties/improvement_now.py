"""Notices to improve as they stand this morning: what the register says of each, and how it ended."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from penalties.due_sessions import NOTHING, due_sessions, periods_of
from penalties.improvement import Outcome, Watched, watch
from penalties.models import Case, NoticeToImprove, NoticeToImproveEnd
from registers.models import GroupMembership, Post, School
from registers.school_year import DayRange


@dataclass(frozen=True)
class NoticeNow:
    """One notice with what the register says of it."""

    notice: NoticeToImprove
    watched: Watched
    end: NoticeToImproveEnd | None
    group: str
    on: dt.date

    @property
    def left(self) -> int:
        """How many sessions may still be missed; none below zero."""
        return max(0, self.notice.sessions_allowed - len(self.watched.counted))

    @property
    def days_left(self) -> int:
        """Days until it is over, the last one with it."""
        return max(0, (self.notice.last_day - max(self.on, self.notice.first_day)).days + 1)

    @property
    def wants_somebody(self) -> bool:
        """Whether a person has to say how it ended, or to settle what the register leaves open."""
        over = self.watched.is_over or self.watched.outcome is Outcome.NOT_KNOWN
        return self.end is None and over

    @property
    def is_contradicted(self) -> bool:
        """Whether the register says something else now than when somebody noted how it ended."""
        ended = {NoticeToImproveEnd.Kind.MET: Outcome.MET, NoticeToImproveEnd.Kind.NOT_MET: Outcome.NOT_MET}
        if self.end is None or self.end.kind not in ended:
            return False
        return ended[NoticeToImproveEnd.Kind(self.end.kind)] is not self.watched.outcome

    @property
    def words(self) -> str:
        """In a word or two, for lists."""
        return self.end.get_kind_display() if self.end else self.watched.words


def notices_now(
    notices: "QuerySet[NoticeToImprove]", *, school: School, post: Post, on: dt.date
) -> list[NoticeNow]:
    """Those of the notices that are the school's, what wants somebody first. Five statements, however many."""
    rows = list(notices.filter(school=school).with_all().order_by("last_day", "pk"))  # type: ignore[attr-defined]
    periods = periods_of((row.case.pupil_id, DayRange(row.first_day, row.last_day)) for row in rows)
    known = due_sessions(school=school, pupils=periods, by=post, on=on)
    members = GroupMembership.objects.on(on).filter(school=school, pupil__in=periods)
    groups = dict(members.values_list("pupil", "group__name")) if rows else {}
    codes = frozenset(school.threshold_codes)
    found = [
        NoticeNow(
            notice=row,
            watched=watch(known.get(row.case.pupil_id, NOTHING).of_age, row.terms, on=on, codes=codes),
            end=getattr(row, "end", None),
            group=groups.get(row.case.pupil_id, ""),
            on=on,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.wants_somebody, each.end is not None))


def notices_of_case(case: Case, *, post: Post, on: dt.date) -> list[NoticeNow]:
    """The notices to improve of one case."""
    return notices_now(NoticeToImprove.objects.filter(case=case), school=case.school, post=post, on=on)


def open_notices(school: School, *, post: Post, on: dt.date) -> list[NoticeNow]:
    """Those of which nobody has said how they ended."""
    return notices_now(
        NoticeToImprove.objects.visible_to(post, on=on).open(), school=school, post=post, on=on
    )
