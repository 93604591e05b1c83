"""What stands in the head of a pupil's page because it matters now, by role: it names what is known, never a child.

Each app adds its own with `@flags`: a source is asked for one pupil and says what the hat may see.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from registers.models import Post, Pupil, PupilStatus
from registers.roles import Permission, Role, may
from registers.social_care import CALLED, EHCP, SEN, SOCIAL_STATUSES, WITH_PLAN, value_words


@dataclass(frozen=True)
class Flag:
    """A few words. `level`: info or warn, as of tags; `url`: the page that says more."""

    words: str
    level: str = "info"
    url: str = ""


Source = Callable[[Pupil, Post, date], Iterable[Flag]]
_SOURCES: list[Source] = []


def flags(source: Source) -> Source:
    """Register a source of flags."""
    _SOURCES.append(source)
    return source


def flags_of(pupil: Pupil, post: Post, on: date) -> list[Flag]:
    """Everything that the hat may see, in the order in which the apps stand."""
    return [flag for source in _SOURCES for flag in source(pupil, post, on)]


FOR_EVERYBODY_WHO_TEACHES = ("medical", SEN, EHCP)


@flags
def statuses(pupil: Pupil, post: Post, on: date) -> Iterator[Flag]:
    """Social care in full where the hat may see it, else that there is something; what teachers have to know."""
    role = Role(post.role)
    wanted = [kind for kind in (*SOCIAL_STATUSES, "young_carer") if may(role, Permission.SEE_CONTACTS)]
    wanted += [kind for kind in FOR_EVERYBODY_WHO_TEACHES if may(role, Permission.TAKE_REGISTER)]
    if not wanted:
        return
    rows = PupilStatus.objects.on(on).filter(pupil=pupil, kind__in=wanted)
    held = dict(rows.values_list("kind", "value"))
    social = [kind for kind in SOCIAL_STATUSES if kind in held]
    if social and may(role, Permission.SEE_SOCIAL_CARE):
        page = reverse("registers:social_care", args=[pupil.pk])
        for kind in social:
            yield Flag(_words(kind, held[kind]), "warn", page)
    elif social:
        yield Flag("Social care", "warn")
    has_plan = EHCP in held or held.get(SEN) == WITH_PLAN
    for kind in (*FOR_EVERYBODY_WHO_TEACHES, "young_carer"):
        if kind in held and not (kind == SEN and (has_plan or held[kind] == "N")):
            yield Flag(_words(kind, held[kind]))
    if held.get(SEN) == WITH_PLAN and EHCP not in held:
        yield Flag(CALLED[EHCP])


def _words(kind: str, value: str) -> str:
    said = value_words(kind, value)
    return CALLED[kind] if kind not in ("social_worker", SEN) or said in ("yes", "no") else said
