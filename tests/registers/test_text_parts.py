"""What a text costs: 160 letters of the alphabet in one, 153 in each of several; with any other letter 70 and 67."""

import pytest

from registers.text_parts import for_a_text, length_of


@pytest.mark.parametrize(
    ("text", "parts", "room", "forced_by"),
    [
        ("", 0, 160, ()),
        ("a" * 160, 1, 160, ()),
        ("a" * 161, 2, 306, ()),
        ("a" * 306, 2, 306, ()),
        ("a" * 307, 3, 459, ()),
        ("€" * 80, 1, 160, ()),
        ("€" * 81, 2, 306, ()),
        ("a" * 152 + "€" + "a" * 152, 3, 459, ()),
        ("é" * 160, 1, 160, ()),
        ("ł" + "a" * 69, 1, 70, ("ł",)),
        ("ł" + "a" * 70, 2, 134, ("ł",)),
        ("a" * 66 + "😀" + "ł" * 66, 3, 201, ("😀", "ł")),
        ("Siân", 1, 70, ("â",)),
    ],
)
def test_parts_are_counted_and_the_letter_that_costs_is_named(text, parts, room, forced_by):
    found = length_of(text)
    assert (found.parts, found.room, found.forced_by) == (parts, room, forced_by)


def test_printers_signs_do_not_cost_a_text_half_its_room():
    assert for_a_text("Zoë O’Neill – “today”…") == 'Zoë O\'Neill - "today"...'
