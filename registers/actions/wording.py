"""Changing what is said to families: a new version each time, with who and why; switching a message off and on."""

from datetime import datetime

from django.db import transaction

from registers.merge_fields import tidied
from registers.models import Post, School, WordingSwitch, WordingVersion
from registers.refusals import Refusal
from registers.supplied_words import supplied
from registers.wording import in_use, may_be_written, why_not_body, why_not_subject
from registers.wording_kinds import CHANNEL_WORDS, TEXT, WordingKind


class WordingRefused(Refusal):
    """Words that cannot be used. `place`: the field of the form where that is to be seen."""

    who_can_fix = "You can, by changing the words."

    def __init__(self, words: str, *, place: str = "body", who_can_fix: str = "") -> None:
        self.place = place
        super().__init__(words, who_can_fix=who_can_fix)


@transaction.atomic
def save_wording(
    *,
    school: School,
    kind: WordingKind,
    channel: str,
    language: str,
    subject: str,
    body: str,
    reason: str,
    seen: int,
    by: Post,
    at: datetime,
) -> WordingVersion:
    """Keep these words as the version that is sent from now on. `seen`: the version they were changed from.

    Raises WordingRefused: words that cannot be read, no reason, nothing changed, or changed by somebody else meanwhile.
    """
    subject, body = ("" if channel == TEXT else tidied(subject).strip()), tidied(body)
    if why := why_not_subject(subject, kind, channel):
        raise WordingRefused(why, place="subject")
    if why := why_not_body(body, kind, channel):
        raise WordingRefused(why)
    return _next(
        school, kind, channel, language, subject=subject, body=body, reason=reason, seen=seen, by=by, at=at
    )


@transaction.atomic
def back_to_ours(
    *,
    school: School,
    kind: WordingKind,
    channel: str,
    language: str,
    reason: str,
    seen: int,
    by: Post,
    at: datetime,
) -> WordingVersion:
    """Use the words that come with the site again, now and as they are improved. Raises WordingRefused."""
    ours = supplied(kind.key, channel, language)
    if ours is None:
        raise WordingRefused("The site brings no words in this language.", place="reason")
    subject, body = ours
    return _next(
        school, kind, channel, language,
        subject=subject, body=body, is_ours=True, reason=reason, seen=seen, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def back_to_version(
    *, version: WordingVersion, kind: WordingKind, reason: str, seen: int, by: Post, at: datetime
) -> WordingVersion:
    """Send what an earlier version said, as a new version. Raises WordingRefused."""
    return save_wording(
        school=version.school, kind=kind, channel=version.channel, language=version.language,
        subject=version.subject, body=version.body, reason=reason, seen=seen, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def switch_wording(
    *, school: School, kind: WordingKind, channel: str, is_on: bool, reason: str, by: Post, at: datetime
) -> WordingSwitch:
    """Stop using a message, or use it again. Raises WordingRefused."""
    if not kind.may_be_off:
        raise WordingRefused(
            f"{kind.label} cannot be switched off: the school always needs it.", place="reason"
        )
    _ask_why(reason)
    _one_at_a_time(school)
    newest = WordingSwitch.objects.of(school).filter(kind=kind.key, channel=channel).first()
    if (newest is None or newest.is_on) == is_on:
        words = "in use" if is_on else "switched off"
        raise WordingRefused(f"{CHANNEL_WORDS[channel]} is {words} already.", place="reason")
    return WordingSwitch.objects.create(
        school=school, kind=kind.key, channel=channel, is_on=is_on, reason=reason.strip(),
        by=by, name=by.user.name, position=by.position, at=at,
    )  # fmt: skip


def _next(
    school: School,
    kind: WordingKind,
    channel: str,
    language: str,
    *,
    subject: str,
    body: str,
    reason: str,
    seen: int,
    by: Post,
    at: datetime,
    is_ours: bool = False,
) -> WordingVersion:
    _ask_why(reason)
    if not may_be_written(channel, language):
        raise WordingRefused("Our typefaces do not print this language.")
    _one_at_a_time(school)
    newest = _newest(school, kind, channel, language)
    if (newest.number if newest else 0) != seen:
        raise WordingRefused(
            f"{newest.name if newest else 'Somebody'} saved another version meanwhile. It stands below"
            " beside yours: read it, and save again.",
            who_can_fix="",
        )
    words = in_use(school, kind, channel, language, newest)
    if words and (words.subject, words.body, words.is_ours) == (subject, body, is_ours or words.is_ours):
        raise WordingRefused("Nothing is changed: this is what is sent already.", who_can_fix="")
    return WordingVersion.objects.create(
        school=school, kind=kind.key, channel=channel, language=language, number=seen + 1,
        subject=subject, body=body, is_ours=is_ours, reason=reason.strip(),
        by=by, name=by.user.name, position=by.position, at=at,
    )  # fmt: skip


def _newest(school: School, kind: WordingKind, channel: str, language: str) -> WordingVersion | None:
    saved = WordingVersion.objects.filter(school=school).of(kind.key, channel, language)
    return saved.order_by("-number").first()


def _ask_why(reason: str) -> None:
    if not reason.strip():
        raise WordingRefused("Say why. The reason is kept with the version.", place="reason", who_can_fix="")


def _one_at_a_time(school: School) -> None:
    """Two people who save at once get two numbers, not one."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
