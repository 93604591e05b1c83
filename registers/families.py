"""Who a family is: the children whose pages somebody may open today, at every school of the site.

An e-mail address is the key. It opens nothing while adults of different names share it, because nobody can tell which
of them reads the mail; and everything is worked out again for each page, so that a flag, a care, a limit or an
admission that ends, ends the access with the next click.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from registers.models import Care, Contact, ContactLimit, Post, Pupil, School, User
from registers.models.contacts import CareQuerySet
from registers.models.people import DatedQuerySet
from registers.roles import Role


@dataclass(frozen=True)
class Child:
    """One child on a family's pages. `post` is the hat in which the adult acts at that child's school."""

    pupil: Pupil
    school: School
    care: Care
    contact: Contact
    post: Post
    details_hidden: bool
    """A limit holds: no address and no telephone number is shown about this child."""


@dataclass(frozen=True)
class Family:
    """What one person may see today. `unlinked`: adults whose post has still to be made (actions/parents.py)."""

    user: User
    children: tuple[Child, ...] = ()
    unlinked: tuple[Contact, ...] = ()

    @property
    def schools(self) -> list[School]:
        """The children's schools, each once."""
        return list({child.school.pk: child.school for child in self.children}.values())

    def child(self, pupil: int) -> Child:
        """The child with that number. Raises `Pupil.DoesNotExist` for everybody else's."""
        for child in self.children:
            if child.pupil.pk == pupil:
                return child
        raise Pupil.DoesNotExist

    def at(self, school: School | int) -> tuple[Child, ...]:
        """The children at one school."""
        wanted = school if isinstance(school, int) else school.pk
        return tuple(child for child in self.children if child.school.pk == wanted)


@dataclass(frozen=True)
class Adults:
    """Everybody on file with one e-mail address. `names`: as many as there are people."""

    contacts: tuple[Contact, ...]
    names: frozenset[str]

    @property
    def is_shared(self) -> bool:
        """Whether people of different names have the address: it opens nothing until the office settles it."""
        return len(self.names) > 1

    @property
    def may_sign_in(self) -> tuple[Contact, ...]:
        """Those whom the address stands for; nobody while it is shared."""
        return () if self.is_shared else self.contacts


def plain_name(name: str) -> str:
    """A name for comparing: two of the same are taken for one person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def people_who_work_here() -> QuerySet[User]:
    """Everybody who has, or had, a post that is not a parent's."""
    return User.objects.filter(Exists(Post.objects.filter(user=OuterRef("pk")).exclude(role=Role.PARENT)))


@cache
def _adults_on_file() -> QuerySet[Any]:
    """Adults of some child, with their address in small letters and whoever works here by it. Put together once."""
    staff = people_who_work_here().filter(email=OuterRef("address")).values("name")[:1]
    return (
        Contact.objects.annotate(address=Lower("email"))
        .annotate(staff=Subquery(staff))
        .filter(Exists(Care.objects.filter(contact=OuterRef("pk"))))
        .exclude(email="")
        .select_related("school", "parent_link__post__school")
        .order_by("pk")
    )


def adults_at(address: str) -> Adults:
    """The adults with that e-mail address at every school, and whoever works here and signs in by it. One statement.

    Also those whose care has ended: they may read the mail as before.
    """
    return adults_at_each({address})[address.lower()]


def adults_at_each(addresses: Iterable[str]) -> dict[str, Adults]:
    """The same for several addresses, by the address in small letters. One statement."""
    wanted = {address.lower() for address in addresses}
    rows = _adults_on_file().filter(address__in=wanted)
    found: dict[str, list[Contact]] = {address: [] for address in wanted}
    names: dict[str, set[str]] = {address: set() for address in wanted}
    for contact in rows:
        found[contact.address].append(contact)
        names[contact.address] |= {plain_name(name) for name in (contact.name, contact.staff) if name}
    return {address: Adults(tuple(found[address]), frozenset(names[address])) for address in wanted}


def open_cares(adults: Adults, on: date) -> CareQuerySet:
    """What they may see on `on`: cares with the flag, without a limit of no access, of pupils on the roll that day.

    A limit counts for the person: also where they are on file twice and it stands with the other entry.
    """
    people = [each.pk for each in adults.may_sign_in]
    barred = _limits(people, on).filter(scope=ContactLimit.Scope.NO_ACCESS)
    cares = Care.objects.portal_open(on).filter(contact__in=people).filter(~Exists(barred))
    return cares.filter(pupil__in=Pupil.objects.on_roll(on))


def readers_of(pupil: Pupil, on: date) -> dict[int, Contact]:
    """The adults whose family pages show this child on `on`, by number. Four statements at most."""
    cares = Care.objects.portal_open(on).filter(pupil=pupil, pupil__in=Pupil.objects.on_roll(on))
    contacts = [care.contact for care in cares.exclude(contact__email="").select_related("contact")]
    if not contacts:
        return {}
    adults = adults_at_each(contact.email for contact in contacts)
    limits = ContactLimit.objects.on(on).filter(care__pupil=pupil, scope=ContactLimit.Scope.NO_ACCESS)
    barred = set(limits.values_list("care__contact", flat=True))
    found = {}
    for contact in contacts:
        person = adults[contact.email.lower()]
        if person.may_sign_in and not barred & {each.pk for each in person.contacts}:
            found[contact.pk] = contact
    return found


def _limits(people: list[int], on: date) -> DatedQuerySet[ContactLimit]:
    """Limits of these adults about the care's child."""
    return ContactLimit.objects.on(on).filter(care__contact__in=people, care__pupil=OuterRef("pupil"))


def family_of(user: User, on: date) -> Family:
    """The family of somebody who has signed in. Two statements, however many children and schools."""
    adults = adults_at(user.email)
    if not adults.may_sign_in:
        return Family(user)
    people = {contact.pk: contact for contact in adults.contacts}
    hidden = _limits(list(people), on)
    cares = (
        open_cares(adults, on)
        .annotate(hidden=Exists(hidden.filter(scope=ContactLimit.Scope.NO_CONTACT_DETAILS)))
        .select_related("pupil__school")
        .order_by("pupil__dob", "pupil__forename", "pupil__pk")
    )
    children: dict[int, Child] = {}
    unlinked: dict[int, Contact] = {}
    for care in cares:
        contact = people[care.contact_id]
        post = _post_of(contact, user)
        if post is None:
            unlinked[contact.pk] = contact
        else:
            child = Child(care.pupil, care.pupil.school, care, contact, post, care.hidden)  # type: ignore[attr-defined]
            children.setdefault(care.pupil_id, child)
    return Family(user, tuple(children.values()), tuple(unlinked.values()))


def _post_of(contact: Contact, user: User) -> Post | None:
    link = getattr(contact, "parent_link", None)
    if link is None or link.post.user_id != user.pk:
        return None
    post: Post = link.post
    post.user = user
    return post
