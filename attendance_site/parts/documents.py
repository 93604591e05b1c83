"""PDF documents: letters, lists and slips, always tagged for assistive technology (PDF/UA-1).

The typesetting source is the product's own; what people typed reaches it only as data, so that a name can
neither format the page nor read a file. Typefaces come from packages, never from the machine, so that a
document looks the same on every server.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

LAYOUT = Path(__file__).with_name("document_layout.typ").read_text("utf-8")

PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"
"""Printed for a letter that the typefaces do not have: an accessible PDF may hold none, and a list of names
must print all the same."""

MOST_ATTEMPTS = 6
MISSING_LETTERS = re.compile(r'the text (?:contains the disallowed codepoint )?`"(.+?)"`')
ESCAPED_LETTER = re.compile(r"\\u\{([0-9a-f]+)\}")


class CannotTypeset(Exception):
    """A document's source or data cannot become an accessible PDF; the message says where."""


@cache
def typefaces() -> typst.Fonts:
    """The typefaces that documents may use, read once."""
    folders = [str(Path(package.ROOT) / "files") for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def render(source: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of typst source on the shared sheet, which begins with `#show: sheet`.

    `data` is what JSON can hold, read in the source as `data`: `title` is needed; `school`, `subtitle`,
    `made` (the foot of each page) and `language` are known to the sheet. A letter that no typeface has prints
    as a placeholder, with a line that says so. Raises `CannotTypeset`.
    """
    printable: Any = dict(data)
    for _ in range(MOST_ATTEMPTS):
        try:
            return _compile(source, printable)
        except typst.TypstError as error:
            missing = missing_letters(str(error))
            replaced = without(missing, printable)
            if replaced == printable:
                raise CannotTypeset(str(error)) from error
            printable = replaced | {"letters_missing": True}
    raise CannotTypeset("too many letters that the typefaces do not have")


def missing_letters(refusal: str) -> frozenset[str]:
    """Return the letters that the typesetter says no typeface has."""
    found = "".join(MISSING_LETTERS.findall(refusal))
    letters = ESCAPED_LETTER.sub(lambda letter: chr(int(letter[1], 16)), found)
    plain = {letter for letter in letters if letter.isascii() and letter.isprintable()}
    return frozenset(letters) - plain - {PLACEHOLDER}


def without(missing: frozenset[str], value: Any) -> Any:
    """Return a copy of a JSON value in which the missing letters of every text are placeholders."""
    if isinstance(value, str):
        return _with_placeholders(missing, value)
    if isinstance(value, Mapping):
        return {key: without(missing, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without(missing, item) for item in value]
    return value


def _with_placeholders(missing: frozenset[str], text: str) -> str:
    """Put placeholders for missing letters, and drop the accents that stood on them."""
    kept: list[str] = []
    for letter in text:
        is_accent = unicodedata.category(letter).startswith("M")
        if is_accent and (letter in missing or kept[-1:] == [PLACEHOLDER]):
            continue
        kept.append(PLACEHOLDER if letter in missing else letter)
    return "".join(kept)


def _compile(source: str, data: Mapping[str, Any]) -> bytes:
    with TemporaryDirectory() as empty:
        compiler = typst.Compiler(
            root=empty,
            font_paths=typefaces(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        pdf = compiler.compile(f"{LAYOUT}\n{source}".encode(), format="pdf", pdf_standards="ua-1")
    if not isinstance(pdf, bytes):
        raise CannotTypeset("the typesetter returned no document")
    return pdf
