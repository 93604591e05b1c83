"""What the office should put right about contacts: too few to call, shared e-mails, limits to complete or review."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, prefetch_related_objects
from django.db.models.functions import Lower

from registers.families import adults_at, people_who_work_here, plain_name
from registers.models import Care, Contact, ContactLimit, GroupMembership, Post, Pupil

FEWEST_TO_CALL = 2
"""DfE advises emergency contacts for more than one person (Working together 2026, p20 and p67: V2)."""
ELSEWHERE = "an adult of another school of this site"
WORKS_HERE = "somebody who works here and signs in by it"


@dataclass(frozen=True)
class LimitToSettle:
    """A limit that waits for somebody. `wants`: complete, settle or review."""

    limit: ContactLimit
    wants: str
    words: str


@dataclass(frozen=True)
class SharedEmail:
    """An address that stands for several people. `others`: those who are not adults of this school, without names."""

    address: str
    adults: list[Contact]
    others: list[str]


@dataclass(frozen=True)
class FewContacts:
    """A pupil with fewer than two adults to call."""

    pupil: Pupil
    group: str
    adults: int


def few_contacts(post: Post, *, on: dt.date) -> list[FewContacts]:
    """Pupils on the roll with fewer than two adults who have a telephone and no limit of no access. Two statements."""
    reachable = (
        Care.objects.may_be_told(on)
        .filter(pupil=OuterRef("pk"))
        .filter(~Q(contact__phone="") | ~Q(contact__phone2=""))
    )
    callable_now = reachable.order_by().values("pupil").annotate(number=Count("pk")).values("number")
    pupils = Pupil.objects.visible_to(post, on=on).on_roll(on).annotate(adults=callable_now)
    wanted = list(
        pupils.filter(Q(adults__isnull=True) | Q(adults__lt=FEWEST_TO_CALL)).order_by(
            "surname", "forename", "pk"
        )
    )
    groups = dict(
        GroupMembership.objects.on(on)
        .filter(pupil__in=[each.pk for each in wanted])
        .values_list("pupil", "group__name")
    )
    return [
        FewContacts(each, groups.get(each.pk, ""), each.adults or 0)  # type: ignore[attr-defined]
        for each in wanted
    ]


def shared_emails(post: Post) -> list[SharedEmail]:
    """E-mail addresses that several people have: none of them can sign in until it is settled. Four statements.

    Also where one of them is no longer a contact, is one at another school of the site, or works here.
    """
    mine = Contact.objects.filter(school=post.school_id).exclude(email="").values(address=Lower("email"))
    shared = shared_among(mine, post.school_id)
    prefetch_related_objects([adult for each in shared for adult in each.adults], "cares__pupil")
    return shared


def shared_among(addresses: Iterable[object], school: int | None) -> list[SharedEmail]:
    """Those of the addresses that stand for several people, as one school may read it. Two statements."""
    with_care = Contact.objects.filter(Exists(Care.objects.filter(contact=OuterRef("pk")))).exclude(email="")
    names: dict[str, set[str]] = defaultdict(set)
    here: dict[str, list[Contact]] = defaultdict(list)
    elsewhere: dict[str, list[str]] = defaultdict(list)
    adults = with_care.annotate(address=Lower("email")).filter(address__in=addresses)
    for contact in adults.order_by("name", "pk"):
        names[contact.address].add(plain_name(contact.name))
        if contact.school_id == school:
            here[contact.address].append(contact)
        else:
            elsewhere[contact.address].append(contact.name)
    staff = dict(people_who_work_here().filter(email__in=list(names)).values_list("email", "name"))
    return [
        SharedEmail(address, here[address], _others(here[address], elsewhere[address], staff.get(address)))
        for address, people in sorted(names.items())
        if len(people | {plain_name(name) for name in (staff.get(address),) if name}) > 1
    ]


def _others(here: list[Contact], elsewhere: list[str], staff: str | None) -> list[str]:
    """Who else has it, as far as this school may know."""
    mine = {plain_name(contact.name) for contact in here}
    words = [ELSEWHERE] if any(plain_name(name) not in mine for name in elsewhere) else []
    return words + ([WORKS_HERE] if staff and plain_name(staff) not in mine else [])


def shares_email(contact: Contact) -> list[str]:
    """Who else has the adult's e-mail address, other schools' adults without their names. One statement."""
    adults, mine = adults_at(contact.email), plain_name(contact.name)
    others = [each for each in adults.contacts if plain_name(each.name) != mine]
    here = sorted({each.name for each in others if each.school_id == contact.school_id})
    far = [ELSEWHERE] if any(each.school_id != contact.school_id for each in others) else []
    staff = {plain_name(each.staff) for each in adults.contacts if each.staff}  # type: ignore[attr-defined]
    return [*here, *far, *([WORKS_HERE] if staff - {mine} else [])]


def limits_to_settle(post: Post, *, on: dt.date) -> list[LimitToSettle]:
    """Limits without their ground, proposed ones, and those past their review: all hold meanwhile. One statement."""
    limits = (
        ContactLimit.objects.on(on)
        .filter(school=post.school_id)
        .filter(Q(ground="") | Q(settled_at__isnull=True) | Q(review_on__lt=on))
        .select_related("care__contact", "care__pupil")
        .order_by("care__pupil__surname", "care__pupil__forename", "pk")
    )
    return [_to_settle(limit) for limit in limits]


def _to_settle(limit: ContactLimit) -> LimitToSettle:
    if limit.to_be_completed:
        return LimitToSettle(limit, "complete", "came from another system without its ground")
    if limit.is_proposed:
        return LimitToSettle(limit, "settle", f"entered by {limit.entered_name or 'an import'}")
    return LimitToSettle(limit, "review", "review was due")


def languages_of(post: Post, *, on: dt.date) -> list[tuple[str, int, int]]:
    """Languages with how many pupils on the roll speak them at home, and for how many adults. Two statements."""
    pupils = Pupil.objects.visible_to(post, on=on).on_roll(on)
    at_home = dict(
        pupils.exclude(home_language="").order_by().values_list("home_language").annotate(number=Count("pk"))
    )
    adults = (
        Contact.objects.filter(school=post.school_id)
        .filter(Exists(Care.objects.on(on).filter(contact=OuterRef("pk"), pupil__in=pupils.values("pk"))))
        .exclude(language="")
        .order_by()
        .values_list("language")
        .annotate(number=Count("pk"))
    )
    of_adults = dict(adults)
    every = [(name, at_home.get(name, 0), of_adults.get(name, 0)) for name in {*at_home, *of_adults}]
    return sorted(every, key=lambda row: (-row[1], -row[2], row[0].casefold()))
