"""Wordings are read strictly; what is put in is text and is never read again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.merge_fields import NothingToSay, WordingUnreadable, as_text, fill, read

KNOWN = ("pupil", "school phone", "late days")
UNKIND = ['#import "x"', "<script>alert(1)</script>", "{{pupil}}", "{{school phone}}", "*bold*", "}}", "{{"]


def said(text, **facts):
    given_facts = {name.replace("_", " "): value for name, value in facts.items()}
    return fill(read(text, known=KNOWN, lists=["late days"]), given_facts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask {{pupil}}.", "Ask Mia."),
        ("{{ Pupil }}{{pupil}}", "MiaMia"),
        ("One { brace } stays.", "One { brace } stays."),
        ("Ring {{school_phone}}", "Ring 01632 960123"),
        ("a  \r\n\r\nb\r\n", "a\n\nb"),
        ("To do:\n- {{pupil}}\n- rest", "To do:\n• Mia\n• rest"),
        ("Days:\n{{late days}}\nend", "Days:\n• Monday\n• Friday\nend"),
    ],
)
def test_places_are_filled(text, words):
    assert said(text, pupil="Mia", school_phone="01632 960123", late_days=["Monday", " ", "Friday"]) == words


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\nb {{child}}", 2, "{{child}} is not something that this message can name."),
        ("{{pupil.name}}", 1, "{{pupil.name}} is not something"),
        ("{{pupil|safe}}", 1, "is not something"),
        ("{{ }}", 1, "Nothing is named between"),
        ("a\n\nb {{pupil", 3, "{{ is opened and not closed"),
        ("pupil}} b", 1, "}} closes what was not opened"),
        ("{{{{pupil}}}}", 1, "is not something"),
        ("{{pupil\n}}", 1, "is opened and not closed"),
        ("On {{late days}}", 1, "is a list: put it on a line of its own"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, words):
    with pytest.raises(WordingUnreadable) as refused:
        read(text, known=KNOWN, lists=["late days"])
    assert refused.value.line == line
    assert words in refused.value.words


@pytest.mark.parametrize("facts", [{}, {"pupil": ""}, {"pupil": " \x00"}, {"pupil": []}])
def test_an_empty_place_is_refused(facts):
    with pytest.raises(NothingToSay):
        said("Ask {{pupil}}", **facts)


@pytest.mark.parametrize("name", UNKIND)
def test_a_name_comes_out_as_it_was_written(name):
    assert said("Ask {{pupil}}.", pupil=name) == f"Ask {name}."


def test_a_name_cannot_begin_a_list_turn_the_line_or_break_it():
    assert said("{{pupil}}", pupil="• Mia\n- Rose \u202eevil\u2028x") == "· Mia - Rose evil x"


@settings(max_examples=60)
@given(name=st.text(), before=st.text(alphabet="ab\n"), after=st.text(alphabet="ab\n"))
def test_what_is_put_in_is_never_read_again(name, before, after):
    words = said(f"x{before}{{{{pupil}}}}{after}x", pupil=f"n{name}")
    assert words == f"x{before}{as_text(f'n{name}')}{after}x"


@settings(max_examples=80)
@given(text=st.text(alphabet="{} pupil\n", max_size=30))
def test_any_wording_is_read_and_leaves_no_braces_or_is_refused_with_a_line_it_has(text):
    lines, words = [], ""
    try:
        words = said(text, pupil="Mia")
    except WordingUnreadable as refused:
        lines = [refused.line]
    assert ("{{" in words, "}}" in words) == (False, False)
    assert set(lines) <= set(range(1, text.count("\n") + 2))
