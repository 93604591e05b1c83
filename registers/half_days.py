"""Half-days of a week as ten characters, Monday morning to Friday afternoon, and as the boxes that a form ticks."""

from collections.abc import Iterable

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
CHOICES = [
    (str(place), f"{DAYS[place // 2]} {'afternoon' if place % 2 else 'morning'}") for place in range(10)
]
EVERY_HALF = [number for number, _ in CHOICES]


def as_text(ticked: Iterable[str]) -> str:
    """`1` where the half-day is ticked."""
    chosen = set(ticked)
    return "".join("1" if number in chosen else "0" for number in EVERY_HALF)


def as_ticks(text: str) -> list[str]:
    """The boxes that are ticked."""
    return [str(place) for place, half in enumerate(text[:10]) if half == "1"]
