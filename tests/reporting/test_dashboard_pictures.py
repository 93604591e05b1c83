"""The dashboard's pictures from sums: what each says in words, hides, and lets stand out."""

import datetime as dt

from reporting.bands import Band
from reporting.dashboard_pictures import HALF_DAYS, GroupSum, Kind, bands, groups, trend, weekdays
from reporting.measures import Sums, measure
from reporting.pictures import Cell, written
from reporting.published import around
from reporting.reason_pictures import ClassWeek, class_weeks, most_standing_out, reasons
from reporting.standing_out import Standing, standing_out

FRIDAY_PM = (4, "PM")


def sums(missed, possible):
    return Sums(attended=possible - missed, unauthorised=missed)


def a_week(usual, friday_afternoon, possible=240):
    return {half: sums(friday_afternoon if half == FRIDAY_PM else usual, possible) for half in HALF_DAYS}


def texts(picture):
    return [[str(cell) for cell in line] for line in picture.rows]


def test_a_half_day_stands_out_of_the_rest_of_its_own_week_only():
    def standing(absent, possible=240, usual=90):
        return standing_out(absent=absent, possible=possible, other_absent=usual, other_possible=2160)

    assert [standing(each) for each in (10, 15, 16, 19, 20)] == [
        Standing.USUAL,
        Standing.USUAL,  # half as much again, but five sessions only
        Standing.SOMEWHAT,
        Standing.SOMEWHAT,
        Standing.MUCH,
    ]
    assert standing(59, possible=59) is Standing.USUAL  # too little to say
    assert standing(6, usual=0) is Standing.MUCH
    assert standing_out(absent=60, possible=60, other_absent=0, other_possible=0) is Standing.USUAL


def test_the_friday_of_one_class_is_named_and_opens():
    classes = [
        ClassWeek("4A", 24, a_week(10, 11)),
        ClassWeek("4B", 24, a_week(10, 34)),
        ClassWeek("Tiny", 4, a_week(0, 9)),
    ]
    picture = class_weeks(classes, lambda name, half: f"/{name}/{half[0]}{half[1]}")
    assert picture.words == "4B on Friday afternoons (14.2 % missed) stands out."
    assert [(each.name, half) for each, half in most_standing_out(classes)] == [("4B", FRIDAY_PM)]
    assert texts(picture)[-1] == ["4B, Friday afternoon", "34", "240", "14.2", "much"]
    assert picture.rows[-1][0].url == "/4B/4PM"
    assert "Tiny" not in picture.chart.svg
    assert class_weeks([], str).words == "No half-day of any class stands out of the rest of its week."


def test_the_days_of_the_week_say_where_most_is_missed():
    picture = weekdays(a_week(10, 34), lambda half: f"?on={half[0]}")
    assert picture.words == "Most is missed on Friday afternoons: 14.2 %; least on Monday mornings: 4.2 %."
    assert texts(picture)[-1] == ["Friday afternoon", "34", "240", "14.2"]
    assert weekdays(a_week(5, 5), str).words.startswith("Every half-day alike: missed 5 of 240 (2.1 %)")
    assert weekdays(a_week(0, 0, possible=0), str).words == "There are no marks in this period yet."


def test_weeks_are_drawn_against_what_was_published_and_the_year_is_said():
    weeks = [(dt.date(2026, 9, 7), sums(6, 100)), (dt.date(2026, 9, 14), sums(9, 100))]
    picture = trend(weeks, around(la_code="874", phase="Primary"), lambda monday: f"/{monday}")
    assert picture.words == "Lowest in the week of 14 Sep: 91.0 %."
    assert [line[0] for line in texts(picture)] == [
        "7 Sep",
        "14 Sep",
        "59 primary schools in Peterborough, 2025/26",
        "1,950 primary schools in East of England, 2025/26",
        "16,038 primary schools in England, 2025/26",
    ]
    assert "published for the whole year 2025/26" in picture.note
    assert trend([], [], str).note == "Nothing is published for schools of this phase."


