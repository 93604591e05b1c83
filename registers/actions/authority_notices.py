"""Noting that the local authority was told of new names and deletions."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from registers.models import Admission, AuthorityNotice, Post
from registers.refusals import Refusal
from registers.school_sessions import in_words


class ToldInTheFuture(Refusal):
    """Nobody has been told on a day that has not come."""

    who_can_fix = "You can, by giving the day on which the authority was told."


@transaction.atomic
def tell_authority(
    *, notices: Sequence[tuple[Admission, str]], told_on: date, how: str, by: Post, at: datetime
) -> list[AuthorityNotice]:
    """Note that the authority was told of these (stay and kind of notice). Raises ToldInTheFuture."""
    if told_on > at.date():
        raise ToldInTheFuture(f"{in_words(told_on)} has not come yet.")
    return AuthorityNotice.objects.bulk_create(
        AuthorityNotice(
            school_id=admission.school_id,
            admission=admission,
            kind=kind,
            told_on=told_on,
            how=how,
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for admission, kind in notices
    )
