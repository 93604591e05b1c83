"""Letters and photos that families send in: a photo is drawn anew, a PDF is kept as it is where it can do no harm."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from attendance_site.parts import pdf_files, photos

READABLE_SIDE = 2000
"""Pixels: a letter that was photographed can still be read."""
JPEG, PDF = "image/jpeg", "application/pdf"
LARGEST_BYTES = photos.LARGEST_BYTES
LONGEST_NAME = 100
HEIC = re.compile(rb"....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1|avif)", re.DOTALL)


class Fault(Enum):
    """Why a file is turned away."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    APPLE = "apple"
    LOCKED = "locked"
    ACTIVE = "active"
    BROKEN_PDF = "broken_pdf"
    NOT_READ = "not_read"


class NotAPaper(Exception):
    """The file is turned away; `fault` says why, and whoever asked says it in the reader's language."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


@dataclass(frozen=True)
class Paper:
    """A file that may be kept."""

    name: str
    kind: str
    content: bytes


OF_PDF = {
    pdf_files.Fault.TOO_LARGE: Fault.TOO_LARGE,
    pdf_files.Fault.NOT_A_PDF: Fault.BROKEN_PDF,
    pdf_files.Fault.LOCKED: Fault.LOCKED,
    pdf_files.Fault.ACTIVE: Fault.ACTIVE,
    pdf_files.Fault.TOO_MANY_PAGES: Fault.TOO_MANY_PAGES,
}


def take(name: str, content: bytes) -> Paper:
    """The file as it may be kept. What it is, it shows itself; its name is not believed. Raises NotAPaper."""
    if not content:
        raise NotAPaper(Fault.EMPTY)
    if pdf_files.looks_like_pdf(content):
        try:
            pdf_files.check(content)
        except pdf_files.NotAHarmlessPdf as refused:
            raise NotAPaper(OF_PDF[refused.fault]) from refused
        return Paper(harmless_name(name, ".pdf"), PDF, content)
    if HEIC.match(content):
        raise NotAPaper(Fault.APPLE)
    try:
        drawn = photos.redraw(content, longest_side=READABLE_SIDE)
    except photos.TooManyBytes as refused:
        raise NotAPaper(Fault.TOO_LARGE) from refused
    except photos.TooManyPixels as refused:
        raise NotAPaper(Fault.TOO_MANY_PIXELS) from refused
    except photos.NotAPhoto as refused:
        raise NotAPaper(Fault.NOT_READ) from refused
    return Paper(harmless_name(name, ".jpg"), JPEG, drawn)


def harmless_name(name: str, ending: str) -> str:
    """What the file was called, in letters, digits and simple signs, with the ending of what it is."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    plain = " ".join(re.sub(r"[^\w .()-]+", " ", stem).split()).strip(" .") or "file"
    return f"{plain[: LONGEST_NAME - len(ending)].strip()}{ending}"
