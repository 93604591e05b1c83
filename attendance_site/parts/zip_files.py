"""Zip files from outside: taken apart in memory, without paths, without surprises.

A name inside an archive is only a name: nothing is ever written to where it points. Sizes are counted while reading,
because what an archive says about itself need not be true.
"""

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

LARGEST_ARCHIVE = 20 << 20  # bytes
MOST_ENTRIES = 60
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
LEFT_BY_OTHERS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError),
    # A version or a packing that zipfile does not know is a RuntimeError to it.
    *(ValueError, RuntimeError, KeyError, IndexError, OverflowError),
)


class ZipRefused(ValueError):
    """The archive cannot be used; the message says why and what to do."""


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin as a zip file does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def files_in(content: bytes, *, at_most: int) -> dict[str, bytes]:
    """The files of a zip by their bare names, `at_most` bytes together. Raises `ZipRefused`."""
    if len(content) > LARGEST_ARCHIVE:
        raise ZipRefused(f"is larger than {LARGEST_ARCHIVE >> 20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, at_most)
    except ZipRefused:
        raise
    except _DAMAGED:
        raise ZipRefused("cannot be read as a zip file; it is damaged, so make it again") from None


def _read(archive: zipfile.ZipFile, at_most: int) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_left_over(entry)]
    if len(entries) > MOST_ENTRIES:
        raise ZipRefused(f"holds {len(entries)} files; at most {MOST_ENTRIES} are read")
    found: dict[str, bytes] = {}
    left = at_most
    for entry in entries:
        name = bare_name(entry.filename)
        if entry.flag_bits & ENCRYPTED:
            raise ZipRefused("is locked with a password; make it without one")
        if entry.compress_type not in METHODS:
            raise ZipRefused(f"packs {name} in a way that is not read here; make an ordinary zip file")
        if name in found:
            raise ZipRefused(f"holds {name} twice, in different folders; leave one of them out")
        with archive.open(entry) as stream:
            found[name] = stream.read(left + 1)
        left -= len(found[name])
        if left < 0:
            raise ZipRefused(f"unpacks to more than {at_most >> 20} MB")
    return found


def bare_name(path: str) -> str:
    """The last part of a path, whichever way its slashes lean."""
    return PurePosixPath(path.replace("\\", "/")).name or "a file without a name"


def _is_left_over(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    return any(part in LEFT_BY_OTHERS or part.startswith("._") for part in parts)
