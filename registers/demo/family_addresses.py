"""Which families of the demo sign in under an address that says what there is to see."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Count, QuerySet

from registers.models import Care, Contact, ContactLimit, Message, Pupil

DOMAIN = "family.example"
Chosen = Callable[[dt.date], QuerySet[Care]]


def make_family_addresses(*, now: dt.datetime) -> list[str]:
    """Give the telling adults of the demo their addresses, at every school that has them on file."""
    on, made = now.date(), []
    for name, chosen in TELLING.items():
        care = chosen(on).exclude(contact__email__endswith=f"@{DOMAIN}").select_related("contact").first()
        if care is not None:
            made.append(_give(care, f"{name}@{DOMAIN}"))
    _write_to(made, now)
    return made


def _write_to(addresses: list[str], now: dt.datetime) -> None:
    """What they were sent last week: an e-mail to every parent, and a letter about one child."""
    sent = dt.datetime.combine(now.date() - dt.timedelta(days=7), dt.time(15, 40), now.tzinfo)
    when = {"not_before": sent, "made_at": sent, "sent_at": sent, "changed_at": sent}
    common = {"state": Message.State.SENT, "made_name": "School office", **when}
    rows = []
    for care in Care.objects.filter(contact__email__in=addresses).select_related(
        "contact", "pupil", "school"
    ):
        to = {"school": care.school, "contact": care.contact, "addressee": care.contact.name, **common}
        head = "\n".join(filter(None, [care.school.name, care.school.phone, care.school.email]))
        rows += [
            Message(
                **to, cause=f"evening/{sent:%Y-%m-%d}", channel="email", subject="Parents’ evening",
                body=f"Dear {care.contact.name},\n\nParents’ evening is in two weeks, from 4 pm to 7 pm."
                " Please ring the office for a time that suits you.",
            ),
            Message(
                **to, cause=f"praise/{care.pupil_id}/{sent:%Y-%m-%d}", channel="letter", pupil=care.pupil,
                subject=f"Well done, {care.pupil.called}", letterhead=head,
                body=f"Dear {care.contact.name},\n\n{care.pupil.called} was a great help to a new child in class"
                " last week. We wanted you to know.\n\nYours sincerely\n\nThe school office",
            ),
        ]  # fmt: skip
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _give(care: Care, address: str) -> str:
    before = care.contact.email
    people = Contact.objects.filter(name=care.contact.name)
    people = people.filter(email=before) if before else people.filter(pk=care.contact_id)
    numbers = list(people.values_list("pk", flat=True))
    Contact.objects.filter(pk__in=numbers).update(email=address)
    Care.objects.filter(contact__in=numbers).update(portal=True)
    return address


def _cares(on: dt.date) -> QuerySet[Care]:
    cares = Care.objects.on(on).filter(pupil__in=Pupil.objects.on_roll(on))
    return cares.order_by("school", "priority", "pk")


def _at_two_schools(on: dt.date) -> QuerySet[Care]:
    open_now = _cares(on).filter(portal=True).exclude(contact__email="")
    schools = open_now.order_by().values("contact__email").annotate(n=Count("school", distinct=True))
    return open_now.filter(contact__email__in=schools.filter(n__gt=1).values("contact__email"))


def _parent_apart(on: dt.date) -> QuerySet[Care]:
    """A father in another home, no limit in the way, whose child's mother signs in, too."""
    mothers = _cares(on).filter(relationship="Mother", lives_with=True, portal=True).order_by()
    mothers = mothers.exclude(contact__email__in=["", *_given()])
    limited = ContactLimit.objects.values("care")
    fathers = _cares(on).filter(relationship="Father", lives_with=False, pupil__in=mothers.values("pupil"))
    return fathers.exclude(contact__email="").exclude(pk__in=limited)


def _given() -> list[str]:
    return list(
        Contact.objects.filter(email__endswith=f"@{DOMAIN}").order_by().values_list("email", flat=True)
    )


def _other_home(on: dt.date) -> QuerySet[Care]:
    """The mother of the child whose father has just been given his address."""
    fathers = Care.objects.filter(contact__email=f"father.apart@{DOMAIN}").values("pupil")
    return _cares(on).filter(pupil__in=fathers, relationship="Mother")


def _who_reads(language: str) -> Chosen:
    return lambda on: _cares(on).filter(portal=True, contact__language=language)


def _of(surname: str) -> Chosen:
    return lambda on: _cares(on).filter(pupil__surname=surname)


TELLING: dict[str, Chosen] = {
    "limit": lambda on: _cares(on).filter(pk__in=ContactLimit.objects.on(on).values("care")),
    "father.apart": _parent_apart,
    "mother.apart": _other_home,
    "two.schools": _at_two_schools,
    "polish": _who_reads("Polish"),
    "urdu": _who_reads("Urdu"),
    "wedding": _of("Brannigan"),
    "travelling": _of("Maughan-Reilly"),
    "long.name": _of("Konstantinopoulou-Wetherington"),
}
"""By the name in the address, who has it. Whoever comes first takes what the next would have had."""
