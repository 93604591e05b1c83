"""Returns as files: on this disk, and a piece at a time over the network. The database keeps the original."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.db import models
from django.db.models import F, Func

from reporting.models import Return

PIECE = 64 * 1024
"""Bytes that are read at once."""


def pieces(made: Return) -> Iterator[bytes]:
    """The file of a return, never the whole of it in memory. A statement a piece."""
    for start in count(1, PIECE):
        piece = Func(F("content"), start, PIECE, function="substring", output_field=models.BinaryField())
        found = bytes(Return.objects.filter(pk=made.pk).values_list(piece, flat=True)[0])
        if found:
            yield found
        if len(found) < PIECE:
            return


def lines(made: Return) -> Iterator[str]:
    """The file line by line, its header first, from pieces as they come."""
    rest = b""
    for piece in pieces(made):
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.decode() + "\n" for line in whole)
    if rest:
        yield rest.decode()


def write_file(made: Return, data_dir: Path) -> Path:
    """Put the return under `data_dir`/returns, readable by the site's own user only; its path."""
    folder = data_dir / "returns"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / made.file_name
    content = bytes(made.content)
    if not (path.exists() and path.read_bytes() == content):
        draft = path.with_suffix(f".{os.getpid()}.new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        draft.rename(path)
    return path
