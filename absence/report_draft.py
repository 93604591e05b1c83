"""A report that is being written: kept in the person's session from page to page, until it is sent."""

import uuid
from datetime import date, time
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from absence.actions.reports import Telling
from absence.report_words import Why

KEY = "absent"
Draft = dict[str, Any]


def begin(session: SessionBase, pupil: int, **said: Any) -> Draft:
    """Begin a report about that child; one that was begun before and never sent gives way."""
    return keep(session, pupil, {"op": str(uuid.uuid4())} | said)


def keep(session: SessionBase, pupil: int, draft: Draft) -> Draft:
    """Keep what was said so far."""
    session[KEY] = {**session.get(KEY, {}), str(pupil): draft}
    return draft


def draft_of(session: SessionBase, pupil: int) -> Draft | None:
    """What was said so far about that child, if anything."""
    found = session.get(KEY, {}).get(str(pupil))
    return found if isinstance(found, dict) else None


def forget(session: SessionBase, pupil: int) -> None:
    """The report was sent."""
    session[KEY] = {key: value for key, value in session.get(KEY, {}).items() if key != str(pupil)}


def is_complete(draft: Draft | None) -> bool:
    """Whether everything but the words has been said."""
    return bool(draft and draft.get("why") and draft.get("first_day"))


def telling_of(draft: Draft, *, words: str = "") -> Telling:
    """What the draft says."""
    return Telling(
        why=Why(draft["why"]),
        first_day=date.fromisoformat(draft["first_day"]),
        last_day=date.fromisoformat(draft["last_day"]),
        not_sure=bool(draft.get("not_sure")),
        out_at=_clock(draft.get("out_at")),
        back_at=_clock(draft.get("back_at")),
        words=words,
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
