"""Photos: drawn anew, private, removable."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from attendance_site.parts.photos import LONGEST_SIDE, NotAPhoto, redraw
from registers.actions.photos import set_photo
from registers.models import PupilPhoto
from tests.cast import person, sign_in
from tests.factories import GroupFactory, PostFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")


def drawn(kind="JPEG", size=(900, 1200), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, "#884422" if mode == "RGB" else None).save(file, kind, **options)
    return file.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


# --- drawing anew ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_every_kind_becomes_a_small_jpeg(kind, mode):
    with Image.open(io.BytesIO(redraw(drawn(kind, mode=mode)))) as photo:
        assert (photo.format, photo.mode, max(photo.size)) == ("JPEG", "RGB", LONGEST_SIDE)


def test_what_a_camera_hides_is_left_out_and_the_photo_stands_upright():
    exif = Image.Exif()
    exif[0x010E] = "taken at 9 Refuge Lane"
    exif[0x0112] = 6  # turned by a quarter
    content = drawn(exif=exif)
    assert b"Refuge" in content
    made = redraw(content)
    assert b"Refuge" not in made
    with Image.open(io.BytesIO(made)) as photo:
        assert (dict(photo.getexif()), photo.width > photo.height) == ({}, True)


def bomb():
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        drawn("GIF"),
        drawn("BMP"),
        drawn()[:200],
        bomb(),
        drawn("PNG", size=(7000, 7000), mode="1"),
        b"\xff\xd8" + b"\0" * (8 * 1024 * 1024),
    ],
    ids=["nothing", "svg", "gif", "bmp", "cut off", "bomb", "too many pixels", "too large"],
)
def test_anything_else_is_refused(content):
    with pytest.raises(NotAPhoto):
        redraw(content)


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def photo(pupils, office):
    image = redraw(drawn())
    return set_photo(pupil=pupils[0], image=image, consent="mother", by=office, at=at("08:50"))


def test_the_office_sets_and_replaces_and_removes_it(client, pupils, office):
    page, address = sign_in(client, office), reverse("registers:change_photo", args=[pupils[0].pk])
    for consent in ("mother, form of 2026", "father, form of 2026"):
        given = {"photo": upload(drawn()), "consent": consent}
        assert page.post(address, given).status_code == 302
    kept = PupilPhoto.objects.get()
    assert (kept.consent, kept.name, bytes(kept.image)[:3]) == (
        "father, form of 2026",
        "Joan Wright",
        b"\xff\xd8\xff",
    )
    assert page.post(address, {"do": "remove"}).status_code == 302
    assert page.post(address, {"do": "remove"}).status_code == 302
    assert PupilPhoto.objects.count() == 0


def test_without_consent_or_with_no_photo_nothing_is_kept(client, pupils, office):
    page, address = sign_in(client, office), reverse("registers:change_photo", args=[pupils[0].pk])
    for given in ({"photo": upload(drawn())}, {"photo": upload(b"no photo"), "consent": "mother"}):
        assert page.post(address, given).status_code == 200
    assert PupilPhoto.objects.count() == 0


def test_it_is_shown_to_those_who_may_see_the_pupil_and_kept_nowhere(client, photo, teacher, school, pupils):
    address = reverse("registers:pupil_photo", args=[pupils[0].pk])
    answer = sign_in(client, teacher).get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    assert answer.content == bytes(photo.image)
    elsewhere = PostFactory(school=school, role="teacher", teaches=GroupFactory(school=school, pupils=1))
    assert sign_in(client, elsewhere).get(address).status_code == 404
    assert sign_in(client, person(school, "governor", "Gus Gov")).get(address).status_code == 403
    assert (
        sign_in(client, teacher).get(address.replace(str(pupils[0].pk), str(pupils[1].pk))).status_code == 404
    )


def test_it_stands_on_the_pupils_page_and_at_the_late_desk(client, photo, office, pupils):
    page = sign_in(client, office)
    source = f'src="{reverse("registers:pupil_photo", args=[pupils[0].pk])}"'
    marks = page.get(reverse("registers:pupil_marks", args=[pupils[0].pk])).content.decode()
    desk = page.get(reverse("registers:late_desk"), {"q": "ar", "pupil": pupils[0].pk}).content.decode()
    assert (marks.count(source), source in desk) == (1, True)
    assert "/photo/" not in page.get(reverse("registers:pupil_marks", args=[pupils[1].pk])).content.decode()
