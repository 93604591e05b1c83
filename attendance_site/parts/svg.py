"""Drawing in SVG: elements with everything escaped, and the inks that charts use.

Only presentation attributes, never a style: the page's security policy has nothing to refuse, and the typesetter draws
the same picture.
"""

from collections.abc import Callable

from django.utils.html import escape
from django.utils.safestring import SafeString

INK = "#16201d"
SOFT = "#4d5955"
LINE = "#b4bcb8"
PAPER = "#ffffff"
PALE = "#dde5ea"
DARK = "#24527a"
"""The four fills differ in lightness, so that they stay apart in black and white."""
SMALL, USUAL = 10, 12
"""Sizes of type."""
Place = Callable[[float], float]
"""From a figure to where it is drawn."""


def element(name: str, *content: SafeString | str, **attributes: object) -> SafeString:
    """Return one element; `text_anchor` is written text-anchor. Plain text inside is escaped."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(each if isinstance(each, SafeString) else escape(each) for each in content)
    return SafeString(f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>")


def number(value: object) -> str:
    """Return a length with at most one decimal: pictures stay small."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(text: str, x: float, y: float, **attributes: object) -> SafeString:
    """Return text at a place; `text_anchor="middle"` or `"end"` moves it."""
    return element("text", text, **({"x": x, "y": y, "font_size": USUAL, "fill": INK} | attributes))


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> SafeString:
    """Return a straight line; `stroke_dasharray` breaks it."""
    return element("line", **({"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": LINE} | attributes))


def box(x: float, y: float, width: float, height: float, **attributes: object) -> SafeString:
    """Return a box with an outline."""
    look: dict[str, object] = {"fill": PAPER, "stroke": INK}
    return element("rect", **({"x": x, "y": y, "width": width, "height": height} | look | attributes))


def picture(
    name: str, title: str, description: str, width: float, height: float, *content: SafeString
) -> SafeString:
    """Return the whole drawing, with its title and description for those who cannot see it.

    `name`: what its ids begin with, once on a page.
    """
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-words"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-words",
        font_family="Noto Sans, Arial, sans-serif",
    )
