"""What a production start refuses, because a school would only notice when it is too late.

The same table feeds Django's system checks (`check --deploy`, and `check --deploy --database default` for those
that ask the database) and the start of web server, worker and beat.
"""

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from registers.translations import TRANSLATED, completeness

HOW_TO_SEE = "See `manage.py translations --missing`; until then families read the other languages."


class UnsafeStart(Exception):
    """The site must not serve like this; the message names every reason and its remedy."""


@dataclass(frozen=True)
class Refusal:
    """One reason not to start, what to do about it, and whether it holds now."""

    id: str
    reason: str
    remedy: str
    holds: Callable[[], bool]


def _moved_clock() -> bool:
    return bool(os.environ.get("SITE_CLOCK") or os.environ.get("SITE_CLOCK_OFFSET"))


def _default_secret() -> bool:
    return bool(settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY)


def _no_database() -> bool:
    return not settings.DATABASES["default"].get("NAME")


def _serving_role_owns_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT exists (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'USAGE'))"
        )
        return bool(cursor.fetchone()[0])


def _commit_does_not_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return bool(cursor.fetchone()[0] == "off")


def _demo_accounts() -> bool:
    return get_user_model().objects.filter(is_demo=True, is_active=True).exists()


OF_SETTINGS = [
    Refusal(
        "attendance.E001",
        "DEBUG is on: an error page would show pupils' data and secrets to whoever causes it.",
        "Remove DEBUG from the environment.",
        lambda: bool(settings.DEBUG),
    ),
    Refusal(
        "attendance.E002",
        "SECRET_KEY is not set: anybody could make themselves a valid session.",
        "Set SECRET_KEY to 50 random characters that nobody else knows.",
        _default_secret,
    ),
    Refusal(
        "attendance.E003",
        "The clock is moved (SITE_CLOCK): marks would carry times that are not true.",
        "Remove SITE_CLOCK and SITE_CLOCK_OFFSET from the environment.",
        _moved_clock,
    ),
    Refusal(
        "attendance.E009",
        "DEMO_MAIL is on: a page would show everybody the codes by which families sign in.",
        "It belongs to the demonstration (ATTENDANCE_EMBEDDED); remove it from the settings.",
        lambda: bool(settings.DEMO_MAIL),
    ),
    Refusal(
        "attendance.E007",
        "DATABASE_URL is not set: there is nothing to keep marks in.",
        "Set it to the address of PostgreSQL, as the role that serves and owns nothing.",
        _no_database,
    ),
    Refusal(
        "attendance.E008",
        "REDIS_URL is not set: the worker would never hear of anything to do.",
        "Set it to the address of Redis or Valkey.",
        lambda: not settings.REDIS_URL,
    ),
]
OF_THE_DATABASE = [
    Refusal(
        "attendance.E004",
        "The role in DATABASE_URL owns tables, or may act as their owner: it could change the history of marks.",
        "Give the tables to a role of their own (DATABASE_OWNER_URL) and serve as one that owns nothing.",
        _serving_role_owns_tables,
    ),
    Refusal(
        "attendance.E005",
        "synchronous_commit is off: marks that a teacher was told are saved would be lost in a power cut.",
        "Set synchronous_commit to on for this database and role.",
        _commit_does_not_wait,
    ),
]
NO_DEMO = Refusal(
    "attendance.E006",
    "The demonstration's accounts are present: their password is known and they have no second factor.",
    "Use an empty database for a real school.",
    _demo_accounts,
)


@register(Tags.security, deploy=True)
def check_settings(**_: Any) -> list[CheckMessage]:
    """DEBUG, the secret, the clock, and the servers' addresses."""
    return _errors(OF_SETTINGS)


@register(Tags.translation, deploy=True)
def check_translations(**_: Any) -> list[CheckMessage]:
    """Languages that are not complete: they are shown to nobody."""
    return [Warning(words, hint=HOW_TO_SEE, id="attendance.W001") for words in _incomplete_languages()]


def _incomplete_languages() -> list[str]:
    found = [completeness(language) for language in TRANSLATED]
    return [
        f"{each.language.name} is offered to nobody: {len(each.faults)} strings or messages are not right."
        for each in found
        if not each.is_complete
    ]


@register(Tags.database, deploy=True)
def check_database(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The serving role, the waiting commit and demonstration accounts; not while migrating as the owner."""
    if not databases or settings.AS_OWNER:
        return []
    return _errors([*OF_THE_DATABASE, NO_DEMO])


def refuse_unsafe_start() -> None:
    """Called when a web server, a worker or beat starts. Raises `UnsafeStart` with every reason at once.

    On a computer of one's own (`manage.py up`, embedded servers) only the database's own safety is asked for:
    the demonstration and a moved clock belong there.
    """
    found = [] if settings.EMBEDDED else [refusal for refusal in OF_SETTINGS if refusal.holds()]
    asked = OF_THE_DATABASE if settings.EMBEDDED else [*OF_THE_DATABASE, NO_DEMO]
    try:
        found += [refusal for refusal in asked if not _no_database() and refusal.holds()]
    except DatabaseError as error:
        raise UnsafeStart(
            f"The site does not start: PostgreSQL does not answer as it should. {error}"
        ) from error
    finally:
        connection.close()
    for words in _incomplete_languages():
        logging.getLogger(__name__).warning("%s %s", words, HOW_TO_SEE)
    if found:
        lines = [f"- {refusal.reason} {refusal.remedy} ({refusal.id})" for refusal in found]
        raise UnsafeStart("The site does not start:\n" + "\n".join(lines))


def _errors(refusals: list[Refusal]) -> list[CheckMessage]:
    return [Error(found.reason, hint=found.remedy, id=found.id) for found in refusals if found.holds()]
