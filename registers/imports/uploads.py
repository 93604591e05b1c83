"""Files that somebody uploads: which they are, by what they hold and not by what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from attendance_site.parts.zip_files import ZipRefused, bare_name, files_in, is_zip
from registers.imports.plan import COLUMNS
from registers.imports.reading import Problem

LARGEST_UPLOAD = 8 << 20
"""Bytes together, unpacked. Measured: a year's marks of 420 pupils (5 MB) take 5 seconds to compare and 10 to apply."""
MOST_FILES = 40
BY_COMMAND = "import the folder with the command import_school, or a term of marks at a time"


@dataclass
class Upload:
    """What was uploaded: CSV files by their names in formats.md, or one transfer file; `problems` refuse it whole."""

    files: dict[str, bytes] = field(default_factory=dict)
    is_ctf: bool = False
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, reason: str) -> None:
        """Note why a file cannot be taken."""
        self.problems.append(Problem(name, 0, "", reason))


def sort_out(uploaded: Sequence[tuple[str, bytes]]) -> Upload:
    """Take archives apart, put names right, and see that everything fits together."""
    upload = Upload()
    if len(uploaded) > MOST_FILES:
        upload.refuse("the upload", f"has {len(uploaded)} files; at most {MOST_FILES} are taken at once")
        return upload
    for name, content in uploaded:
        name = _tidy(name)
        if not is_zip(content):
            _add(upload, name, content)
            continue
        try:
            inside = files_in(content, at_most=LARGEST_UPLOAD)
        except ZipRefused as refusal:
            upload.refuse(name, str(refusal))
            continue
        for inner, bytes_inside in inside.items():
            _add(upload, _tidy(inner), bytes_inside)
    _see_that_it_fits(upload)
    return upload


def _add(upload: Upload, name: str, content: bytes) -> None:
    known = name.casefold() if name.casefold() in COLUMNS else name
    if known in upload.files:
        upload.refuse(name, "was given twice; leave one of them out")
    else:
        upload.files[known] = content


def _see_that_it_fits(upload: Upload) -> None:
    total = sum(map(len, upload.files.values()))
    if total > LARGEST_UPLOAD:
        upload.refuse(
            "the upload", f"is {total >> 20} MB; the page takes {LARGEST_UPLOAD >> 20} MB: {BY_COMMAND}"
        )
    transfers = [name for name in upload.files if PurePosixPath(name).suffix.casefold() == ".xml"]
    if transfers and len(upload.files) > 1:
        words = "is a transfer file (XML): bring it by itself, one at a time"
        upload.refuse(transfers[0], words)
    elif not upload.files and not upload.problems:
        upload.refuse(
            "the upload", f"holds no files; it takes {', '.join(COLUMNS)}, or one transfer file (XML)"
        )
    elif not transfers and not upload.problems and not any(name in COLUMNS for name in upload.files):
        names = ", ".join(sorted(upload.files)[:5])
        upload.refuse("the upload", f"holds {names}; the files that are read are called {', '.join(COLUMNS)}")
    upload.is_ctf = bool(transfers)


def _tidy(name: str) -> str:
    """A name that may be shown and kept: its last part, printable, not too long."""
    shown = "".join(character if character.isprintable() else "?" for character in bare_name(name))
    return shown.lstrip(".")[-100:] or "a file without a name"
