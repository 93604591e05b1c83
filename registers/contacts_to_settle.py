"""What the office should put right about contacts: too few to call, shared e-mails, limits to complete or review."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower

from registers.models import Care, Contact, ContactLimit, GroupMembership, Post, Pupil

FEWEST_TO_CALL = 2
"""DfE advises emergency contacts for more than one person (Working together 2026, p20 and p67: V2)."""


@dataclass(frozen=True)
class LimitToSettle:
    """A limit that waits for somebody. `wants`: complete, settle or review."""

    limit: ContactLimit
    wants: str
    words: str


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


def shared_emails(post: Post, *, on: dt.date) -> list[tuple[str, list[Contact]]]:
    """E-mail addresses that several adults share: none of them can sign in until it is settled. One statement."""
    standing = Care.objects.on(on).filter(contact=OuterRef("pk"))
    adults = (
        Contact.objects.filter(Exists(standing), school=post.school_id)
        .exclude(email="")
        .annotate(address=Lower("email"))
    )
    twice = adults.values("address").annotate(number=Count("pk")).filter(number__gt=1).values("address")
    found: dict[str, list[Contact]] = defaultdict(list)
    for contact in (
        adults.filter(address__in=twice).prefetch_related("cares__pupil").order_by("address", "name", "pk")
    ):
        found[contact.address].append(contact)
    return list(found.items())


def shares_email(contact: Contact, *, on: dt.date) -> list[str]:
    """The names of the other adults who have the same e-mail address. One statement."""
    if not contact.email:
        return []
    standing = Care.objects.on(on).filter(contact=OuterRef("pk"))
    others = Contact.objects.filter(
        Exists(standing), school=contact.school_id, email__iexact=contact.email
    ).exclude(pk=contact.pk)
    return list(others.order_by("name").values_list("name", flat=True))


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
