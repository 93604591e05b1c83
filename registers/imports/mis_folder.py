"""Where another system leaves its nightly file: a folder for each school, named by its URN."""

from pathlib import Path

from registers.imports.mis_reading import LARGEST

ENDINGS = {".csv", ".txt"}


def newest_file(folder: Path | None, urn: str) -> Path | None:
    """The file written last in the school's folder; None where there is none. Raises `OSError`."""
    place = folder / urn if folder else None
    if place is None or not place.is_dir():
        return None
    files = [
        path
        for path in place.iterdir()
        if path.suffix.casefold() in ENDINGS and path.is_file() and not path.is_symlink()
    ]
    return max(files, key=lambda path: (path.stat().st_mtime, path.name), default=None)


def content_of(path: Path) -> bytes:
    """What the file holds, as far as a file may be long. Raises `OSError`."""
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)
