"""Every figure opens to its formula, its period, its pupils and their sessions, as far as the reader may see them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from registers import codes
from registers.models import PupilStatus
from reporting.figure_address import Asked, FigureKind, asked_for, opens
from reporting.groups import EVERYBODY, Group
from reporting.periods import Period, SessionDay, YearCalendar
from tests.cast import sign_in
from tests.factories import GroupFactory, PostFactory, PupilFactory, StatusFactory, mark

MONDAY, TODAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
PERIOD = Period(MONDAY, TODAY)


def words_of(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1].split("</main")[0])
    return re.sub(r"\s+", " ", text)


def test_an_address_carries_the_whole_figure_and_reads_back():
    whole = Asked(FigureKind.CODE, PERIOD, Group("class", "12"), 3, 4, "PM", "I", True)
    url = opens("code", PERIOD, Group("class", "12"), 3, weekday=4, session="PM", code="I", compulsory=True)
    assert url == whole.url
    query = dict(part.split("=") for part in url.split("?")[1].split("&"))
    assert query == {
        "measure": "code",
        "from": "2026-11-23",
        "to": "2026-11-24",
        "group": "class%3A12",
        "school": "3",
        "weekday": "friday",
        "session": "PM",
        "code": "I",
        "ages": "compulsory",
    }
    assert asked_for(query, PERIOD, Group("class", "12"), 3) == whole
    assert whole.title == "Illness (physical or mental) on Friday afternoons"
    nonsense = {"measure": "x", "weekday": "sunday", "session": "AMPM", "code": "ZZ"}
    assert asked_for(nonsense, PERIOD, EVERYBODY, None) == Asked(FigureKind.ABSENCE, PERIOD)
    odd = ({"measure": "x"}, {"weekday": "sunday"}, {"session": "AMPM"}, {"ages": "old"})
    assert all(asked_for(each, PERIOD, EVERYBODY, None).is_read_otherwise(each) for each in odd)
    assert not whole.is_read_otherwise(query)
    assert not Asked(FigureKind.LATE, PERIOD).is_read_otherwise({"measure": "late", "code": "I", "ages": ""})


def test_groups_are_read_as_they_are_written_and_nothing_else_is_one():
    known = ["all", "year:R", "class:12", "pupil:7", "sex:F", "sen:E", "fsm", "sw"]
    assert [str(Group.parse(text)) for text in known] == known
    assert [
        Group.parse(text) for text in ("", "year:99", "class:x", "class:", "sex:Z", "fsm:1", "admin")
    ] == [None] * 7


def test_a_calendar_says_which_periods_there_are_and_how_many_sessions_have_been():
    days = [
        SessionDay(dt.date(2026, 9, 1) + dt.timedelta(days=n), True, True, "2026-27", "Autumn", False, False)
        for n in range(100)
        if (dt.date(2026, 9, 1) + dt.timedelta(days=n)).weekday() < 5
        and not 43
        <= (dt.date(2026, 9, 1) + dt.timedelta(days=n)).toordinal() - dt.date(2026, 9, 14).toordinal()
        <= 46
    ]
    today = dt.date(2026, 11, 24)
    calendar = YearCalendar(
        today, [each._replace(am_begun=True) if each.date == today else each for each in days if True]
    )
    assert calendar.year_to_date == Period(dt.date(2026, 9, 1), today)
    assert calendar.words(Period(dt.date(2026, 11, 23), today)) == "23 Nov to 24 Nov 2026, 3 of 4 sessions"
    assert calendar.chosen({"period": "last-week"}).period == Period(
        dt.date(2026, 11, 16), dt.date(2026, 11, 20)
    )
    own = calendar.chosen({"from": "2026-11-02", "to": "2027-01-01"})
    assert (own.period, own.key) == (Period(dt.date(2026, 11, 2), today), "")
    for wrong in (
        {"period": "ever"},
        {"from": "x"},
        {"from": "2026-12-01"},
        {"from": "2026-11-05", "to": "2026-11-04"},
    ):
        chosen = calendar.chosen(wrong)
        assert (chosen.period, bool(chosen.problem)) == (calendar.year_to_date, True)


@pytest.fixture
def marked(pupils, office, on_the_day):
    """3B's Monday and Tuesday: the first pupil missed three of four sessions, another was late once."""
    for pupil in pupils[:3]:
        for day in (MONDAY, TODAY):
            mark(pupil, "/", by=office, date=day)
    mark(pupils[0], codes.ILLNESS, by=office, date=MONDAY, session="PM")
    mark(pupils[0], codes.NO_REASON_YET, by=office, date=MONDAY, reason="looked again", when=None)
    return pupils


