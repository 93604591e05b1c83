"""What families send in: drawn anew, or kept where it can do no harm, or turned away for a reason."""

import io
import zlib

import pytest
from PIL import Image

from attendance_site.parts import papers, pdf_files
from attendance_site.parts.papers import Fault


def image(kind="JPEG", size=(60, 40), **saved):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **saved)
    return out.getvalue()


def pdf(body=b"<< /Type /Page >>", *, pages=1, tail=b"%%EOF\n"):
    return b"%PDF-1.7\n" + b"".join(b"1 0 obj\n" + body + b"\nendobj\n" for _ in range(pages)) + tail


def packed(inside):
    stream = zlib.compress(inside)
    return pdf(b"<< /Type /ObjStm /N 1 >>\nstream\n" + stream + b"\nendstream")


def test_a_photo_is_drawn_anew_without_what_hides_in_it():
    exif = Image.Exif()
    exif[0x010E] = "taken at 1 Elm Street"
    taken = papers.take("../../My letter.PNG", image("JPEG", exif=exif) + b"<script>alert(1)</script>")
    assert (taken.name, taken.kind) == ("My letter.jpg", "image/jpeg")
    assert b"Elm Street" not in taken.content
    assert b"script" not in taken.content
    assert not Image.open(io.BytesIO(taken.content)).getexif()


def test_a_letter_that_was_photographed_can_still_be_read():
    taken = papers.take("big.png", image("PNG", (3000, 1500)))
    assert Image.open(io.BytesIO(taken.content)).size == (2000, 1000)


@pytest.mark.parametrize("content", [pdf(), pdf(pages=20), packed(b"<< /Type /Page >>")])
def test_a_plain_pdf_is_kept_as_it_is(content):
    assert papers.take("note", content) == papers.Paper("note.pdf", "application/pdf", content)


HOSTILE = {
    "empty": (b"", Fault.EMPTY),
    "a web page": (b"<html><script>1</script>", Fault.NOT_READ),
    "a drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='1'/>", Fault.NOT_READ),
    "a program": (b"MZ" + b"\0" * 200, Fault.NOT_READ),
    "a moving picture": (image("GIF"), Fault.NOT_READ),
    "a cut photo": (image()[:200], Fault.NOT_READ),
    "an Apple photo": (b"\0\0\0\x18ftypheic\0\0\0\0", Fault.APPLE),
    "too many bytes": (b"\xff\xd8" + b"\0" * papers.LARGEST_BYTES, Fault.TOO_LARGE),
    "a cut PDF": (pdf(tail=b""), Fault.BROKEN_PDF),
    "a PDF without pages": (pdf(b"<< >>"), Fault.BROKEN_PDF),
    "a PDF behind something else": (b"GIF89a" + pdf(), Fault.NOT_READ),
    "a locked PDF": (pdf(b"<< /Type /Page /Encrypt 2 0 R >>"), Fault.LOCKED),
    "a PDF that runs": (pdf(b"<< /Type /Page /AA << /S /JavaScript /JS (1) >> >>"), Fault.ACTIVE),
    "one that spells it otherwise": (pdf(b"<< /Type /Page /S /J#61vaScript >>"), Fault.ACTIVE),
    "one that hides it": (packed(b"<< /Type /Page /JS (1) >>"), Fault.ACTIVE),
    "one that carries files": (pdf(b"<< /Type /Page /EmbeddedFiles 3 0 R >>"), Fault.ACTIVE),
    "one that starts programs": (pdf(b"<< /Type /Page /S /Launch >>"), Fault.ACTIVE),
    "a PDF of many pages": (pdf(pages=21), Fault.TOO_MANY_PAGES),
    "a bomb": (packed(b"0" * (pdf_files.UNPACKED_AT_MOST + 1)), Fault.TOO_LARGE),
    "a broken stream": (pdf(b"<< /Type /ObjStm >>\nstream\nnonsense\nendstream"), Fault.BROKEN_PDF),
    "a large PDF": (pdf() + b" " * pdf_files.LARGEST_BYTES + b"%%EOF", Fault.TOO_LARGE),
}


@pytest.mark.parametrize(("content", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_could_harm_or_is_none_is_turned_away(content, fault):
    with pytest.raises(papers.NotAPaper) as refused:
        papers.take("file.pdf", content)
    assert refused.value.fault == fault


def test_a_photo_that_claims_too_many_pixels_is_not_unpacked():
    small = image("PNG", (1, 1))
    place = small.index(b"IHDR")
    head = b"IHDR" + (9_000).to_bytes(4) * 2 + small[place + 12 : place + 17]
    huge = small[:place] + head + zlib.crc32(head).to_bytes(4) + small[place + 21 :]
    with pytest.raises(papers.NotAPaper) as refused:
        papers.take("huge.png", huge)
    assert refused.value.fault == Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize("inside", [b"/JS", b"/XFA "])
def test_a_picture_that_spells_a_short_name_by_chance_is_no_program(inside):
    picture = b"<< /Subtype /Image >>\nstream\n\x00\x01" + inside + b"\x02\nendstream"
    assert pdf_files.check(pdf(b"<< /Type /Page >>\n" + picture)) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Ola\\zdjęcie ślub.JPG", "zdjęcie ślub.pdf"),
        ('a"; filename=".html', "a filename.pdf"),
        ("\u202egpj.exe", "gpj.pdf"),
        ("", "file.pdf"),
        ("x" * 300, "x" * 96 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert papers.harmless_name(given, ".pdf") == kept
