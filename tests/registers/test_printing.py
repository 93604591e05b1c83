"""Print: blank registers, the late and absent list, and paper for an outage."""

from datetime import date, timedelta

import pytest

from registers.actions.late_desk import sign_in_late
from registers.actions.sign_out import sign_out
from registers.class_lists import blank_registers_of, key_to_codes, late_and_absent_of
from registers.codes import CODES
from registers.day_registers import registers_of_the_day
from registers.models import Admission
from registers.paper import blank_registers_pdf, late_and_absent_pdf
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    PupilFactory,
    at,
    mark,
)

TOMORROW = THE_DAY + timedelta(days=1)


@pytest.fixture
def of_day(school, office):
    def look(clock="09:00", day=THE_DAY, by=office):
        return registers_of_the_day(school=school, day=day, at=at(clock), by=by)

    return look


def test_a_blank_register_has_every_pupil_in_order_and_what_is_known_beforehand(
    of_day, pupils, office, teacher, school
):
    PlannedMarkFactory(pupil=pupils[0], by=office, halves="1010101010")
    PlannedMarkFactory(pupil=pupils[1], by=office, code="Y5", note="")
    ClosureFactory(school=school, first_day=THE_DAY, kind="planned", classes=["3B"], sessions="PM")
    Admission.objects.filter(pupil=pupils[5]).update(starting_day=THE_DAY)
    (sheet,) = blank_registers_of(of_day())

    assert (sheet.group, sheet.takers, sheet.sessions) == ("3B", "Meera Patel", ("AM", "PM"))
    assert [(row.number, row.name, row.am, row.pm, row.note) for row in sheet.rows] == [
        (1, "Ben Archer", "M planned", "closed", ""),
        (2, "Chloe Dean", "Away", "closed", ""),
        (3, "Aisha Khan", "", "closed", ""),
        (4, "Zara Malik", "", "closed", ""),
        (5, "Noah Price", "", "closed", ""),
        (6, "Oscar Reid", "", "closed", "new today"),
    ]


def test_pupils_of_one_name_are_told_apart_by_their_birth_dates(of_day, school, group_3b):
    for dob in (date(2019, 1, 3), date(2019, 5, 6)):
        PupilFactory(school=school, group=group_3b, forename="Amelia", surname="Aaron", dob=dob)
    (sheet,) = blank_registers_of(of_day())

    assert [(row.name, row.note) for row in sheet.rows[:3]] == [
        ("Amelia Aaron", "born 3 January 2019"),
        ("Amelia Aaron", "born 6 May 2019"),
        ("Ben Archer", ""),
    ]


def test_classes_come_in_order_and_one_can_be_asked_for(of_day, group_3b, school):
    other = GroupFactory(school=school, name="10A", pupils=2)

    assert [sheet.group for sheet in blank_registers_of(of_day())] == ["3B", "10A"]
    assert [sheet.group for sheet in blank_registers_of(of_day(), groups=[other.pk])] == ["10A"]


def test_a_later_day_can_be_printed(of_day, group_3b):
    assert [sheet.group for sheet in blank_registers_of(of_day(day=TOMORROW))] == ["3B"]


def test_late_and_absent_by_class(of_day, school, pupils, teacher, office):
    mark(pupils[0], "/", by=teacher)
    mark(pupils[1], "N", by=teacher)
    mark(pupils[2], "Y5", by=office)
    mark(pupils[3], "/", by=teacher)
    sign_in_late(
        pupils=[pupils[4]], arrived_at=at("08:58"), reason="Bus", brought_by="", by=office, at=at("08:58")
    )
    sign_out(
        pupils=[pupils[3]],
        left_at=at("11:20"),
        reason="Dentist",
        with_whom="Mum",
        code="M",
        by=office,
        at=at("11:20"),
    )
    GroupFactory(school=school, name="5C", pupils=2)
    in_3b, in_5c = late_and_absent_of(of_day("11:30"))

    assert [(row.name, row.am, row.pm, row.remark) for row in in_3b.rows] == [
        ("Chloe Dean", f"N  {CODES['N'].words}", "", ""),
        ("Aisha Khan", "Away", "", ""),
        ("Zara Malik", "", "", "out 11:20"),
        ("Noah Price", "U  arrived 8:58, 13 min", "", ""),
    ]
    assert (in_3b.absent, in_3b.late, in_3b.unmarked) == (2, 1, 1)
    assert (in_5c.group, in_5c.rows, in_5c.unmarked) == ("5C", (), 2)


