"""Sound files damaged in seeded ways, for the doors that files come in by: the same seed, the same damage.

`damaged(seed, folder_files)` gives the kind of file and what would be uploaded: names and bytes.
"""

import io
import random
import zipfile

from tests.ctf_files import CONTACTS, HISTORY, NAME, attendance, ctf, pupil
from tests.school_folder import upn

RUBBISH = (
    *(
        "",
        " ",
        "0",
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
        "@SUM(A1)",
        "+44",
        "'; DROP TABLE registers_mark; --",
        "%s",
        "{0}",
        "\\",
        "\\N",
        "\\.",
        '"',
        "\t",
    ),
    *(
        "\u202e",
        "\ufeff",
        "é" * 400,
        "\x07",
        "\u2028",
        "😀",
        "x" * 3000,
        "nobody@",
        "a@b",
        "1e5",
        "NaN",
        "１２",
    ),
    *("2026-11-12", "24/11/2026", "<b>", "&amp;", "../../x", "None", "true", "2A;2B;2A", "\r", "\x00"),
)
ENCODINGS = ("latin-1", "utf-16", "utf-16-le", "utf-32", "cp037", "utf-7")
STRAY = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1a",
    b"<",
    b"&",
    b"]]>",
    b"\xed\xa0\x80",
)
XML_PIECES = (
    *(
        b"<!DOCTYPE a>",
        b'<!ENTITY x "y">',
        b"&x;",
        b"&#0;",
        b"&#xD800;",
        b"<![CDATA[",
        b"]]>",
        b"<?x y?>",
        b"<!-- ",
    ),
    *(
        b"</Pupil>",
        b"<Pupil>",
        b"<a>" * 80,
        b'<a b="',
        b"x" * 300_000,
        b"<UPN/>",
        b"<xi:include href='/etc/passwd'/>",
    ),
)
KINDS = ("cells", "columns", "bytes", "cells", "columns", "bytes", "zip", "xml", "xml", "mis")


def sound_transfer():
    """A transfer file in which everything can be found."""
    marks = "/\\/O/\\/\\/\\----U\\/\\/\\/\\/\\----"
    more = CONTACTS + HISTORY + attendance(marks)
    return ctf(pupil(0, forename="Ada", surname="Brook", more=more), pupil(50, more=more, wrapped=True))


def sound_nightly_file():
    """A file of another system."""
    rows = ["UPN,Surname,Forename,DOB,Sex,Year,Reg Group,Date of leaving,FSM"]
    rows += [f"{upn(n)},Name{n},Fore{n},04/03/2019,Female,Year 2,2A,,Yes" for n in range(8)]
    return "\r\n".join(rows).encode()


def damaged(seed, files):
    """The kind of damage, and names with bytes. `files`: a sound folder's files by name, as bytes."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    if kind == "xml":
        return kind, [(_name(NAME, chance), _hurt(sound_transfer(), chance, STRAY + XML_PIECES))]
    if kind == "mis":
        how = chance.choice([_hurt_cells, _hurt_columns, _hurt])
        return kind, [("roll.csv", how(sound_nightly_file(), chance))]
    if kind == "zip":
        return kind, [("export.zip", _hurt_zip(files, chance))]
    name = chance.choice(sorted(files))
    hurt = {"cells": _hurt_cells, "columns": _hurt_columns, "bytes": _hurt}[kind](files[name], chance)
    beside = chance.choice(["terms.csv", "closures.csv", "pupils.csv"])
    sent = {beside: files[beside], name: hurt}
    return kind, list(sent.items())


def _rows(content):
    return [line.split(",") for line in content.decode().splitlines()]


def _joined(rows):
    return "\r\n".join(",".join(row) for row in rows).encode(errors="replace")


def _hurt_cells(content, chance):
    rows = _rows(content)
    for _ in range(chance.randint(1, 3)):
        row = chance.choice(rows[1:] or rows)
        row[chance.randrange(len(row))] = chance.choice(RUBBISH)
    return _joined(rows)


def _hurt_columns(content, chance):
    rows = _rows(content)
    one, other = chance.randrange(len(rows[0])), chance.randrange(len(rows[0]))
    match chance.randrange(6):
        case 0:
            for row in rows:
                del row[one]
        case 1:
            for row in rows:
                row[one], row[other] = row[other], row[one]
        case 2:
            rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
        case 3:
            for row in rows:
                row.append(row[one])
        case 4:
            rows.append(list(chance.choice(rows)))
        case 5:
            del rows[chance.randrange(len(rows)) :]
    return _joined(rows)


def _hurt(content, chance, stray=STRAY):
    match chance.randrange(6):
        case 0:
            return content[: chance.randrange(len(content))]
        case 1:
            flipped = bytearray(content)
            for _ in range(chance.randint(1, 6)):
                flipped[chance.randrange(len(flipped))] = chance.randrange(256)
            return bytes(flipped)
        case 2:
            return content.decode().encode(chance.choice(ENCODINGS), "replace")
        case 3:
            piece = content[chance.randrange(len(content)) :][: chance.randrange(1, 400)]
            place = chance.randrange(len(content))
            return content[:place] + piece + content[place:]
        case 4:
            return (
                chance.choice(
                    [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"%PDF-1.7", b"PK\x05\x06"]
                )
                + content
            )
        case _:
            place = chance.randrange(len(content))
            return content[:place] + chance.choice(stray) + content[place:]


def _hurt_zip(files, chance):
    stream = io.BytesIO()
    prefix = chance.choice(["", "export/", "../", "/etc/", "C:\\x\\", "a/../../b/"])
    with zipfile.ZipFile(
        stream, "w", chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
    ) as archive:
        for name in chance.sample(sorted(files), chance.randint(1, len(files))):
            archive.writestr(prefix + name, files[name])
        if chance.random() < 0.2:
            archive.writestr("big/marks.csv", b"0" * (9 << 20))
        if chance.random() < 0.2:
            archive.writestr("inner.zip", stream.getvalue())
    content = stream.getvalue()
    return content if chance.random() < 0.3 else _hurt_bytes(content, chance)


def _hurt_bytes(content, chance):
    flipped = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped[: chance.randrange(len(flipped))] if chance.random() < 0.3 else flipped)


def _name(name, chance):
    return chance.choice([name, name, "x.xml", "X.XML", "a" * 300 + ".xml", "../" + name, "\u202e.xml"])