def test_a_figure_opens_to_its_pupils_and_each_to_the_sessions(
    marked, client, champion, django_assert_max_num_queries
):
    sign_in(client, champion)
    url = opens(FigureKind.ABSENCE, PERIOD, Group("class", str(marked[0].memberships.get().group_id)))
    with django_assert_max_num_queries(30):
        said = words_of(client.get(url))
    first = marked[0]
    assert "1 session missed of 7 possible: 14.3 %" in said or "2 sessions missed of 7 possible" in said
    assert "23 Nov to 24 Nov 2026" in said
    assert f"{first.called} 3B" in said
    sessions = words_of(client.get(Asked(FigureKind.ABSENCE, PERIOD).sessions_url(first.pk)))
    assert "Monday 23 November 2026" in sessions
    assert "2 sessions missed of 3 possible: 66.7 %" in sessions
    assert "÷ sessions possible" in sessions
    assert "Marks missing" in sessions
    older = client.get(Asked(FigureKind.ABSENCE, PERIOD, compulsory=True).sessions_url(first.pk)).context
    assert (len(older["marks"]), older["figure"].share.part) == (2, 2)
    first.dob = TODAY - dt.timedelta(days=5 * 366)
    first.save()
    younger = client.get(Asked(FigureKind.ABSENCE, PERIOD, compulsory=True).sessions_url(first.pk)).context
    assert (younger["marks"], younger["figure"].share.whole) == ([], 0)
    assert "is left out" in words_of(client.get("/figures/?ages=old"))
    PupilStatus.objects.filter(pupil=first, kind="year_group").delete()
    StatusFactory(school=first.school, pupil=first, kind="year_group", value="N2")
    nursery = client.get(Asked(FigureKind.ABSENCE, PERIOD).sessions_url(first.pk)).context
    assert (nursery["marks"], nursery["figure"].share.whole) == ([], 0)
    assert client.get(reverse("reporting:figures") + "?group=class:999").status_code == 404
    assert client.get(reverse("reporting:figures") + "?school=999").status_code == 404


def test_a_figure_of_some_sessions_tells_of_these_and_of_its_own_pupils_only(
    marked, client, champion, office
):
    mark(marked[1], codes.DUE_ELSEWHERE, by=office, date=MONDAY, session="PM")
    sign_in(client, champion)

    def beside(**query):
        figure = client.get(reverse("reporting:figures"), query).context["figure"]
        lacking = {(gap.session, each.pupil_id) for gap in figure.gaps for each in gap.pupils}
        return [(each.code, each.number) for each in figure.not_counted], lacking

    lacking = {("PM", pupil.pk) for pupil in marked[2:]}
    assert beside(session="PM") == ([("D", 1)], lacking)
    assert beside(session="AM") == ([], {("AM", pupil.pk) for pupil in marked[3:]})
    assert beside(weekday="friday") == ([], set())
    assert beside(session="PM", group=f"pupil:{marked[2].pk}") == ([], {("PM", marked[2].pk)})


def test_a_teacher_opens_figures_of_their_own_class_and_a_governor_sees_no_names(
    marked, client, teacher, school
):
    other = GroupFactory(school=school, name="4B")
    PupilFactory(school=school, group=other)
    sign_in(client, teacher)
    page = reverse("reporting:figures")
    assert marked[0].called in words_of(client.get(page))
    hidden = [f"?group=class:{other.pk}", "?group=year:3", "?group=all", "?group=fsm"]
    assert [client.get(page + query).status_code for query in hidden] == [404] * 4
    sign_in(client, PostFactory(school=school, role="governor"))
    said = words_of(client.get(f"{page}?measure=persistent&group=fsm&from=2026-11-23"))
    assert "Under 10, since it would tell of too few pupils" in said
    assert marked[0].surname not in said
    assert "Without names, figures are of all pupils together." in said


def test_without_names_no_part_of_a_figure_can_be_taken_from_its_whole(marked, client, school):
    sign_in(client, PostFactory(school=school, role="governor"))
    page = reverse("reporting:figures")
    whole = words_of(client.get(page)).split("How it is worked out")[1]
    for query in (
        "ages=compulsory",
        "measure=code&code=E",
        "weekday=monday&session=AM",
        "from=2026-11-24&to=2026-11-24",
    ):
        answer = client.get(f"{page}?{query}")
        assert words_of(answer).split("How it is worked out")[1] == whole
        assert answer.context["found"].problem.startswith(("Without names", "Periods here are whole weeks"))
        assert list(answer.context["form"].fields) == ["measure", "period", "school"]
