"""Charts: one drawing for screen and paper, told without colour, with the same figures as a table."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from attendance_site.parts.charts import (
    Bar,
    Cell,
    Event,
    Point,
    Said,
    Week,
    calendar,
    lying_bars,
    pairs_of_bars,
    run_chart,
    sparkline,
)
from attendance_site.parts.comparing_charts import Dot, Level, Part, dots, line_with_levels, parted_bar
from attendance_site.parts.documents import render
from attendance_site.parts.svg import DARK, PALE, PAPER

SAID = Said("run", "Attendance <week by week>", "From 50 % to 90 % & on.")
POINTS = [
    Point("7 Sep", 50.0, "5 of 10"),
    Point("14 Sep", None, "no sessions"),
    Point("21 Sep", 90.0, "9 of 10"),
]
CELLS = [Cell("C2", "away", "C2, Part-time timetable"), Cell("", "shut", "no session")] * 5
CHARTS = {
    "run chart": run_chart(SAID, POINTS, [Event(2, "1")], usual=48.0),
    "sparkline": sparkline(SAID, POINTS),
    "pairs of bars": pairs_of_bars(SAID, ["Mon"], [(Bar(2, "2 of 4"), Bar(0, "0 of 4"))], ("AM", "PM")),
    "lying bars": lying_bars(SAID, ["Illness"], [Bar(3, "3")], ("Reason", "Sessions"), [False]),
    "calendar": calendar(SAID, [Week("Sep", "7", CELLS)], ["Mon", "Tue", "Wed", "Thu", "Fri"]),
    "a whole year": calendar(SAID, [Week("Sep", "7", CELLS)] * 39, ["Mon", "Tue", "Wed", "Thu", "Fri"]),
    "nothing to tell": run_chart(SAID, []),
    "levels": line_with_levels(SAID, POINTS, [Level("England 94.7 %", 94.7, "94.7 %")] * 3),
    "no level": line_with_levels(SAID, [], []),
    "dots": dots(
        SAID,
        [("Year", [Dot("Year 1", 94.2, "94.2 %"), Dot("Year 2", None, "not shown")])],
        Dot("All 94 %", 94.0, "94.0 %"),
        ("Group", "Attended"),
    ),
    "parted bar": parted_bar(
        SAID,
        [Part("I", "Illness", 3, "3", False), Part("G", "Holiday", 1, "1", True)],
        ("Reason", "Sessions"),
    ),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_every_chart_is_a_whole_drawing_with_its_words_and_no_style(chart):
    drawing = ElementTree.fromstring(chart.svg)
    name = "{http://www.w3.org/2000/svg}"
    assert (drawing.find(f"{name}title").text, drawing.find(f"{name}desc").text) == SAID[1:]
    assert drawing.get("role") == "img"
    assert not re.search(r"style=|class=|<script|href", chart.svg)
    assert chart.alt == "Attendance <week by week>. From 50 % to 90 % & on."


def test_a_line_has_a_gap_where_nothing_can_be_told_and_its_axis_says_where_it_begins():
    chart = CHARTS["run chart"]
    assert (chart.svg.count("<circle"), chart.svg.count('stroke-width="2"')) == (2, 0)
    assert ">40 %</text>" in chart.svg
    assert chart.rows == (("7 Sep", "5 of 10"), ("14 Sep", "no sessions"), ("21 Sep", "9 of 10"))


def test_levels_are_told_apart_by_their_dashes_and_their_names_never_lie_on_each_other():
    svg = CHARTS["levels"].svg
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', svg))) == 3
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)"[^>]*>England', svg))
    assert [high - low for low, high in pairwise(heights)] == [14.0, 14.0]


def test_a_group_that_is_not_shown_has_no_dot_and_says_so():
    assert CHARTS["dots"].svg.count("<circle") == 1
    assert CHARTS["dots"].rows == (("All 94 %", "94.0 %"), ("Year 1", "94.2 %"), ("Year 2", "not shown"))


def test_each_half_of_a_day_says_its_code_in_the_picture_and_in_the_table():
    chart = CHARTS["calendar"]
    assert chart.svg.count(">C2</text>") == 5
    assert chart.rows == (("7 Sep", *(["C2, Part-time timetable", "no session"] * 5)),)


def test_the_fills_stay_apart_in_black_and_white():
    def grey(colour):
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [grey(colour) for colour in (DARK, PALE, PAPER)]
    assert [darker < lighter - 20 for darker, lighter in pairwise(shades)] == [
        True,
        True,
    ]


def test_the_same_drawings_stand_in_an_accessible_pdf():
    charts = [chart.printed for chart in CHARTS.values()]
    pdf = render(
        "#show: sheet\n#for each in data.charts { chart(each) }", {"title": "Charts", "charts": charts}
    )
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Figure") >= len(charts)
