"""The code table for machines, exactly as formats.md."""

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
    assert client.get("/api/docs/").status_code == 200
    assert client.get("/api/docs/?script=").headers["content-type"].startswith("application/javascript")
