"""A school year in figures: no names, and no small numbers for those who see figures only."""

import pytest
from django.urls import reverse

from penalties.small_numbers import Group, Line, shown
from penalties.year_totals import as_said, year_totals, years_known
from tests.absence.support import plan_of
from tests.absence.test_support_plans import contract_of
from tests.cast import sign_in
from tests.factories import THE_DAY, PostFactory
from tests.penalties.noticed import away, happened, noticed, parent_of, referred


def group(*counts):
    return Group("A", tuple(Line(f"{n}", count) for n, count in enumerate(counts)))


@pytest.mark.parametrize(
    ("counts", "total", "parts"),
    [
        ((0, 0), "0", ["0", "0"]),
        ((3, 0), "under 10", ["under 10", "0"]),
        ((12, 15), "27", ["12", "15"]),
        ((3, 12, 15), "30", ["under 10", "not shown", "15"]),
        ((3, 4, 15), "22", ["under 10", "under 10", "15"]),
        ((3, 12), "15", ["under 10", "not shown"]),
        ((3, 12, 0), "15", ["under 10", "not shown", "0"]),
        (
            (1, 1, 15, 20),
            "37",
            ["under 10", "under 10", "not shown", "20"],
        ),  # two that come to two are one each
        (
            (9, 9, 15),
            "33",
            ["not shown", "not shown", "15"],
        ),  # two under ten that come to eighteen are nine each
        ((1, 10), "11", ["not shown", "not shown"]),
        ((4, 1), "under 10", ["under 10", "under 10"]),
    ],
)
def test_small_numbers_are_hidden_and_cannot_be_worked_out(counts, total, parts):
    found = shown(group(*counts), hide=True)
    assert (found.total, [words for _, words in found.parts]) == (total, parts)
    open_ = shown(group(*counts), hide=False)
    assert (open_.total, [words for _, words in open_.parts]) == (
        str(sum(counts)),
        [str(each) for each in counts],
    )


@pytest.mark.parametrize(
    ("counts", "total", "parts"),
    [
        ((12, 0), "not shown", ["not shown", "0"]),
        ((12, 15), "not shown", ["not shown", "15"]),
        ((12, 15, 3), "not shown", ["not shown", "15", "under 10"]),
        ((3, 0), "under 10", ["under 10", "0"]),
        ((0, 0), "0", ["0", "0"]),
    ],
)
def test_the_whole_of_what_another_group_hides_is_not_said_nor_added_up(counts, total, parts):
    found = shown(group(*counts), hide=True, with_total=False)
    assert (found.total, [words for _, words in found.parts]) == (total, parts)


def test_cases_not_decided_yet_cannot_be_taken_from_those_decided():
    raised = Group("Raised", (Line("Not decided yet", 3), Line("Decided, or closed since", 12)))
    decided = Group("Decided", (Line("More support", 12), Line("No action", 0)))
    found = as_said([raised, decided], hide=True)
    assert [(each.total, [words for _, words in each.parts]) for each in found] == [
        ("15", ["under 10", "not shown"]),
        ("not shown", ["not shown", "0"]),
    ]
    assert [each.total for each in as_said([raised, decided], hide=False)] == ["15", "12"]


@pytest.fixture
def a_year(pupils, office, champion):
    """A case that was referred, with a contract; the mother paid, the father's notice was withdrawn and given back."""
    pupil = pupils[0]
    away(pupil, office)
    referred(pupil, champion)
    mother, father = parent_of(pupil), parent_of(pupil, "Omar Khan")
    paid, withdrawn = noticed(pupil, mother, champion), noticed(pupil, father, champion)
    happened(paid, "paid", THE_DAY, champion, amount=80)
    happened(withdrawn, "paid", THE_DAY, champion, amount=160)
    happened(withdrawn, "withdrawn", THE_DAY, champion, ground="not_due")
    noticed(pupil, mother, champion, from_before="Elm School", issued="unknown", issued_on=None)
    contract_of(plan_of(pupil, champion), champion)
    return pupil.school


def lines_of(found, title):
    return dict(next(each.parts for each in found.groups if each.title.startswith(title)))


def test_what_the_year_came_to(a_year):
    found = year_totals(a_year, "2026-27", on=THE_DAY, hide=False)
    assert lines_of(found, "Decided")["Refer to the local authority"] == "1"
    assert lines_of(found, "Penalty notices") == {
        "Issued, a first one": "1",
        "Issued, a second one": "0",
        "Not known yet if issued": "0",
        "Not issued": "0",
        "Withdrawn": "1",
    }
    assert lines_of(found, "What became of those issued") == {"Paid": "1"}
    assert found.pounds == 80
    assert lines_of(found, "Other steps begun")["Attendance contract"] == "1"
    assert years_known(a_year, THE_DAY) == ["2026-27"]


def test_another_year_holds_nothing_of_it(a_year):
    found = year_totals(a_year, "2025-26", on=THE_DAY, hide=False)
    assert {each.total for each in found.groups} == {"0"}


def test_a_governor_reads_no_name_and_no_small_number(client, governor, champion, a_year, on_the_day):
    address = reverse("penalties:penalties_year")
    page = sign_in(client, governor).get(address).content.decode()
    assert "under 10" in page
    assert "£80" not in page
    assert "Khan" not in page
    assert address in client.get(reverse("reporting:reports")).content.decode()
    page = sign_in(client, champion).get(address, {"year": "not a year"}).content.decode()
    assert "£80 was paid" in page
    assert "under 10" not in page


def test_a_trust_chooses_among_its_schools(client, trust, a_year, other_school, on_the_day):
    officer = PostFactory(school=None, trust=trust, role="trust")
    sign_in(client, officer)
    address = reverse("penalties:penalties_year")
    assert ">under 10<" in client.get(address, {"school": a_year.pk}).content.decode()
    assert ">under 10<" not in client.get(address, {"school": other_school.pk}).content.decode()
    page = client.get(address, {"school": "99999999"}).content.decode()
    assert all(school.name in page for school in (a_year, other_school))
