"""Keeping the attendance policy, the strategy and the training log."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from absence.actions.support_plans import write_once
from absence.actions.talk_to import INFORMATION, set_family_information
from absence.models import FamilyInformation
from registers.models import Post, School
from registers.refusals import Refusal
from registers.school_sessions import SCHOOL_TIME
from reporting.models import AttendancePolicy, AttendanceStrategy, Training, TrainingTakenOut


class PolicyRefused(Refusal):
    """What was written cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Adopted:
    """One edition of the policy."""

    adopted_on: date
    adopted_by: str
    review_on: date
    web_address: str = ""
    changes: str = ""


@dataclass(frozen=True)
class Held:
    """One training that took place."""

    on: date
    topic: str
    audience: str
    attended: int
    led_by: str
    about: str = ""
    missed_by: str = ""
    again_by: date | None = None


@transaction.atomic
def adopt_policy(*, adopted: Adopted, operation: uuid.UUID, by: Post, at: datetime) -> AttendancePolicy:
    """Note that the policy was adopted; the latest edition stands, and families are told it. Raises PolicyRefused."""
    _one_at_a_time(by)
    if adopted.adopted_on > at.astimezone(SCHOOL_TIME).date():
        raise PolicyRefused("It was not adopted on a day that has not come yet.")
    if adopted.review_on <= adopted.adopted_on:
        raise PolicyRefused("It is looked at again after it was adopted.")
    policy, _ = write_once(AttendancePolicy, operation=operation, by=by, at=at, **vars(adopted))
    newest = AttendancePolicy.objects.filter(school=policy.school_id).newest_first().first()
    if newest == policy:
        _tell_families(policy, by=by, at=at)
    return policy


@transaction.atomic
def write_strategy(
    *, causes: str, approach: str, aims: str, operation: uuid.UUID, by: Post, at: datetime
) -> AttendanceStrategy:
    """Write down what keeps pupils away and what the school does about it; the newest stands."""
    _one_at_a_time(by)
    said = {"causes": causes.strip(), "approach": approach.strip(), "aims": aims.strip()}
    if not said["causes"] or not said["approach"]:
        raise PolicyRefused("Write what keeps pupils away, and what the school does about it.")
    return write_once(AttendanceStrategy, operation=operation, by=by, at=at, **said)[0]


@transaction.atomic
def log_training(*, held: Held, operation: uuid.UUID, by: Post, at: datetime) -> Training:
    """Note a training that took place. Raises PolicyRefused."""
    _one_at_a_time(by)
    if held.on > at.astimezone(SCHOOL_TIME).date():
        raise PolicyRefused("The log holds what took place. Enter it on its day, or after it.")
    if held.again_by is not None and held.again_by <= held.on:
        raise PolicyRefused("It is repeated after the day on which it took place.")
    if held.topic == Training.Topic.OTHER and not held.about.strip():
        raise PolicyRefused("Say what it was about.")
    return write_once(Training, operation=operation, by=by, at=at, **vars(held))[0]


@transaction.atomic
def take_out_training(
    *, training: Training, why: str, operation: uuid.UUID, by: Post, at: datetime
) -> TrainingTakenOut:
    """Say that an entry of the log was a mistake; it stays on record, struck out. Raises PolicyRefused."""
    _one_at_a_time(by)
    before = TrainingTakenOut.objects.filter(training=training).first()
    if before is not None:
        return before
    if not why.strip():
        raise PolicyRefused("Say why it is taken out.")
    said = {"training": training, "why": why.strip()[:300]}
    return write_once(TrainingTakenOut, operation=operation, by=by, at=at, **said)[0]


def _tell_families(policy: AttendancePolicy, *, by: Post, at: datetime) -> None:
    """Their page of the school says the same days and address as the edition that stands."""
    told = FamilyInformation.objects.of(policy.school)
    values = {name: getattr(told, name) for name in INFORMATION} | {
        "policy_url": policy.web_address or told.policy_url,
        "policy_adopted_on": policy.adopted_on,
        "policy_review_on": policy.review_on,
    }
    set_family_information(school=policy.school, values=values, by=by, at=at)


def _one_at_a_time(by: Post) -> None:
    School.objects.select_for_update(no_key=True).get(posts=by)
