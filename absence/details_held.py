"""What the school holds about an adult and their children, as that adult may read it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registers.confidential import Secrets, secrets_of
from registers.families import Child
from registers.family_languages import LANGUAGES, language_code
from registers.models import Address, CareDays, Contact, GroupMembership, Pupil


@dataclass(frozen=True)
class ChildHeld:
    """One child: name and class as in the register, and the home they share, where this adult may read it."""

    pupil: Pupil
    group: str
    home: Address | None


@dataclass(frozen=True)
class Held:
    """Everything on one adult's page. `home_hidden`: the adult's own address is kept confidential."""

    contact: Contact
    language: str
    home: Address | None
    home_hidden: bool
    children: tuple[ChildHeld, ...]

    @property
    def movable(self) -> tuple[ChildHeld, ...]:
        """The children who may be said to move with this adult: those whose home the adult reads here."""
        return tuple(child for child in self.children if child.home is not None)

    @property
    def shown_home(self) -> Address | None:
        """Where the family lives, as far as it is shown: the adult's own address, else the one shared with a child."""
        if self.home is not None or self.home_hidden:
            return self.home
        return next((child.home for child in self.children if child.home is not None), None)


def details_held(children: Sequence[Child], *, on: dt.date) -> Held:
    """What the school holds for the adult whom these children of one school have in common. Four statements.

    Of a child's addresses only the home that the child shares with this adult is shown: never that of another parent,
    nothing where a contact limit or a confidential address holds.
    """
    contact = children[0].contact
    pupils = [child.pupil.pk for child in children]
    secrets = secrets_of(contact.school_id)
    own = list(Address.objects.on(on).filter(contact=contact).order_by("first_day", "pk"))
    theirs = Address.objects.on(on).filter(pupil__in=pupils).order_by("first_day", "pk")
    homes: dict[int, list[Address]] = {pupil: [] for pupil in pupils}
    for home in theirs:
        homes[home.pupil_id or 0].append(home)
    groups = GroupMembership.objects.on(on).filter(pupil__in=pupils).values_list("pupil", "group__name")
    shared_care = set(
        CareDays.objects.on(on).filter(care__pupil__in=pupils).values_list("care__pupil", flat=True)
    )
    called = dict(groups)
    home_hidden = any(secrets.hides(each) for each in own)
    return Held(
        contact=contact,
        language=spoken_language(contact),
        home=None if home_hidden or not own else own[-1],
        home_hidden=home_hidden,
        children=tuple(
            ChildHeld(
                child.pupil,
                called.get(child.pupil.pk, ""),
                _shared_home(child, own, homes[child.pupil.pk], child.pupil.pk in shared_care, secrets),
            )
            for child in children
        ),
    )


def spoken_language(contact: Contact) -> str:
    """The language on file by its own name; as it was written where we do not know it."""
    code = language_code(contact.language)
    return LANGUAGES[code].own_name if code != "en" or not contact.language.strip() else contact.language


def _shared_home(
    child: Child, own: list[Address], homes: list[Address], in_two_homes: bool, secrets: Secrets
) -> Address | None:
    if child.details_hidden or not child.care.lives_with:
        return None
    lines = {each.line.casefold() for each in own}
    same = [each for each in homes if each.line.casefold() in lines]
    if not own and len(homes) == 1 and not in_two_homes:
        same = homes  # an adult without an address of their own lives where the child does
    return None if not same or secrets.hides(same[-1]) else same[-1]
