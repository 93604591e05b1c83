"""How families come in: the codes they ask for, and the posts in which they act."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q

from registers.families import Adults, Family, adults_at, family_of, open_cares, plain_name
from registers.models import Contact, ParentLink, Post, SignInCode, User
from registers.refusals import Refusal
from registers.roles import Role
from registers.sign_in_codes import (
    ADDRESS_WITHIN,
    GOOD_FOR,
    PER_ADDRESS,
    PER_PLACE,
    PLACE_WITHIN,
    TRIES,
    code_of,
    is_right,
)


class TooManyCodes(Refusal):
    """Many codes were asked for with this address: the newest still works."""

    who_can_fix = "Use the newest code that came, or try again in a quarter of an hour."


class WrongCode(Refusal):
    """What was typed is not the code. `left`: so many tries are left."""

    who_can_fix = "Look at the newest e-mail from us and copy the code from it."

    def __init__(self, words: str, *, left: int) -> None:
        self.left = left
        super().__init__(words)


class CodeOver(Refusal):
    """The code is too old, was used, or was tried too often."""

    who_can_fix = "Ask for a new code."


class NothingOpen(Refusal):
    """The address opens no child's pages today."""

    who_can_fix = "The school office can say why, and put it right."


def ask_for_code(*, address: str, asked_from: str, language: str, at: datetime) -> SignInCode:
    """Note that somebody asks for a code. The same for addresses that are known and for those that are not.

    Raises `TooManyCodes`.
    """
    address = address.strip().lower()
    asked = SignInCode.objects.filter(address=address).asked_since(at - ADDRESS_WITHIN)
    here = Q(asked_from=asked_from, asked_at__gt=at - PLACE_WITHIN)
    counted = asked.aggregate(address=Count("pk"), place=Count("pk", filter=here))
    if counted["address"] >= PER_ADDRESS or counted["place"] >= PER_PLACE:
        raise TooManyCodes("Several codes were asked for with this address.")
    return SignInCode.objects.create(address=address, asked_from=asked_from, language=language, asked_at=at)


def use_code(*, code: SignInCode, typed: str, on: date, at: datetime) -> User:
    """Sign somebody in by what they typed. Raises `CodeOver`, `WrongCode`, `NothingOpen`.

    A try is counted before it is looked at, so that tries at the same moment count, too.
    """
    held = SignInCode.objects.filter(
        pk=code.pk, used_at__isnull=True, tries__lt=TRIES, asked_at__gt=at - GOOD_FOR
    )
    if not held.update(tries=F("tries") + 1):
        raise CodeOver("This code no longer works.")
    code.refresh_from_db()
    if not is_right(typed, code_of(code.pk, settings.SECRET_KEY)):
        raise WrongCode("This is not the code.", left=TRIES - code.tries)
    with transaction.atomic():
        if not SignInCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=at):
            raise CodeOver("This code no longer works.")
        return open_family(address=code.address, on=on, at=at)


@transaction.atomic
def open_family(*, address: str, on: date, at: datetime) -> User:
    """The person behind an address, made when they come for the first time. Raises `NothingOpen`."""
    adults = adults_at(address)
    if not open_cares(adults, on).exists():
        raise NothingOpen("No child's pages are open to this address at the moment.")
    user = _user_of(adults, address.lower(), at)
    if not user.is_active:
        raise NothingOpen("No child's pages are open to this address at the moment.")
    link_family(family=family_of(user, on), on=on, at=at)
    return user


@transaction.atomic
def link_family(*, family: Family, on: date, at: datetime) -> list[ParentLink]:
    """Give the person a post at each school where one is still missing, and tie the adult on file to it."""
    return [_link(contact, family.user, on, at) for contact in family.unlinked]


def _link(contact: Contact, user: User, on: date, at: datetime) -> ParentLink:
    post, _ = Post.objects.get_or_create(
        user=user, school=contact.school, role=Role.PARENT, defaults={"position": "Parent", "first_day": on}
    )
    link, _ = ParentLink.objects.update_or_create(
        contact=contact, defaults={"school": contact.school, "post": post, "made_at": at}
    )
    return link


def _user_of(adults: Adults, address: str, at: datetime) -> User:
    """Their account: the one at this address, or the one they had at an earlier address, or a new one."""
    name = adults.contacts[0].name
    user = User.objects.select_for_update().filter(email=address).first()
    if user is not None and not _is_of(user, adults):
        _set_aside(user)
        user = None
    if user is None:
        user = _moved(adults, address)
    if user is None:
        user = User.objects.create_user(address, name=name, made_at=at)
    if plain_name(user.name) != plain_name(name):
        user.name = name
        user.save(update_fields=["name"])
    return user


def _is_of(user: User, adults: Adults) -> bool:
    """Whether the account is of these adults: they are tied to it, or it is tied to nobody."""
    linked = set(ParentLink.objects.filter(post__user=user).values_list("contact", flat=True))
    return not linked or bool(linked & {contact.pk for contact in adults.contacts}) or _works_here(user)


def _works_here(user: User) -> bool:
    return Post.objects.filter(user=user).exclude(role=Role.PARENT).exists()


def _set_aside(user: User) -> None:
    """The address went from one person to another: the first one's account stays, closed, with what they did."""
    user.email, user.is_active = f"former-{user.pk}@account.invalid", False
    user.save(update_fields=["email", "is_active"])


def _moved(adults: Adults, address: str) -> User | None:
    """The account they had at an earlier address, if it is one and nobody signs in by it for work."""
    users = User.objects.filter(posts__adults__contact__in=[each.pk for each in adults.contacts]).distinct()
    found = list(users[:2])
    if len(found) != 1 or _works_here(found[0]) or not found[0].is_active:
        return None
    found[0].email = address
    found[0].save(update_fields=["email"])
    return found[0]
