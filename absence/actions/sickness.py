"""Sickness returns, and the education asked of the authority: made once as they stand, with what came back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from absence.models import EducationAnswer, EducationRequest, SicknessReturn, SicknessReturnSent
from absence.sickness import may_be_returned
from absence.sickness_content import sickness_content
from absence.sickness_list import IllPupil
from registers.models import Post, Pupil, School
from registers.refusals import Refusal


class SicknessRefused(Refusal):
    """A return, or what was written about one, that cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


class ReturnMadeAlready(SicknessRefused):
    """One return in a continuous spell is enough."""

    who_can_fix = "Nobody needs to: a later spell has a return of its own."


@dataclass(frozen=True)
class Answer:
    """What the authority answered about education."""

    outcome: str
    answered_on: date
    provider: str = ""
    nature: str = ""
    first_day: date | None = None
    last_day: date | None = None
    note: str = ""


@transaction.atomic
def make_sickness_return(
    *, ill: IllPupil, expected_days: int, expected_why: str, school: School, by: Post, on: date, at: datetime
) -> SicknessReturn:
    """Make the return with what is known now and keep it as it is. Raises SicknessRefused or ReturnMadeAlready."""
    Pupil.objects.select_for_update().get(pk=ill.pupil.pk)
    spell = ill.found.spell_from
    if spell is None:
        raise SicknessRefused(f"{ill.pupil.called} has no day of illness this school year that counts.")
    made = SicknessReturn.objects.filter(pupil=ill.pupil, date__gte=spell).exists()
    if made or ill.found.returned_on:
        raise ReturnMadeAlready("A return was made in this spell already.")
    if not may_be_returned(ill.found, expected_days=expected_days):
        raise SicknessRefused(
            f"{len(ill.found.days)} days so far and {expected_days} expected are fewer than fifteen."
        )
    if expected_days and not expected_why.strip():
        raise SicknessRefused("Say on what ground further days are expected.")
    return SicknessReturn.objects.create(
        school=school,
        pupil=ill.pupil,
        date=on,
        spell_from=spell,
        ill_days=len(ill.found.days),
        expected_days=expected_days,
        expected_why=expected_why.strip() if expected_days else "",
        content=sickness_content(ill, school=school, on=on),
        **_who(by, at),
    )


def note_sickness_return_sent(
    *,
    sickness_return: SicknessReturn,
    to_whom: str,
    how: str,
    sent_on: date,
    by: Post,
    on: date,
    at: datetime,
) -> SicknessReturnSent:
    """Note that the return went. Pressed twice it is noted once. Raises SicknessRefused."""
    if sent_on > on:
        raise SicknessRefused("It did not go on a day that has not come yet.")
    if sent_on < sickness_return.date:
        raise SicknessRefused("It did not go before it was made.")
    key = {"sickness_return": sickness_return, "to_whom": to_whom.strip(), "how": how, "sent_on": sent_on}
    try:
        with transaction.atomic():
            return SicknessReturnSent.objects.create(
                school_id=sickness_return.school_id, **key, **_who(by, at)
            )
    except IntegrityError:
        return SicknessReturnSent.objects.get(**key)


@transaction.atomic
def ask_for_education(
    *, pupil: Pupil, asked_on: date, to_whom: str, how: str, asked_for: str, by: Post, on: date, at: datetime
) -> EducationRequest:
    """Note that the authority was asked for education. Pressed twice it is noted once. Raises SicknessRefused."""
    if asked_on > on:
        raise SicknessRefused("Nobody was asked on a day that has not come yet.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    key = {"pupil": pupil, "asked_on": asked_on, "to_whom": to_whom.strip(), "how": how}
    said = asked_for.strip()
    before = EducationRequest.objects.filter(**key, asked_for=said).first()
    return before or EducationRequest.objects.create(
        school_id=pupil.school_id, **key, asked_for=said, **_who(by, at)
    )


@transaction.atomic
def note_education_answer(
    *, request: EducationRequest, answer: Answer, by: Post, on: date, at: datetime
) -> EducationAnswer:
    """Note what the authority answered. Pressed twice it is noted once. Raises SicknessRefused."""
    if answer.answered_on > on:
        raise SicknessRefused("It did not answer on a day that has not come yet.")
    if answer.answered_on < request.asked_on:
        raise SicknessRefused("It did not answer before it was asked.")
    arranged = answer.outcome == EducationAnswer.Outcome.ARRANGED
    if arranged and not (answer.provider.strip() and answer.nature.strip() and answer.first_day):
        raise SicknessRefused(
            "Say who teaches, what the education is, and from which day: code K needs its nature."
        )
    if answer.last_day and (answer.first_day is None or answer.last_day < answer.first_day):
        raise SicknessRefused("The last day comes before the first.")
    Pupil.objects.select_for_update().get(pk=request.pupil_id)
    said: dict[str, Any] = {
        "outcome": answer.outcome,
        "answered_on": answer.answered_on,
        "provider": answer.provider.strip(),
        "nature": answer.nature.strip(),
        "first_day": answer.first_day,
        "last_day": answer.last_day,
        "note": answer.note.strip(),
    }
    before = EducationAnswer.objects.filter(request=request, **said).first()
    return before or EducationAnswer.objects.create(
        school_id=request.school_id, request=request, **said, **_who(by, at)
    )


def _who(by: Post, at: datetime) -> dict[str, Any]:
    return {"by": by, "name": by.user.name, "position": by.position, "at": at}
