"""PDF documents: tagged, closed to what people type, complete whatever letters a name has."""

import re
import zlib

import pytest

from attendance_site.parts import documents
from attendance_site.parts.documents import CannotTypeset, missing_letters, render, without

LIST = """
#show: sheet
#facts((("Class", data.group),))
#table-of(("Pupil", "Mark"), data.rows)
"""


def printed(*names: str) -> bytes:
    rows = [[name, "N"] for name in names]
    return render(
        LIST, {"title": "Absent today", "school": "Alder Vale Primary School", "group": "3B", "rows": rows}
    )


def text_of(pdf: bytes) -> str:
    """The document's text, by the map from glyphs to letters that every accessible PDF carries."""
    streams = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompress(raw))
        except zlib.error:
            continue
    letters: dict[int, str] = {}
    for stream in streams:
        for glyph, letter in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", stream, re.IGNORECASE):
            letters.setdefault(int(glyph, 16), bytes.fromhex(letter.decode()).decode("utf-16-be"))
    return "".join(sorted(set("".join(letters.values()))))


def test_a_document_is_tagged_for_assistive_technology_and_says_so() -> None:
    pdf = printed("Aisha Khan")
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


@pytest.mark.parametrize(
    "name", ['#read("/etc/passwd")', "*bold*", "$x$ <a> @b `c`", "\\ // = # [", '"]} #{1/0}']
)
def test_what_people_type_prints_as_it_was_typed(name: str) -> None:
    assert set(name) - {" "} <= set(text_of(printed(name)))


def test_a_document_cannot_read_the_servers_files() -> None:
    with pytest.raises(CannotTypeset):
        render('#show: sheet\n#read("/etc/passwd")', {"title": "No"})


def test_a_document_without_a_title_is_refused() -> None:
    with pytest.raises(CannotTypeset, match="title"):
        render("#show: sheet\nWords", {})


@pytest.mark.parametrize(
    "name", ["Łukasz Žvirblis", "Ștefan Țurcanu", "Zoë O’Neill", "علی خان", "Юлія Бойко"]
)
def test_names_of_our_pupils_languages_print_in_full(name: str) -> None:
    assert documents.PLACEHOLDER not in text_of(printed(name))


@pytest.mark.parametrize("name", ["王小明", "Zoë 😀", "বাংলা", "ਪੰਜਾਬੀ", "\x00 Bea\x07"])
def test_a_letter_that_no_typeface_has_does_not_stop_the_list(name: str) -> None:
    assert documents.PLACEHOLDER in text_of(printed("Aisha Khan", name))


def test_the_typesetters_complaint_is_read() -> None:
    complaint = (
        'the text `"王"` could not be displayed\nthe text contains the disallowed codepoint `"\\u{7}"`'
    )
    assert missing_letters(complaint) == {"王", "\x07"}


def test_a_missing_letter_takes_its_accents_with_it_and_leaves_the_others() -> None:
    data = {"rows": [["বা Bea", 3], ("é", None)]}
    assert without(frozenset("ব"), data) == {"rows": [["\N{REPLACEMENT CHARACTER} Bea", 3], ["é", None]]}
