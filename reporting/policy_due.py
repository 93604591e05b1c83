"""What of the attendance policy and of training is due, so that the home page says it in time."""

import datetime as dt
from dataclasses import dataclass

from registers.models import Post
from registers.school_sessions import in_words
from reporting.models import AttendancePolicy, Training

AHEAD = dt.timedelta(days=42)
"""So long before its day a review is announced (P: governors are asked half a term ahead)."""


@dataclass(frozen=True)
class Due:
    """One thing that is due, in words, and whether its day has passed."""

    words: str
    overdue: bool = False


def policy_due(policy: AttendancePolicy | None, on: dt.date) -> Due | None:
    """What the policy waits for: that one is entered, or that it is looked at again."""
    if policy is None:
        return Due("No attendance policy is entered here yet")
    if policy.review_on < on:
        return Due(f"The attendance policy was to be reviewed by {in_words(policy.review_on)}", overdue=True)
    if policy.review_on - on <= AHEAD:
        return Due(f"The attendance policy is to be reviewed by {in_words(policy.review_on)}")
    return None


def training_due(log: list[Training], on: dt.date) -> list[tuple[Training, Due]]:
    """Training to be had again soon. `log`: the latest first; a later one of its kind has put an earlier one off."""
    found, seen = [], set()
    for each in log:
        key = (each.topic, each.audience)
        if key in seen:
            continue
        seen.add(key)
        if each.again_by is not None and each.again_by - on <= AHEAD:
            found.append((each, _again(each, each.again_by, on)))
    return found


def _again(training: Training, again_by: dt.date, on: dt.date) -> Due:
    about = f"{training.get_topic_display()}, for {training.get_audience_display().lower()}"
    verb = "was to be" if again_by < on else "is to be"
    return Due(f"Training {verb} repeated by {in_words(again_by)}: {about}", overdue=again_by < on)


def standing_policy(post: Post) -> AttendancePolicy | None:
    """The edition that stands at the hat's school. One statement."""
    return AttendancePolicy.objects.visible_to(post).newest_first().first()


def reminders(post: Post, on: dt.date) -> list[Due]:
    """Everything that is due at the hat's school, what is overdue first. Two statements."""
    log = list(Training.objects.visible_to(post).standing().newest_first())
    due = [policy_due(standing_policy(post), on), *(each for _, each in training_due(log, on))]
    return sorted((each for each in due if each is not None), key=lambda each: not each.overdue)
