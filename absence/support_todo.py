"""What waits for somebody besides suggested steps: meetings to be written down, referrals, what did not help.

Each is cleared only by its own fact: a meeting of another kind, or a letter, clears none of the meetings and referrals;
and more of what did not help, however often, does not clear that.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.urls import reverse

from absence.did_it_work import without_effect
from absence.effects import PupilEffects
from absence.group_duties import Group
from absence.group_list import joint_approaches
from absence.models import Meeting, MeetingRecord, SupportReferral, SupportReferralNews
from registers.measure_words import missed_words
from registers.models import Post

NO_ANSWER = dt.timedelta(days=10)
"""After so long somebody asks whether a referral arrived (P: two school weeks)."""
NO_OUTCOME = dt.timedelta(days=28)
"""After so long without news somebody asks how it goes (P: most services answer within a month)."""
MEETINGS = (Meeting.Kind.ATTENDANCE, Meeting.Kind.FAMILY_TEAM, Meeting.Kind.FORMAL, Meeting.Kind.RETURN)
News = SupportReferralNews.Kind


class Waiting(NamedTuple):
    """One thing that waits, since when, and what clears it."""

    since: dt.date
    pupil: str
    words: str
    clears: str
    url: str


def waiting(post: Post, *, effects: Collection[PupilEffects], now: dt.datetime) -> list[Waiting]:
    """Everything that waits at the hat's school, the longest first. Nine statements at most."""
    rows = [*_meetings(post, now), *_referrals(post, now.date()), *_without_effect(effects)]
    return sorted([*rows, *_joint_approaches(post, now.date())])


def _without_effect(effects: Collection[PupilEffects]) -> list[Waiting]:
    """What was done once, and absence went on as before."""
    found = []
    for each in effects:
        told = without_effect(each.compared)
        if told is None:
            continue
        words = f"{told.done.words}: {missed_words(told.after)} since; before it {missed_words(told.before)}"
        clears = f"Do something else than another {told.done.kind.words.lower()}, or less is missed"
        url = f"{reverse('absence:support_steps', args=[each.pupil.pk])}#did-it-work"
        found.append(Waiting(told.done.on, each.pupil.called, words, clears, url))
    return found


def _joint_approaches(post: Post, on: dt.date) -> list[Waiting]:
    """Pupils who missed half of school: the joint approach is to be agreed, or looked at again."""
    found = []
    for each in joint_approaches(post=post, on=on):
        if not each.is_waiting(on):
            continue
        about = f"{each.missed} of {each.possible} sessions missed"
        url = reverse("absence:group_duty", args=[Group.SEVERE, each.pupil.pk])
        if each.agreed is None:
            words, since = f"{about}: joint approach with the authority", each.since
            clears = "Agree it with the authority, and write down with whom, when and who does what"
        else:
            words, since = f"{about}: joint approach to be looked at again", each.agreed.review_on or on
            clears = "Look at it with the authority, and write down what is agreed now"
        found.append(Waiting(since, each.pupil.called, words, clears, url))
    return found


def _meetings(post: Post, now: dt.datetime) -> list[Waiting]:
    rows = Meeting.objects.visible_to(post, on=now.date()).filter(kind__in=MEETINGS)
    by_pupil: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in rows.select_related("pupil").prefetch_related("records").order_by("starts_at", "pk"):
        by_pupil[meeting.pupil_id].append(meeting)
    found = [_meeting(each, meetings, now) for meetings in by_pupil.values() for each in meetings]
    return [each for each in found if each is not None]


def _meeting(meeting: Meeting, others: list[Meeting], now: dt.datetime) -> Waiting | None:
    url, called = reverse("absence:meeting", args=[meeting.pk]), meeting.pupil.called
    record = max(meeting.records.all(), key=lambda each: (each.at, each.pk), default=None)
    kind = meeting.get_kind_display()
    if record is None:
        if meeting.starts_at > now:
            return None
        words = f"{kind}: what came of the meeting"
        return Waiting(
            meeting.starts_at.date(), called, words, "Write down who came and what was agreed", url
        )
    if record.review_on is None or record.review_on > now.date() or _held_again(meeting, record, others):
        return None
    words = f"{kind}: to be looked at again"
    clears = "Hold the same kind of meeting again, or write down a new day"
    return Waiting(record.review_on, called, words, clears, url)


def _held_again(meeting: Meeting, record: MeetingRecord, others: list[Meeting]) -> bool:
    """Whether a later meeting of the same kind took place; one of another kind is no review of this one."""
    held = MeetingRecord.Outcome.HELD
    return any(
        each.kind == meeting.kind
        and each.starts_at > (record.held_at or meeting.starts_at)
        and any(later.outcome == held for later in each.records.all())
        for each in others
    )


def _referrals(post: Post, on: dt.date) -> list[Waiting]:
    rows = SupportReferral.objects.visible_to(post, on=on).without_outcome()
    found = [_referral(each, on) for each in rows.select_related("pupil").prefetch_related("news")]
    return [each for each in found if each is not None]


def _referral(referral: SupportReferral, on: dt.date) -> Waiting | None:
    news = {each.kind: each for each in sorted(referral.news.all(), key=lambda each: (each.date, each.pk))}
    url = reverse("absence:support_referral", args=[referral.pk])
    about = f"{referral.get_kind_display()}: {referral.to_whom}"
    if News.SENT not in news:
        return Waiting(referral.at.date(), referral.pupil.called, about, "Send it, and note how", url)
    latest = max(each.date for each in news.values())
    if len(news) == 1 and on - latest >= NO_ANSWER:
        return Waiting(
            latest, referral.pupil.called, about, "Ask whether it arrived, and note the answer", url
        )
    if len(news) > 1 and on - latest >= NO_OUTCOME:
        return Waiting(latest, referral.pupil.called, about, "Ask how it goes, and note what came of it", url)
    return None
