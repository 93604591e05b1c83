"""Forward look, patterns and the page of a class, of one term in which one pupil of 3B has a Friday problem."""

import datetime as dt

from registers.models import SchoolDay
from reporting.forward_look import Line
from reporting.patterns import Kind
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, GroupFactory, PostFactory
from tests.history import write_past

FRIDAY = 4


def november(day):
    return dt.date(2026, 11, day)


def a_term(school, pupils, by):
    """54 days: Ben is away each Friday afternoon; four fall ill within three days; Aisha and Zara are sisters."""
    ben, chloe, aisha, zara, noah, oscar = pupils
    days = SchoolDay.objects.filter(school=school, date__lt=THE_DAY).values_list("date", flat=True)
    together = [dt.date(2026, 9, 14), dt.date(2026, 10, 5), november(18)]
    away = {
        ben: [day for day in days if day.weekday() == FRIDAY],
        chloe: [november(18), november(19)],
        aisha: together,
        zara: together,
        noah: [november(20)],
        oscar: [],
    }
    for pupil, missed in away.items():
        marks = {(day, session): "/" if session == "AM" else "\\" for day in days for session in ("AM", "PM")}
        whole_days = () if pupil == ben else ("AM",)
        marks |= {(day, session): "I" for day in missed for session in ("PM", *whole_days)}
        write_past(pupil, marks, by=by)
    mother = ContactFactory(school=school)
    for sister in (aisha, zara):
        CareFactory(pupil=sister, contact=mother)


def test_what_lies_ahead_and_what_stands_out(
    client, school, champion, teacher, group_3b, pupils, on_the_day, django_assert_max_num_queries
):
    a_term(school, pupils, teacher)
    ben, chloe, aisha, zara, noah, _ = pupils
    sign_in(client, champion)
    client.get("/attendance/ahead/")
    with django_assert_max_num_queries(14):
        found = client.get("/attendance/ahead/").context["found"]
    assert (found.ahead.school, found.ahead.until) == (36, dt.date(2026, 12, 18))
    assert [each.pupil for each in found.can_return] == [ben]
    look = found.can_return[0].look
    assert (look.absent, look.possible, look.remaining, look.best) == (11, 108, 36, "92.4")
    assert look.persistent == Line(10, True, 0, 3, 3)
    assert found.near_tenth == found.past_half == found.near_half == found.cannot_return == []
    assert [each.pupil for each in found.rising] == [chloe, noah]

    with django_assert_max_num_queries(17):
        page = client.get("/attendance/patterns/")
    seen = {section.kind: section.seen for section in page.context["sections"]}
    assert {
        kind: [(each.words, [m.pupil for m in each.members]) for each in rows] for kind, rows in seen.items()
    } == {
        Kind.WEEKDAY: [("11 of 11 missed sessions were on Fridays", [ben])],
        Kind.BROKEN_WEEKS: [("An absence began in 7 of the last 8 school weeks", [ben])],
        Kind.BESIDE_HOLIDAYS: [],
        Kind.TOGETHER: [("Away together on 3 occasions, of at most 3 of either", [aisha, zara])],
        Kind.ILLNESS: [("5 of 6 pupils fell ill, 18 Nov to 20 Nov", [ben, chloe, aisha, zara, noah])],
    }
    assert client.get(seen[Kind.WEEKDAY][0].url).status_code == 200
    assert (
        client.get("/attendance/patterns/?group=class:999999").context["chosen"].group_words == "All pupils"
    )

    rows = b"".join(client.get("/attendance/ahead/file/").streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1] == "Ben Archer,3B,11,108,36,0,3,,60,92.4,no"
    assert len(rows) == 7


def test_a_teacher_opens_the_page_of_their_own_class_and_of_no_other(
    client, school, teacher, governor, group_3b, pupils, on_the_day, django_assert_max_num_queries
):
    a_term(school, pupils, teacher)
    other = GroupFactory(school=school, name="4A", pupils=1)
    sign_in(client, teacher)
    client.get(f"/classes/{group_3b.pk}/")
    with django_assert_max_num_queries(28):
        page = client.get(f"/classes/{group_3b.pk}/").context["page"]
    assert [(each.ahead.pupil.called, each.sums.absent, each.attended) for each in page.pupils] == [
        ("Ben Archer", 11, "89.8"),
        ("Chloe Dean", 4, "96.3"),
        ("Aisha Khan", 6, "94.4"),
        ("Zara Malik", 6, "94.4"),
        ("Noah Price", 2, "98.1"),
        ("Oscar Reid", 0, "100.0"),
    ]
    assert [each.pattern.kind for each in page.pupils[0].patterns] == [Kind.WEEKDAY, Kind.BROKEN_WEEKS]
    assert page.teachers == ["Meera Patel"]
    first = page.pupils[0]
    for url, counted in (
        (first.url, first.sums.absent),
        (first.unauthorised_url, first.sums.unauthorised),
        (first.late_url, first.sums.late),
    ):
        opened = client.get(url).context
        assert (opened["figure"].share.part, len(opened["marks"])) == (counted, counted)
    assert client.get(f"/classes/{other.pk}/").status_code == 404
    assert client.get(page.pupils[0].url).status_code == 200
    assert sign_in(client, governor).get(f"/classes/{group_3b.pk}/").status_code == 403
    empty = PostFactory(school=school, role="office")
    assert sign_in(client, empty).get(f"/classes/{other.pk}/").status_code == 200
