"""Pieces of a register's row that repeat hundreds of times on a page: drawn here, at a third of a template's cost."""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


class RecentMark(Protocol):
    """One of the last sessions: code, look and words."""

    code: str
    look: str
    words: str


class MarkButton(Protocol):
    """One of the buttons of each row."""

    code: str
    words: str


@register.simple_tag
def recent_marks(strip: Iterable[RecentMark]) -> SafeString:
    """Draw the marks of the last sessions, oldest first. Codes, looks and words are our own, from the code table."""
    return SafeString(
        "".join(
            f'<i data-look="{escape(mark.look)}" title="{escape(mark.words)}">{escape(mark.code or "·")}</i>'
            for mark in strip
        )
    )


@register.simple_tag
def mark_buttons(
    buttons: Iterable[MarkButton], *, pupil: int, name: str, typed: str, refused: bool
) -> SafeString:
    """Draw the buttons that mark one pupil; the one that holds now is pressed."""
    whose, off = escape(name), " disabled" if refused else ""
    return SafeString(
        "".join(
            f'<button name="set" value="{pupil}:{escape(button.code)}" data-code="{escape(button.code)}"'
            f' aria-pressed="{"true" if typed == button.code else "false"}"'
            f' aria-label="{escape(button.code)} {escape(button.words)}, {whose}"{off}>{escape(button.code)}</button>'
            for button in buttons
        )
    )
