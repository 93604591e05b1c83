"""Which pupils a page means by pasted names, classes, years and saved lists. Six statements at most."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from registers.models import (
    Club,
    ClubMember,
    GroupMembership,
    PlanBatch,
    PlannedMark,
    Post,
    Pupil,
    PupilStatus,
    RegistrationGroup,
)


@dataclass(frozen=True)
class Chosen:
    """The pupils meant, each once, and the lines of a pasted list that name nobody, or more than one."""

    pupils: tuple[int, ...]
    unknown: tuple[str, ...]
    several: tuple[str, ...]


def chosen_pupils(
    *,
    post: Post,
    on: date,
    lines: Iterable[str] = (),
    groups: Collection[RegistrationGroup] = (),
    years: Collection[str] = (),
    club: Club | None = None,
    batch: PlanBatch | None = None,
) -> Chosen:
    """The pupils on the roll on that day who are meant."""
    known = list(Pupil.objects.visible_to(post, on=on).on_roll(on).order_by("surname", "forename", "pk"))
    found: set[int] = set()
    if groups:
        found |= _pupils(GroupMembership.objects.on(on).filter(group__in=groups))
    if years:
        statuses = PupilStatus.objects.on(on).filter(kind=PupilStatus.Kind.YEAR_GROUP, value__in=years)
        found |= _pupils(statuses.filter(school=post.school_id))
    if club is not None:
        found |= _pupils(ClubMember.objects.on(on).filter(club=club))
    if batch is not None:
        found |= _pupils(PlannedMark.objects.filter(batch=batch))
    named, unknown, several = _named(known, lines)
    found |= named
    return Chosen(tuple(pupil.pk for pupil in known if pupil.pk in found), unknown, several)


def _pupils(rows: "Iterable[object]") -> set[int]:
    return set(rows.values_list("pupil", flat=True))  # type: ignore[attr-defined]


def _named(known: list[Pupil], lines: Iterable[str]) -> tuple[set[int], tuple[str, ...], tuple[str, ...]]:
    """Who is meant by each line: a UPN, or a name in either order."""
    called: dict[str, set[int]] = defaultdict(set)
    for pupil in known:
        surnames = {pupil.surname, pupil.legal_surname} - {""}
        forenames = {pupil.forename, pupil.known_as} - {""}
        for words in (pupil.upn, pupil.former_upn):
            if words:
                called[_plain(words)].add(pupil.pk)
        for surname in surnames:
            for forename in forenames:
                called[_plain(f"{forename} {surname}")].add(pupil.pk)
                called[_plain(f"{surname} {forename}")].add(pupil.pk)
    found, unknown, several = set(), [], []
    for line in dict.fromkeys(lines):
        meant = called.get(_plain(line), set())
        if len(meant) == 1:
            found |= meant
        elif meant:
            several.append(line)
        else:
            unknown.append(line)
    return found, tuple(unknown), tuple(several)


def _plain(words: str) -> str:
    return " ".join(words.replace(",", " ").split()).casefold()
