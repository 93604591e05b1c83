"""The one-day pass: a named supply teacher takes one class for one day."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from registers.keys import hashed
from registers.models import Cover, Post, RegistrationGroup, School, User
from registers.refusals import Refusal
from registers.roles import Role

ALPHABET = (
    "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that looks like something else when handed over on paper
)
LENGTH = 8


class CodeNotKnown(Refusal):
    """The code is wrong, was withdrawn, or is not for today."""

    who_can_fix = "The school office can give you a new code."


class CoverInThePast(Refusal):
    """A pass is for today or a day to come."""

    who_can_fix = "Choose today or a later day."


@dataclass(frozen=True)
class Pass:
    """A pass just given: the code is shown once and not kept."""

    cover: Cover
    code: str


@transaction.atomic
def give_cover(
    *, school: School, group: RegistrationGroup, name: str, day: date, by: Post, at: datetime
) -> Pass:
    """Give `name` a pass to take `group` on `day`; their own name stands in the history. Raises `CoverInThePast`."""
    if day < at.date():
        raise CoverInThePast(f"{day:%A} {day.day} {day:%B} is over.")
    user = User.objects.create_user(f"cover-{secrets.token_hex(8)}@cover.invalid", name=name, made_at=at)
    post = Post.objects.create(
        user=user, school=school, role=Role.COVER, position="Supply teacher", first_day=day, last_day=day
    )
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    cover = Cover.objects.create(
        school=school, group=group, post=post, date=day, code_hash=hashed(code), given_by=by, given_at=at
    )
    return Pass(cover=cover, code=code)


def use_cover(*, code: str, at: datetime) -> Cover:
    """The pass that a code opens on this day, noting its first use. Raises `CodeNotKnown`."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    cover = (
        Cover.objects.filter(code_hash=hashed(plain), date=at.date(), withdrawn_at__isnull=True)
        .select_related("post__user", "group")
        .first()
    )
    if cover is None:
        raise CodeNotKnown("This code does not open a class today.")
    Cover.objects.filter(pk=cover.pk, used_at__isnull=True).update(used_at=at)
    return cover


@transaction.atomic
def withdraw_cover(*, cover: Cover, at: datetime) -> Cover:
    """Take a pass back: the holder's next click is refused. Marks they made stay, in their name."""
    cover.withdrawn_at = at
    cover.save(update_fields=["withdrawn_at"])
    User.objects.filter(pk=cover.post.user_id).update(is_active=False)
    return cover
