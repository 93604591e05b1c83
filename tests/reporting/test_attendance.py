"""The champion's dashboard and what its figures open to, in a school where one class misses its Friday afternoons."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.models import Pupil
from reporting.chosen_cut import NO_SUCH_AGES, NO_SUCH_GROUP, chosen_cut
from reporting.dashboard import dashboard
from tests.cast import sign_in
from tests.factories import THE_DAY, StatusFactory
from tests.reporting.fridays import a_friday_problem

CONTENT = 8
"""Statements that the content of the page may take (the frame has its own)."""


def statements(school, post, **query):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        board = dashboard(chosen_cut(post=post, school=school, query=query, on=THE_DAY), post=post)
        assert board.pictures
    return len(captured)


def cells(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_the_champion_finds_the_friday_of_one_class(client, school, champion, teacher, office, on_the_day):
    assert statements(school, champion) <= CONTENT  # nobody has a mark yet
    sign_in(client, champion)
    assert "No session of this group in this period." in client.get("/attendance/").content.decode()

    classes = a_friday_problem(school, teacher)
    fourth = f"class:{classes['4B'].pk}"
    assert statements(school, champion) == CONTENT
    assert statements(school, champion, group=fourth) <= CONTENT

    board = client.get("/attendance/").context["board"]
    assert [words for words, _ in board.sentences] == [
        "Week 12 so far: 95.8 % attended, up 1.6 on week 11.",
        "Published for primary schools in England, 2025/26: 94.7 %.",
        "1 pupil is persistently absent (4 % of 24), none severely.",
    ]
    (_, rows), (_, nobody) = board.changes
    assert [(each.name, each.before, each.now) for each in rows] == [
        ("Child00 Of4A", "0 of 40 (0.0 %)", "12 of 32 (37.5 %)")
    ]
    assert nobody == []
    opened = [client.get(url).context["figure"].share for url in (rows[0].before_url, rows[0].now_url)]
    assert [(share.part, share.whole) for share in opened] == [(0, 40), (12, 32)]
    assert cells(client.get("/attendance/changes/file/"))[1:] == [
        ["Missed more", "Child00 Of4A", "0", "40", "12", "32"]
    ]
    picture = board.pictures["classes"]
    assert picture.words == "4B on Friday afternoons (33.3 % missed) stands out."
    row = next(line for line in picture.rows if line[0].text == "4B, Friday afternoon")
    assert [str(cell) for cell in row[1:]] == ["44", "132", "33.3", "much"]
    figure = client.get(row[0].url)
    assert (figure.context["figure"].share.part, figure.context["figure"].share.whole) == (44, 132)
    # Of some of the pupils, what opens counts the same pupils.
    for pupil in Pupil.objects.filter(forename__startswith="Child0"):
        StatusFactory(school=school, pupil=pupil, kind="fsm", value="1")
    answer = client.get("/attendance/?group=fsm")
    assert 'href="/attendance/ahead/?group=fsm">Forward look</a>' in answer.content.decode()
    of_some = answer.context["board"].pictures
    row = next(line for line in of_some["classes"].rows if line[0].text == "4B, Friday afternoon")
    page = client.get(row[0].url).context
    assert [row[1].text, row[2].text] == ["37", "110"]
    assert (page["figure"].share.part, page["figure"].share.whole) == (37, 110)
    assert page["found"].whose == "4B, Free school meals"
    for within in ("none", "pupil:1", "class:999999"):
        assert client.get(f"/figures/?within={within}").status_code == 404
    assert board.pictures["trend"].rows[-1][0].text == "16,038 primary schools in England, 2025/26"
    shown = {line[0].text: line[1].text for line in board.pictures["years"].rows}
    assert shown == {"All pupils": "24", "Year 3": "24", "4A": "12", "4B": "12"}

    # Each picture is a file, for what was chosen.
    file = client.get("/attendance/files/reasons/", {"group": fourth})
    assert cells(file)[1:] == [
        ["I Illness", "authorised", "12", "21.4"],
        ["O Absence not authorised", "not authorised", "44", "78.6"],
    ]
    assert client.get("/attendance/files/nothing/").status_code == 404

    # The pupils of a band, with their own sessions.
    [row] = client.get("/attendance/pupils/50-to-90/").context["rows"]
    assert (row.pupil.called, row.sums.absent, row.sums.possible) == ("Child00 Of4A", 13, 108)
    assert client.get("/attendance/pupils/bad/").status_code == 404

    # What cannot be chosen is everybody, this school year, and a group that is not there is said to be none.
    for query, said in (
        ("group=class:999999", True),
        ("group=?", True),
        ("group=pupil:1", True),
        ("from=x&to=2026-99-99", False),
        ("period=later", False),
        ("ages=old", False),
    ):
        answer = client.get(f"/attendance/?{query}")
        assert (answer.status_code, answer.context["found"].group_words) == (200, "All pupils")
        assert (query, NO_SUCH_GROUP in answer.content.decode()) == (query, said)
    assert NO_SUCH_AGES in client.get("/attendance/?ages=old").content.decode()
    strip = client.get("/attendance/", headers={"X-Part": "to-do"}).content.decode()
    assert 'id="to-do"' in strip

    # Schools like this one, chosen by the reader, who are said.
    beside = client.get(
        "/attendance/similar/?area=authority:874&area=authority:none&other=authority:872"
    ).context
    assert [str(line[0]) for line in beside["rows"]] == [
        f"{school.name}, this school year (2 Sep to 24 Nov 2026)",
        "59 primary schools in Peterborough",
        "54 primary schools in Wokingham",
    ]
    assert (
        beside["left_out"] == "One of the areas that the address asks for is not published, and is left out."
    )
    for query, shown, said in (
        ("", 3, ""),
        ("area=none", 3, "are not published: those around"),
        ("area=", 3, ""),
    ):
        around = client.get(f"/attendance/similar/?{query}").context
        assert (len(around["areas"]), said in around["left_out"]) == (shown, True)
    assert cells(client.get("/attendance/similar/file/"))[0][:3] == ["Whose figures", "Pupils", "Attendance"]


def test_who_is_in_a_group_of_social_care_is_for_some_only(client, school, office, pupils, on_the_day):
    sign_in(client, office)
    for address in ("/attendance/", "/attendance/pupils/above-95/"):
        assert client.get(f"{address}?group=sw").context["found"].group_words == "All pupils"