def test_bands_say_how_many_miss_a_tenth_or_more_and_empty_ones_open_nothing():
    counts = {Band.ABOVE_95: 6, Band.TO_95: 2, Band.TO_90: 1, Band.TO_50: 0}
    picture = bands(counts, {band: f"/{band}" for band in Band})
    assert picture.words == "1 of 9 pupils (11 %) attended 90 % or less."
    assert [line[0].url for line in picture.rows] == ["/above-95", "/90-to-95", "/50-to-90", ""]
    assert bands(dict.fromkeys(Band, 0), {}).words == "No pupil has a possible session in this period."


def test_a_small_group_is_not_said_nor_what_it_could_be_worked_out_from():
    years = [
        GroupSum("Year 1", 30, sums(60, 1000), "/1"),
        GroupSum("Year 2", 28, sums(100, 1000), "/2"),
        GroupSum("Year 3", 4, sums(90, 100), "/3"),
        GroupSum("Year 4", 0, sums(0, 0), "/4"),
    ]
    whole = GroupSum("All pupils", 62, sums(250, 2100))
    picture = groups([Kind("Year", years), Kind("Sex", [])], whole)
    hidden = ["not shown: small group", "", "", ""]
    assert texts(picture) == [
        ["All pupils", "62", "1,850", "2,100", "88.1"],
        ["Year 1", "30", "940", "1,000", "94.0"],
        ["Year 2", *hidden],
        ["Year 3", *hidden],
        ["Year 4", "0", "", "", ""],
    ]
    assert picture.words == "Lowest: Year 1, 94.0 % of 30 pupils’ sessions; all pupils 88.1 %."


def test_a_group_is_not_said_where_few_are_outside_it():
    whole = GroupSum("All pupils", 62, sums(250, 2100))
    few_others = GroupSum("Free school meals", 55, sums(200, 1900))
    many = GroupSum("Pupil premium", 30, sums(100, 1000))
    plans = GroupSum("SEN support", 40, sums(100, 1000))
    nearly_all = GroupSum("Education, health and care plan", 15, sums(80, 700))
    single = groups([Kind("Others", [few_others, many], apart=False)], whole)
    assert [line[1] for line in texts(single)] == ["62", "not shown: small group", "30"]
    parts = groups([Kind("SEN", [plans, nearly_all])], whole)  # seven have neither
    assert [line[1] for line in texts(parts)] == ["62", "40", "not shown: small group"]


def test_reasons_add_up_to_what_was_missed_and_rare_ones_are_drawn_together():
    by_code = {"/": 900, "I": 60, "M": 36, "C": 1, "S": 1, "G": 2, "N": 20}
    picture = reasons(by_code, lambda code: f"?code={code}")
    assert picture.words == (
        "120 sessions missed, 18 % of them not authorised. The largest reason: illness, 50 %."
    )
    assert sum(int(line[2].text) for line in picture.rows) == measure(by_code).absent == 120
    assert [line[0] for line in picture.chart.rows] == [
        "Illness",
        "Medical appointment",
        "Other, authorised",
        "No reason yet",
        "Holiday not agreed",
    ]
    assert reasons({"/": 5}, str).words == "No session was missed in this period."


def test_the_file_of_a_picture_holds_its_table_with_figures_as_numbers_and_no_address():
    picture = weekdays(a_week(10, 34), lambda half: "/x")
    assert picture.table[:2] == [
        ["Half-day", "Sessions missed", "Possible", "Per cent"],
        ["Monday morning", "10", "240", "4.2"],
    ]
    assert picture.lines[0] == ["Monday morning", 10, 240, 4.2]
    figures = ("3,556,802", "100.0", "–", "not shown: small group", "", "1.2.3", "٣")
    assert written([[Cell("2026"), *(Cell(each, number=True) for each in figures)]]) == [
        ["2026", 3556802, 100.0, "–", "not shown: small group", "", "1.2.3", "٣"]
    ]
