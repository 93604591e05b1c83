"""Returns as files on this computer's disk, for whoever collects them there. The database keeps the original."""

import os
from pathlib import Path

from reporting.models import Return


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
