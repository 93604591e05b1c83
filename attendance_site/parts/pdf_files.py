"""PDFs that people send in: looked at, never opened, so that what can do harm is turned away."""

import re
import zlib
from enum import Enum

LARGEST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 20
UNPACKED_AT_MOST = 20 * 1024 * 1024
"""A file whose packed parts grow beyond this is a bomb, not a letter."""

MOST_OBJECT_STREAMS = 2000

HEAD = re.compile(rb"%PDF-[12]\.\d")
END = b"%%EOF"
TAIL = 2048
STREAM = re.compile(rb">>\s{0,9}stream\r?\n")
END_OF_STREAM = b"endstream"
NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z])")
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])"
)
"""Parts of a PDF that act, carry other files or reach out; a letter needs none of them."""
ACTIVE_IN_SHORT = re.compile(rb"/(?:JS|XFA|Movie|Sound)(?![A-Za-z])")
"""Names so short that a picture may spell them by chance: looked for outside packed data only."""


class Fault(Enum):
    """Why a PDF is turned away."""

    TOO_LARGE = "too_large"
    NOT_A_PDF = "not_a_pdf"
    LOCKED = "locked"
    ACTIVE = "active"
    TOO_MANY_PAGES = "too_many_pages"


class NotAHarmlessPdf(Exception):
    """The file is no PDF, or not one to keep; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def looks_like_pdf(content: bytes) -> bool:
    """Whether the file says of itself that it is a PDF, at its very beginning."""
    return HEAD.match(content) is not None


def check(content: bytes) -> int:
    """How many pages the PDF has. Raises NotAHarmlessPdf for what is none, is locked, acts, or is too large."""
    if len(content) > LARGEST_BYTES:
        raise NotAHarmlessPdf(Fault.TOO_LARGE)
    if not looks_like_pdf(content) or END not in content[-TAIL:]:
        raise NotAHarmlessPdf(Fault.NOT_A_PDF)
    bare, object_streams = _parts(content)
    pages = 0
    for part in (content, *object_streams):
        plain = _names(part)
        if ENCRYPTED.search(plain):
            raise NotAHarmlessPdf(Fault.LOCKED)
        if ACTIVE.search(plain):
            raise NotAHarmlessPdf(Fault.ACTIVE)
        pages += len(PAGE.findall(plain))
    if any(ACTIVE_IN_SHORT.search(_names(part)) for part in (bare, *object_streams)):
        raise NotAHarmlessPdf(Fault.ACTIVE)
    if not pages:
        raise NotAHarmlessPdf(Fault.NOT_A_PDF)
    if pages > MOST_PAGES:
        raise NotAHarmlessPdf(Fault.TOO_MANY_PAGES)
    return pages


def _names(part: bytes) -> bytes:
    """With names written plainly: /J#53 is /JS."""
    return NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)


def _parts(content: bytes) -> tuple[bytes, list[bytes]]:
    """The file without packed data, and the object streams unpacked: a newer PDF keeps its pages in them."""
    bare, streams, left, place = [], [], UNPACKED_AT_MOST, 0
    while found := STREAM.search(content, place):
        head = content[place : found.start()]
        end = content.find(END_OF_STREAM, found.end())
        if end < 0:
            raise NotAHarmlessPdf(Fault.NOT_A_PDF)
        bare.append(head)
        if b"/ObjStm" in _names(head[head.rfind(b" obj") :]):
            streams.append(_unpack(content[found.end() : end], left))
            left -= len(streams[-1])
            if left <= 0 or len(streams) > MOST_OBJECT_STREAMS:
                raise NotAHarmlessPdf(Fault.TOO_LARGE)
        place = end
    return b"".join([*bare, content[place:]]), streams


def _unpack(packed: bytes, at_most: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        part = unpacker.decompress(packed, at_most)
    except zlib.error as error:
        raise NotAHarmlessPdf(Fault.NOT_A_PDF) from error
    if not unpacker.eof:
        raise NotAHarmlessPdf(Fault.TOO_LARGE if unpacker.unconsumed_tail else Fault.NOT_A_PDF)
    return part
