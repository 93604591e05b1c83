"""What the pages of the desk show: pupils found by their letters, what is known of each, and today's entries.

The number of statements does not grow with the pupils found, chosen or signed in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from registers.actions.late_desk import mark_client, school_of
from registers.fire_roll import Place, Standing
from registers.late_arrival import Coming
from registers.models import Care, Mark, Movement, Post, Pupil
from registers.pupils_today import PupilToday, pupils_today
from registers.refusals import MarkRefusal
from registers.school_sessions import SCHOOL_TIME, clock_words

FEWEST_LETTERS = 2
MOST_MATCHES = 8
HERE = (Standing.ON_SITE, Standing.SIGNED_OUT)


@dataclass
class Card:
    """One pupil as the desk shows them. `coming` or `refusal`: what signing in now would make, or why it would not."""

    known: PupilToday
    place: Place
    alike: bool = False
    has_photo: bool = False
    coming: Coming | None = None
    refusal: MarkRefusal | None = None

    @property
    def pk(self) -> int:
        """The pupil's number."""
        return self.known.pupil.pupil_id

    @property
    def name(self) -> str:
        """The name used in school."""
        return self.known.pupil.called

    @property
    def group(self) -> str:
        """The class, or nothing."""
        return self.known.pupil.group_name or ""

    @property
    def messages(self) -> list[str]:
        """What home has said, the office has planned, or a club has seen: `planned M, dentist to 11:00`."""
        found = []
        for session in ("AM", "PM"):
            for word, plan in (
                ("reported by home, not accepted yet", self.known.reported(session)),
                ("planned", self.known.plan(session)),
            ):
                if plan is not None and f"{word}: {plan.words}" not in found:
                    found.append(f"{word}: {plan.words}")
        if self.known.seen is not None:
            found.append(f"seen on site {clock_words(self.known.seen.at)}, {self.known.seen.reason}")
        return found


@dataclass(frozen=True)
class Adult:
    """Somebody who may bring or fetch the chosen pupils."""

    name: str
    relationship: str
    limited: bool

    @property
    def words(self) -> str:
        """The name with the relationship, as it is written down."""
        return f"{self.name}, {self.relationship.lower()}"


@dataclass(frozen=True)
class Line:
    """One entry of today's list."""

    movement: Movement
    group: str
    mark: Mark | None
    newest: bool

    @property
    def undoable(self) -> bool:
        """Whether it can still be undone: the pupil's newest entry that stands."""
        return self.newest and self.movement.undone_at is None


def find_pupils(*, post: Post, letters: str, day: date) -> list[int]:
    """Pupils on the roll with a forename or surname of which a word starts with each word of `letters`."""
    words = letters.split()
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    pupils = Pupil.objects.visible_to(post, on=day).on_roll(day)
    for word in words:
        starts = rf"\m{re.escape(word)}"
        named = Q(surname__iregex=starts) | Q(forename__iregex=starts) | Q(known_as__iregex=starts)
        pupils = pupils.filter(named)
    return list(pupils.order_by("surname", "forename", "pk").values_list("pk", flat=True)[: 5 * MOST_MATCHES])


def siblings_of(*, post: Post, pupils: Iterable[int], day: date) -> list[int]:
    """Pupils on the roll who share a contact with one of these, without these."""
    pupils = list(pupils)
    contacts = Care.objects.on(day).filter(school=post.school_id, pupil__in=pupils).values("contact")
    shared = Care.objects.on(day).filter(contact__in=contacts).values("pupil")
    found = Pupil.objects.visible_to(post, on=day).on_roll(day).filter(pk__in=shared).exclude(pk__in=pupils)
    return list(found.order_by("surname", "forename", "pk").values_list("pk", flat=True))


def adults_of(*, post: Post, pupils: list[int], day: date) -> list[Adult]:
    """The contacts of these pupils in calling order, each once; with whether a contact limit holds for any of them."""
    cares = Care.objects.on(day).with_limited(day).filter(school=post.school_id, pupil__in=pupils)
    found: dict[int, Adult] = {}
    for care in cares.select_related("contact").order_by("priority", "pk"):
        before = found.get(care.contact_id)
        is_limited = care.limited or (before is not None and before.limited)  # type: ignore[attr-defined]
        found[care.contact_id] = Adult(care.contact.name, care.relationship, is_limited)
    return list(found.values())


def cards_of(*, post: Post, pupils: list[int], at: datetime) -> dict[int, Card]:
    """A card for each of these pupils that the school knows."""
    seen = Pupil.objects.visible_to(post, on=at.date()).with_photo().filter(pk__in=pupils)
    visible = {pupil.pk: pupil.has_photo for pupil in seen.only("pk")}  # type: ignore[attr-defined]
    wanted = [pupil for pupil in dict.fromkeys(pupils) if pupil in visible]
    known = pupils_today(school=school_of(post), pupils=wanted, day=at.date(), by=post)
    now = at.astimezone(SCHOOL_TIME).time()
    return {pupil: Card(one, one.place(now), has_photo=visible[pupil]) for pupil, one in known.items()}


def best_matches(cards: Iterable[Card]) -> list[Card]:
    """Who is likeliest to stand at the desk first: not here before here, then by name. Says which names are alike."""
    cards = sorted(cards, key=lambda card: card.place.standing in HERE)[:MOST_MATCHES]
    names = [card.name.casefold() for card in cards]
    for card in cards:
        card.alike = names.count(card.name.casefold()) > 1
    return cards


def entries_of(*, post: Post, kinds: Iterable[str], day: date) -> list[Line]:
    """Today's entries of those kinds, newest first, those undone included."""
    every = list(
        Movement.objects.visible_to(post, on=day)
        .on(day)
        .exclude(kind=Movement.Kind.SEEN)
        .select_related("pupil")
        .order_by("-recorded_at", "-pk")
    )
    newest: dict[int, int] = {}
    for each in every:
        if each.undone_at is None:
            newest.setdefault(each.pupil_id, each.pk)
    groups = dict(
        Pupil.objects.filter(pk__in=[each.pupil_id for each in every], memberships__first_day__lte=day)
        .filter(Q(memberships__last_day__isnull=True) | Q(memberships__last_day__gte=day))
        .values_list("pk", "memberships__group__name")
    )
    marks = {
        mark.client: mark
        for mark in Mark.objects.filter(
            school=post.school_id,
            date=day,
            pupil__in=[each.pupil_id for each in every],
            client__startswith="movement",
        )
    }
    return [
        Line(
            each,
            groups.get(each.pupil_id, ""),
            marks.get(mark_client(each)),
            newest.get(each.pupil_id) == each.pk,
        )
        for each in every
        if each.kind in kinds
    ]
