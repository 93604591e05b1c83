"""Photos that people upload, drawn anew: only what can be seen is kept, in a small file of one kind."""

import io
import warnings

from PIL import Image, ImageOps

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
"""A camera's picture has up to 30 million. What claims more is refused before it is unpacked."""
LONGEST_SIDE = 480
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(Exception):
    """The file cannot be used as a photo; the message says why."""


class TooManyBytes(NotAPhoto):
    """The file is larger than a photo is."""


class TooManyPixels(NotAPhoto):
    """The photo claims more pixels than are unpacked."""


def redraw(content: bytes, *, longest_side: int = LONGEST_SIDE) -> bytes:
    """Return the photo as a JPEG of at most 480 pixels a side, upright, without metadata. Raises `NotAPhoto`.

    `longest_side`: where words on it are to be read, more pixels are needed.
    """
    if len(content) > LARGEST_BYTES:
        raise TooManyBytes("The file is larger than 8 MB. Choose a smaller photo.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as photo:
                return _drawn(photo, longest_side)
    except NotAPhoto:
        raise
    except Exception as error:  # the library has no single exception for a file that is broken or hostile
        raise NotAPhoto("The file is not a photo that can be read. Use JPEG, PNG or WebP.") from error


def _drawn(photo: Image.Image, longest_side: int) -> bytes:
    if photo.width * photo.height > LARGEST_PIXELS:
        raise TooManyPixels("The photo has too many pixels. Choose one of at most 40 million.")
    photo.draft("RGB", (longest_side * 2, longest_side * 2))
    upright = ImageOps.exif_transpose(photo).convert("RGBA")
    upright.thumbnail((longest_side, longest_side))
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=82, optimize=True)
    return drawn.getvalue()
