"""Education during a suspension: arranged, its place confirmed, or taken back."""

from datetime import date, datetime

from django.db import transaction

from registers.actions.suspension_plans import amend_to_provision, plan_suspensions
from registers.actions.suspensions import SuspensionRefused, note_change
from registers.codes import CODES, DUE_ELSEWHERE
from registers.models import Admission, Post, Provision, Suspension
from registers.school_sessions import in_words
from registers.suspension_outlook import outlook
from registers.suspension_rules import PROVISION_CODES


class ProvisionRefused(SuspensionRefused):
    """Education that does not fit the suspension."""

    who_can_fix = "You can, by choosing another day or code."


@transaction.atomic
def record_provision(
    *,
    suspension: Suspension,
    first_day: date,
    code: str,
    session: str,
    provider: str,
    nature: str,
    times: str,
    confirmed: bool,
    by: Post,
    at: datetime,
) -> Provision:
    """Record education from a day on: the sessions to come are planned with its code, E marks since then take it.

    Raises ProvisionRefused.
    """
    _refuse_provision(suspension, first_day, code)
    provision = Provision.objects.create(
        school_id=suspension.school_id,
        suspension=suspension,
        first_day=first_day,
        code=code,
        session=session,
        provider=provider.strip(),
        nature=nature.strip(),
        times=times.strip(),
        confirmed=confirmed,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    seen = outlook(draft=suspension, on=at.date(), post=by)
    since = {half for half in seen.taken.halves if half.date >= first_day and session in ("", half.session)}
    amend_to_provision(pupil=suspension.pupil, halves=since, provision=provision, by=by, at=at)
    plan_suspensions(pupil=suspension.pupil, by=by, at=at)
    return provision


@transaction.atomic
def confirm_provision(*, provision: Provision, by: Post, at: datetime) -> Provision:
    """Note that the provider has confirmed the place. Raises ProvisionRefused where that is known, or it fell away."""
    provision = Provision.objects.select_for_update(of=("self",)).get(pk=provision.pk)
    if provision.withdrawn_at is not None or provision.confirmed:
        raise ProvisionRefused("That place was confirmed or taken back already.")
    provision.confirmed = True
    provision.save(update_fields=["confirmed"])
    note_change(
        provision.suspension,
        "place",
        f"{provision.provider}, not confirmed",
        f"{provision.provider}, confirmed",
        "the provider confirmed the place",
        by,
        at,
    )
    return provision


@transaction.atomic
def withdraw_provision(*, provision: Provision, reason: str, by: Post, at: datetime) -> Provision:
    """Take education back that does not take place: sessions to come are E again, marks that were made stay."""
    provision = Provision.objects.select_for_update(of=("self",)).get(pk=provision.pk)
    if provision.withdrawn_at is not None:
        raise ProvisionRefused("It was taken back already.")
    provision.withdrawn_at = at
    provision.save(update_fields=["withdrawn_at"])
    suspension = provision.suspension
    note_change(suspension, "provision", provision.note, "taken back", reason, by, at)
    plan_suspensions(pupil=suspension.pupil, by=by, at=at)
    return provision


def _refuse_provision(suspension: Suspension, first_day: date, code: str) -> None:
    if suspension.withdrawn_at is not None:
        raise ProvisionRefused("The suspension was taken back.")
    last = suspension.last_day
    if first_day < suspension.first_day or (last is not None and first_day > last):
        raise ProvisionRefused(
            f"The suspension is from {in_words(suspension.first_day)}"
            f"{f' to {in_words(last)}' if last else ''}: the provision begins on one of its days."
        )
    if code not in PROVISION_CODES:
        raise ProvisionRefused(f"{code} is no code of education during a suspension.")
    if code == DUE_ELSEWHERE and not _is_dual(suspension, first_day):
        raise ProvisionRefused(
            f"{code} ({CODES[code].words.lower()}) is for a pupil who is registered at two schools,"
            f" and {suspension.pupil.called} is not.",
            who_can_fix="The office can record the dual registration first, or choose another code.",
        )


def _is_dual(suspension: Suspension, day: date) -> bool:
    stays = Admission.objects.on(day).filter(pupil=suspension.pupil_id)
    return stays.exclude(registration=Admission.Registration.SINGLE).exists()
