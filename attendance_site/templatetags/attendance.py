"""What every page's template may say: codes in words, dates in words, pictures, page frame."""

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

from registers.codes import CODES, Category, Code

register = template.Library()

LIGHTEST_FOR_WHITE_TEXT = 0.18
"""Relative luminance up to which white text reaches 4.5 to 1 (WCAG 2.2, 1.4.3)."""

CATEGORY_LOOK = {
    Category.ATTENDING_ON_SITE: "here",
    Category.ATTENDING_OFF_SITE: "elsewhere",
    Category.AUTHORISED_ABSENCE: "authorised",
    Category.UNAUTHORISED_ABSENCE: "unauthorised",
    Category.NOT_A_POSSIBLE_ATTENDANCE: "not-required",
    Category.ADMINISTRATIVE: "not-required",
}


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """Keep a piece of the page under a name, on one line: {% capture as title %}...{% endcapture %}."""
    return SafeString(" ".join(content.split()))


@register.filter
def long_date(day: date | datetime | None) -> str:
    """Say a day as people do: Tuesday 24 November."""
    return f"{_local(day):%A} {_local(day).day} {_local(day):%B}" if day else ""


@register.filter
def long_date_with_year(day: date | datetime | None) -> str:
    """Say a day of any year: Tuesday 24 November 2026."""
    return f"{long_date(day)} {_local(day).year}" if day else ""


@register.filter
def short_date(day: date | datetime | None) -> str:
    """Say a day in a table: Tue 24 Nov."""
    return f"{_local(day):%a} {_local(day).day} {_local(day):%b}" if day else ""


@register.filter
def clock_time(moment: datetime | time | None) -> str:
    """Say a time of day as a school bell does: 8:47."""
    if moment is None or moment == "":
        return ""
    moment = localtime(moment) if isinstance(moment, datetime) and is_aware(moment) else moment
    return f"{moment.hour}:{moment.minute:02}"


@register.filter
def count_of(number: int, words: str) -> str:
    """Say how many, with the right word: {{ 1|count_of:"pupil,pupils" }} is 1 pupil."""
    one, many = words.split(",")
    return f"{number:,} {one if number == 1 else many}"


@register.filter
def phone_address(number: str) -> str:
    """Return what a tel: link dials: digits and a leading plus sign only."""
    return re.sub(r"(?!^\+)[^0-9]", "", number.strip())


@register.filter
def text_colour_on(colour: str) -> str:
    """Return white or black, whichever can be read on a colour written #rrggbb."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return "#ffffff"
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if luminance <= LIGHTEST_FOR_WHITE_TEXT else "#000000"


@register.simple_tag
def code_tag(code: Code | str, *, words: bool = True) -> SafeString:
    """Draw a code: its letter in a box and its meaning in words (words=False: only read out)."""
    if not code:
        return SafeString('<span class="code code--none"><span class="code__words">No mark</span></span>')
    known = code if isinstance(code, Code) else CODES[code]
    return format_html(
        '<span class="code code--{}"><b class="code__letter">{}</b> <span class="{}">{}</span></span>',
        CATEGORY_LOOK[known.category],
        known.code,
        "code__words" if words else "govuk-visually-hidden",
        known.words,
    )


@register.filter
def code_look(letter: str) -> str:
    """Return the look of a code's category, for a class of a cell: here, elsewhere, authorised ..."""
    return CATEGORY_LOOK[CODES[letter].category] if letter in CODES else "none"


@register.filter
def code_words(letter: str | None) -> str:
    """Say what a code means in staff-room words; no code is no mark."""
    return f"{letter}, {CODES[letter].words}" if letter in CODES else "no mark"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of the pictures of templates/parts/icons/, for the eye only: put words beside it."""
    return SafeString(get_template(f"parts/icons/{name}.svg").render().strip())


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """Return this page's query string with some values changed; an empty one is left out."""
    request = context.get("request")
    values = request.GET if request is not None else QueryDict()
    kept = [(key, value) for key in values if key not in changes for value in values.getlist(key)]
    changed = [(key, value) for key, value in changes.items() if value not in (None, "")]
    return "?" + urlencode(kept + changed)


def _local(day: date | datetime) -> date:
    return localtime(day) if isinstance(day, datetime) and is_aware(day) else day
