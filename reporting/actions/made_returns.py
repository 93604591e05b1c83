"""Making a return with its frozen file, noting that it went, and that it was accepted."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from absence.actions.sickness import note_sickness_return_sent
from absence.actions.support_plans import write_once
from absence.models import SicknessReturn
from absence.models.referrals import HOW
from attendance_site.parts.spreadsheets import csv_file
from registers.actions.authority_notices import tell_authority
from registers.models import Admission, AuthorityNotice, Post, Pupil, School
from registers.refusals import Refusal
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import academic_year, academic_year_days
from reporting.due_returns import DueReturn, KindOfReturn
from reporting.models import MadeReturn, MadeReturnAccepted, MadeReturnLine, MadeReturnSent
from reporting.returns import fingerprint

Kind = MadeReturn.Kind


class ReturnRefused(Refusal):
    """A return that cannot be made, or noted, like that."""

    who_can_fix = "You can, on this page."


@dataclass(frozen=True)
class FrozenFile:
    """A file as it goes out, and the pupils in it with what each line is about."""

    kind: str
    name: str
    content: bytes
    first: dt.date
    last: dt.date
    lines: Sequence[tuple[Pupil, str]]
    tells_secret: bool = False


def make_return(
    *, kind: KindOfReturn, chosen: Sequence[DueReturn], incomplete: bool, operation: uuid.UUID,
    school: School, by: Post, at: dt.datetime,
) -> MadeReturn:  # fmt: skip
    """Make the file about these and keep it. `incomplete`: although something is missing. Raises ReturnRefused."""
    if not chosen:
        raise ReturnRefused("Tick the pupils that the file is about.")
    closed = [each for each in chosen if not each.may_be_ticked]
    if closed:
        raise ReturnRefused(
            f"{closed[0].pupil.called} cannot go into a file: {closed[0].state.words.lower()}."
        )
    lacking = [each for each in chosen if each.problems]
    if lacking and not incomplete:
        words = "; ".join(f"{each.pupil.called}: {each.problems[0].words.lower()}" for each in lacking[:3])
        raise ReturnRefused(f"Something is missing. {words}.")
    today = at.astimezone(SCHOOL_TIME).date()
    content = b"".join(csv_file(kind.columns, [each.values for each in chosen]))
    name = f"{school.urn}-{kind.kind.replace('_', '-')}-{today.isoformat()}.csv"
    lines = [(each.pupil, each.about) for each in chosen]
    secret = any(each.tells_secret for each in chosen)
    frozen = FrozenFile(kind.kind, name, content, _first_day(kind, today), today, lines, secret)
    return freeze(file=frozen, operation=operation, by=by, at=at)


@transaction.atomic
def freeze(*, file: FrozenFile, operation: uuid.UUID, by: Post, at: dt.datetime) -> MadeReturn:
    """Keep a file with its fingerprint and whom it is about. The same operation again gives the same one back."""
    _lock(by)
    made, new = write_once(
        MadeReturn, operation=operation, by=by, at=at, kind=file.kind, first=file.first, last=file.last,
        file_name=file.name, content=file.content, sha256=fingerprint(file.content),
        tells_secret=file.tells_secret,
    )  # fmt: skip
    if new:
        MadeReturnLine.objects.bulk_create(
            MadeReturnLine(school_id=made.school_id, made=made, pupil=pupil, about=about, at=at)
            for pupil, about in file.lines
        )
    return made


@transaction.atomic
def note_return_sent(
    *,
    made: MadeReturn,
    to_whom: str,
    how: str,
    sent_on: dt.date,
    operation: uuid.UUID,
    by: Post,
    at: dt.datetime,
) -> MadeReturnSent:
    """Note that a file went, here and where its facts are kept. Raises ReturnRefused."""
    _lock(by)
    _refuse_day(made, sent_on, at)
    if how not in dict(HOW):
        raise ReturnRefused("Choose how it went.")
    sent, new = write_once(
        MadeReturnSent, operation=operation, by=by, at=at, made=made, to_whom=to_whom.strip()[:200], how=how,
        sent_on=sent_on,
    )  # fmt: skip
    if new:
        _tell_upstream(made, sent, by=by, at=at)
    return sent


@transaction.atomic
def note_return_accepted(
    *, made: MadeReturn, accepted_on: dt.date, receipt: str, operation: uuid.UUID, by: Post, at: dt.datetime
) -> MadeReturnAccepted:
    """Note that a file that went was accepted. Raises ReturnRefused."""
    _lock(by)
    _refuse_day(made, accepted_on, at)
    first = made.sent.order_by("sent_on").first()
    if first is None or accepted_on < first.sent_on:
        raise ReturnRefused("It was not accepted before it went: note first that it went.")
    fields: dict[str, Any] = {"made": made, "accepted_on": accepted_on, "receipt": receipt.strip()}
    return write_once(MadeReturnAccepted, operation=operation, by=by, at=at, **fields)[0]


def _tell_upstream(made: MadeReturn, sent: MadeReturnSent, *, by: Post, at: dt.datetime) -> None:
    """The pages that own the facts say so as well: one truth about whether the authority was told."""
    numbers = [int(about.rsplit("-", 1)[1]) for about in made.lines.values_list("about", flat=True)
               if made.kind in (Kind.NEW_PUPIL, Kind.DELETION, Kind.SICKNESS)]  # fmt: skip
    how = f"{sent.to_whom}, {sent.get_how_display().lower()}"[:200]
    if made.kind in (Kind.NEW_PUPIL, Kind.DELETION):
        known = AuthorityNotice.objects.filter(admission__in=numbers, kind=made.kind).values("admission")
        stays = Admission.objects.filter(school=made.school_id, pk__in=numbers).exclude(pk__in=known)
        tell_authority(
            notices=[(stay, made.kind) for stay in stays], told_on=sent.sent_on, how=how, by=by, at=at
        )
    for sickness in SicknessReturn.objects.filter(school=made.school_id, pk__in=numbers):
        if made.kind == Kind.SICKNESS:
            note_sickness_return_sent(
                sickness_return=sickness, to_whom=sent.to_whom, how=sent.how, sent_on=sent.sent_on, by=by,
                on=at.astimezone(SCHOOL_TIME).date(), at=at,
            )  # fmt: skip


def _first_day(kind: KindOfReturn, today: dt.date) -> dt.date:
    """Since when it tells: the day after the one before it of its kind, else since the school year began."""
    before = kind.newest
    if before is None:
        return academic_year_days(academic_year(today)).first
    return min(before.last + dt.timedelta(days=1), today)


def _refuse_day(made: MadeReturn, day: dt.date, at: dt.datetime) -> None:
    if day > at.astimezone(SCHOOL_TIME).date():
        raise ReturnRefused("That day has not come yet.")
    if day < made.at.astimezone(SCHOOL_TIME).date():
        raise ReturnRefused("That was before the file was made.")


def _lock(by: Post) -> None:
    """One person at a time writes about a school's returns: the rows themselves are never changed, nor locked."""
    School.objects.select_for_update(no_key=True).get(
        pk=cast(int, by.school_id)
    )  # made by people of one school
