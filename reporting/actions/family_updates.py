"""Telling families how attendance is: each half term, or when it has fallen below the school's target.

A person reads, chooses and presses. What is written waits in the outbox.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from absence.actions.punctuality import LetterTo
from attendance_site.parts.clock import LONDON
from registers.actions.write_messages import Draft, write_messages
from registers.family_languages import language_code
from registers.models import Care, Message, Post, Pupil, RegistrationGroup, School
from registers.models.signed import signed_by
from registers.refusals import Refusal
from registers.wording import Fact, Wording, wording_of
from registers.wording_kinds import EMAIL, LETTER
from reporting.below_target import Below
from reporting.half_term_updates import HalfTerm, Informed, cause_of, class_told
from reporting.how_it_went import lines_of
from reporting.measures import Measures
from reporting.models import AttendanceTarget, FamilyUpdate

HALF_TERM = "half_term_update"
LOWEST, HIGHEST = 500, 1000
"""A target lies between 50 and 100 per cent."""


class UpdateRefused(Refusal):
    """It cannot be written like that."""

    who_can_fix = "You can, on this page."


class WordsOfUpdates:
    """The school's words for each language and channel, read once however many are written."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._read: dict[tuple[str, str], Wording] = {}

    def of(self, language: str, channel: str) -> Wording:
        """The words for one reader."""
        key = (language, channel)
        if key not in self._read:
            self._read[key] = wording_of(
                school=self.school, kind=HALF_TERM, language=language, channel=channel
            )
        return self._read[key]


@dataclass(frozen=True)
class Writing:
    """Who writes about which half term, and whether letters go to everybody."""

    half: HalfTerm
    on_paper: bool
    by: Post

    def draft(self, informed: Informed, care: Care, words: WordsOfUpdates, cause: str = "") -> Draft:
        """One message to one adult. Raises FactMissing, WordingOff."""
        channel = LETTER if self.on_paper or not care.contact.email else EMAIL
        chosen = words.of(language_code(care.contact.language), channel)
        said = chosen.compose(self._facts(informed, care))
        return Draft(
            cause=cause,
            contact=care.contact,
            channel=channel,
            subject=said.subject,
            body=said.body,
            pupil=informed.figures.pupil,
            language=said.language,
            wording=said.version,
        )

    def _facts(self, informed: Informed, care: Care) -> Mapping[str, Fact]:
        pupil = informed.figures.pupil
        return {
            "pupil": pupil.known_as or pupil.forename,
            "pupil full name": pupil.legal_name,
            "class": informed.figures.group,
            "contact": care.contact.name,
            "from day": self.half.first,
            "to day": self.half.last,
            "how it went": lambda language: lines_of(informed.figures.measures, language=language),
            "signed by": f"{self.by.user.name}, {self.by.position}",
        }


@transaction.atomic
def write_half_term_updates(
    *,
    group: RegistrationGroup,
    half: HalfTerm,
    pupils: Collection[int],
    on_paper: bool,
    operation: uuid.UUID,
    by: Post,
    at: dt.datetime,
) -> list[FamilyUpdate]:
    """Put an update about each of these pupils into the outbox, one for each adult, in the language they read.

    Raises UpdateRefused, FactMissing, WordingOff. Pressing twice writes them once.
    """
    RegistrationGroup.objects.select_for_update().get(pk=group.pk)  # one press at a time
    before = list(FamilyUpdate.objects.filter(school=group.school_id, operation=operation))
    if before:
        return before
    told = class_told(by, group, half, at.astimezone(LONDON).date())
    chosen = [each for each in told if each.figures.pupil.pk in pupils and each.is_ready]
    if not chosen:
        raise UpdateRefused("Choose at least one pupil about whom there is something to say.")
    if twice := [each.figures.pupil.called for each in chosen if each.written]:
        raise UpdateRefused(f"An update about this half term was written already: {', '.join(twice)}.")
    writing, words = Writing(half, on_paper, by), WordsOfUpdates(group.school)
    made, drafts = [], []
    for each in chosen:
        update = _update(each.figures.pupil, half, each.figures.measures, operation, by, at)
        made.append(update)
        drafts += [writing.draft(each, care, words, cause_of(update)) for care in each.cares]
    write_messages(drafts=drafts, by=by, at=at)
    return made


@transaction.atomic
def write_target_letters(
    *, below: Below, letters: Sequence[LetterTo], operation: uuid.UUID, by: Post, at: dt.datetime
) -> FamilyUpdate:
    """Put letters about attendance below the target into the outbox, as somebody read them. Raises UpdateRefused."""
    if not letters:
        raise UpdateRefused("Choose whom to write to.")
    update, is_new = _once(below, operation, by, at)
    if is_new:
        drafts = [
            Draft(
                cause=cause_of(update),
                contact=each.contact,
                channel=Message.Channel.LETTER,
                subject=each.subject[:200],
                body=each.body,
                pupil=below.pupil,
                language=each.language,
                wording=each.wording,
            )
            for each in letters
        ]
        write_messages(drafts=drafts, by=by, at=at)
    return update


@transaction.atomic
def leave_target_letter_out(
    *, below: Below, why: str, operation: uuid.UUID, by: Post, at: dt.datetime
) -> FamilyUpdate:
    """Write nothing this time, and say why. Raises UpdateRefused."""
    if not why.strip():
        raise UpdateRefused("Say why nothing is written: it stays with the pupil.")
    return _once(below, operation, by, at, left_out=why.strip()[:500])[0]


@transaction.atomic
def set_attendance_target(
    *, school: School, tenths: int | None, by: Post, at: dt.datetime
) -> AttendanceTarget:
    """Set the school's target, in tenths of a per cent; None: it uses none. Raises UpdateRefused."""
    if tenths is not None and not LOWEST <= tenths <= HIGHEST:
        raise UpdateRefused("A target lies between 50 and 100 per cent.")
    return AttendanceTarget.objects.create(
        school=school,
        tenths=tenths,
        **signed_by(by, at),
    )


def _once(
    below: Below, operation: uuid.UUID, by: Post, at: dt.datetime, left_out: str = ""
) -> tuple[FamilyUpdate, bool]:
    """The row of this press, and whether it is new."""
    Pupil.objects.select_for_update().get(pk=below.pupil.pk)  # one press at a time
    earlier = FamilyUpdate.objects.filter(
        school=below.pupil.school_id, pupil=below.pupil, operation=operation
    )
    if (before := earlier.first()) is not None:
        return before, False
    half = HalfTerm(below.first, below.last, runs=True)
    kind = FamilyUpdate.Kind.TARGET
    return _update(below.pupil, half, below.measures, operation, by, at, kind=kind, left_out=left_out), True


def _update(
    pupil: Pupil,
    days: HalfTerm,
    measures: Measures,
    operation: uuid.UUID,
    by: Post,
    at: dt.datetime,
    *,
    kind: str = FamilyUpdate.Kind.HALF_TERM,
    left_out: str = "",
) -> FamilyUpdate:
    return FamilyUpdate.objects.create(
        school_id=pupil.school_id,
        pupil=pupil,
        kind=kind,
        first_day=days.first,
        last_day=days.last,
        attended=measures.attended,
        possible=measures.possible,
        left_out=bool(left_out),
        note=left_out,
        operation=operation,
        **signed_by(by, at),
    )
