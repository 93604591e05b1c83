"""Damaged files: a clear reason or a clean import, never a traceback and never half of anything.

Each file of a sound folder is damaged in many ways. What is accepted must also be stable: a second import of the same
folder changes nothing.
"""

import datetime as dt
import random

import pytest
from django.db import transaction

from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import DAY, SchoolFolder

pytestmark = pytest.mark.django_db
TIMES_EACH = 28  # of eleven files: 308
FILES = (
    *("school", "staff", "terms", "closures", "pupils", "contacts"),
    *("class_history", "patterns", "professionals", "marks", "prior_absence"),
)
RUBBISH = (
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        "9" * 30,
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "24:00",
        "N",
        "X",
        "AM;PM",
        ";;",
    ),
    *(
        "=1+1",
        "'; DROP TABLE registers_mark; --",
        "%s",
        "{0}",
        "\\",
        "\\N",
        "\\.",
        '"',
        "\t",
        "\u202e",
        "\ud7ff",
        "é" * 400,
    ),
    *("\x07", "\u2028", "😀", "x" * 3000, "x" * 140_000, "nobody@", "a@b", "2A;2B;2A", "2026-11-12"),
)


def cells(rows, chance):
    row = chance.choice(rows)
    row[chance.choice(list(row))] = chance.choice(RUBBISH)


def doubled_row(rows, chance):
    rows.append(dict(chance.choice(rows)))


def mixed_rows(rows, chance):
    one, other = chance.choice(rows), chance.choice(rows)
    column = chance.choice(list(one))
    one[column], other[column] = other[column], one[column]


def lost_column(rows, chance):
    column = chance.choice(list(rows[0]))
    for row in rows:
        del row[column]


def lost_rows(rows, chance):
    del rows[chance.randrange(len(rows)) :]


def truncated(content, chance):
    return content[: chance.randrange(len(content))]


def flipped_bytes(content, chance):
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def other_encoding(content, chance):
    text = content.decode().replace("a", "á")
    return text.encode(chance.choice(["latin-1", "utf-16", "utf-16-le", "utf-32", "cp037"]))


def stray_characters(content, chance):
    place = chance.randrange(len(content))
    return (
        content[:place]
        + chance.choice([b'"', b",", b"\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf"])
        + content[place:]
    )


ON_ROWS = (cells, cells, cells, doubled_row, mixed_rows, lost_column, lost_rows)
ON_BYTES = (truncated, flipped_bytes, other_encoding, stray_characters)


def damage(folder, name, chance):
    """Damage one file of the folder, in its rows or in its bytes."""
    how = chance.choice(ON_ROWS + ON_BYTES)
    if how in ON_ROWS:
        how(folder[name], chance)
        folder.write(name)
    else:
        file = folder.write(name) / f"{name}.csv"
        file.write_bytes(how(file.read_bytes(), chance))


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_with_reasons_or_imported_cleanly(tmp_path, name):
    bring_in(SchoolFolder(tmp_path / "sound").write())
    before = everything_stored()
    outcomes = set()
    for number in range(TIMES_EACH):
        folder = SchoolFolder(tmp_path / str(number))
        folder["closures"][0]["note"] = "Autumn half term"  # a sound change beside the damage
        folder["staff"][0]["position"] = "Head"
        folder.write("closures", "staff")
        damage(folder, name, random.Random(f"{name} {number}"))
        savepoint = transaction.savepoint()
        problems = why_refused(folder.path, at="10:00")
        if problems:
            assert everything_stored() == before
        else:
            assert (number, bring_in(folder.path, on=DAY + dt.timedelta(days=1)).changes) == (number, 0)
        outcomes.add("refused" if problems else "imported")
        transaction.savepoint_rollback(savepoint)
    assert outcomes == {"refused", "imported"}