def test_the_key_leaves_out_the_code_that_only_some_may_know():
    letters = [code for code, _, _ in key_to_codes(THE_DAY)]

    assert {"/", "\\", "N", "Y1"} <= set(letters)
    assert "Y5" not in letters


def test_the_documents_are_accessible_pdfs_with_a_page_for_each_class(of_day, school, pupils, teacher):
    mark(pupils[0], "N", by=teacher)
    GroupFactory(school=school, name="5C", pupils=34)
    day = of_day()
    sheets = blank_registers_of(day)

    def pages(pdf):
        assert b"pdfuaid" in pdf
        return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page/") or pdf.count(b"/Type /Page ")

    blank = blank_registers_pdf(sheets, school=school, day=THE_DAY, at=day.at)
    outage = blank_registers_pdf(sheets, school=school, day=THE_DAY, codes=key_to_codes(THE_DAY), at=day.at)
    late = late_and_absent_pdf(late_and_absent_of(day), school=school, day=THE_DAY, at=day.at)
    assert (pages(blank), pages(outage), pages(late)) == (2, 3, 1)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/print/", "text/html"),
        ("/print/registers/", "text/html"),
        ("/print/registers/?as=pdf", "application/pdf"),
        ("/print/registers/?outage=1", "text/html"),
        ("/print/registers/?outage=1&as=pdf", "application/pdf"),
        ("/print/registers/?day=2026-11-25&as=pdf", "application/pdf"),
        ("/print/late-and-absent/", "text/html"),
        ("/print/late-and-absent/?as=pdf", "application/pdf"),
        ("/print/registers/?day=2026-11-27&as=pdf", "text/html"),
        ("/print/registers/?day=nonsense", "text/html"),
        ("/print/registers/?group=999999", "text/html"),
        ("/print/late-and-absent/?day=2026-11-28", "text/html"),
    ],
)
def test_each_address_answers(client, office, pupils, teacher, set_clock, address, kind):
    set_clock("09:00:10")
    answer = sign_in(client, office).get(address)

    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)


def test_a_day_without_school_says_so(client, office, pupils, set_clock):
    set_clock("09:00:10")

    assert "INSET day" in sign_in(client, office).get("/print/registers/?day=2026-11-27").content.decode()


def test_a_teacher_prints_only_their_own_classes(client, teacher, school, pupils, set_clock):
    other = GroupFactory(school=school, name="5C", pupils=["Ivy Secret"])
    set_clock("09:00:10")
    sign_in(client, teacher)
    pages = [
        client.get(url).content.decode()
        for url in ("/print/registers/", "/print/late-and-absent/", "/print/")
    ]

    assert "Aisha Khan" in pages[0]
    assert not any(">5C<" in page or "Class 5C" in page or "Ivy Secret" in page for page in pages)
    assert "Ivy Secret" not in client.get(f"/print/registers/?group={other.pk}").content.decode()


def test_only_people_who_print_may_open_it(client, governor, set_clock):
    sign_in(client, governor)

    assert {
        client.get(url).status_code for url in ("/print/", "/print/registers/", "/print/late-and-absent/")
    } == {403}


def test_the_statements_do_not_grow_with_the_classes(
    client, office, school, pupils, set_clock, django_assert_num_queries
):
    set_clock("09:00:10")
    sign_in(client, office).get("/print/registers/")
    with django_assert_num_queries(7):
        client.get("/print/registers/")
    for name in ("4A", "4B"):
        PostFactory(school=school, teaches=GroupFactory(school=school, name=name, pupils=4))
    with django_assert_num_queries(7):
        client.get("/print/registers/")
