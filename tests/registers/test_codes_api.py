"""The code table for machines, exactly as formats.md."""

import re

KEYS = [
    "code",
    "title",
    "valid_from",
    "valid_to",
    "category",
    "counts_towards_threshold",
    "on_site",
    "source",
]


def test_anyone_reads_the_whole_code_table(client, db):
    answer = client.get("/api/codes/")
    rows = answer.json()

    assert answer.status_code == 200
    assert [list(row) for row in rows] == [KEYS] * 38
    assert [row["code"] for row in rows if row["on_site"]] == ["/", "\\", "L", "U"]
    assert [row["code"] for row in rows if row["counts_towards_threshold"]] == ["G", "N", "O", "U"]


def test_the_api_describes_itself(client, db):
    assert client.get("/api/schema/").status_code == 200
    page = client.get("/api/docs/").content.decode()
    assert re.findall(r"<h3 id=\"([A-Z]+)/api/(marks|codes)/\"", page) == [
        ("GET", "codes"),
        ("POST", "marks"),
    ]
    assert "Scope <code>marks:write</code>" in page
    assert '<a href="#Batch">Batch</a>' in page
    assert '<h3 id="Batch">' in page


def test_every_object_that_the_description_names_is_described(client, db):
    page = client.get("/api/docs/").content.decode()
    named = {name for name in re.findall(r'href="#(\w+)"', page) if name != "main"}
    assert named == {name for name in named if f'<h3 id="{name}">' in page}
    assert len(named) > 10
