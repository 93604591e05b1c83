"""The governors' report: words, pictures and groups of which nobody can be made out, the same on screen and paper."""

import hashlib
import uuid

import pytest
from django.urls import reverse

from reporting.bands import Band
from reporting.governors_groups import group_lines, health_words, persistent_words
from reporting.governors_pictures import bands, reasons
from reporting.groups import Group
from reporting.measures import Sums, measure, total_of_sums
from reporting.models import GivenReport
from reporting.tables import EnrolmentSums
from tests.cast import person, sign_in
from tests.factories import THE_DAY, mark

pytestmark = pytest.mark.usefixtures("on_the_day")


def enrolments(number, *groups, missed=0):
    sums = Sums(attended=100 - missed, authorised=missed)
    return [EnrolmentSums(1, n, n, sums, frozenset(groups)) for n in range(number)]


def test_few_pupils_who_missed_half_stand_with_those_who_missed_a_tenth():
    found = bands({Band.ABOVE_95: 300, Band.TO_95: 60, Band.TO_90: 51, Band.TO_50: 4})
    assert [[str(cell) for cell in line] for line in found.rows] == [
        ["Above 95 %", "300", "72.3"],
        ["Above 90 to 95 %", "60", "14.5"],
        ["90 % and under, persistent absence", "55", "13.3"],
    ]


def test_a_small_band_takes_another_with_it():
    found = bands({Band.ABOVE_95: 300, Band.TO_95: 60, Band.TO_90: 5, Band.TO_50: 1})
    assert [str(line[1]) for line in found.rows] == ["300", "not shown", "under 10"]


def test_a_reason_that_few_pupils_had_stands_with_others():
    pupils = [measure({"I": 2, "O": 1})] * 12 + [measure({"E": 4, "M": 1, "U": 3})] * 3
    assert [[str(cell) for cell in line] for line in reasons(pupils).rows] == [
        ["Illness", "24", "40.0"],
        ["Other reasons, authorised", "15", "25.0"],
        ["Absence not authorised", "12", "20.0"],
        ["Other reasons, not authorised", "9", "15.0"],
    ]


def test_groups_are_said_as_far_as_they_may():
    sen, medical, fsm = Group("sen", "K"), Group("medical"), Group("fsm")
    rows = [
        *enrolments(30, Group("sex", "F"), sen, missed=10),
        *enrolments(30, Group("sex", "M"), fsm),
        *enrolments(4, Group("sex", "M"), medical, missed=60),
    ]
    lines = {line.words: (line.pupils, line.percent, line.persistent) for line in group_lines(rows)}
    assert lines == {
        "All pupils": ("64", "91.6 %", "34 (53 %)"),
        "Girls": ("30", "90.0 %", "not shown"),
        "Boys": ("34", "92.9 %", "not shown"),
        "Free school meals": ("30", "100.0 %", "0 (0 %)"),
        "SEN support": ("30", "90.0 %", "not shown"),
        "Medical condition": ("under 10", "not shown", "not shown"),
    }
    assert " ".join(words for words, _ in health_words(group_lines(rows))) == (
        "Health and special needs: Medical condition not shown; SEN support 90.0 %."
    )
    assert " ".join(words for words, _ in persistent_words(total_of_sums(row.sums for row in rows))) == (
        "34 of 64 pupils (53.1 %) are persistently absent: they missed a tenth or more."
        " Of them fewer than ten missed half or more."
    )


def test_what_is_said_in_words_does_not_tell_what_the_pictures_hide():
    few_between = [*enrolments(50), *enrolments(12, missed=60), *enrolments(3, missed=20)]
    assert [words for words, _ in persistent_words(total_of_sums(row.sums for row in few_between))] == [
        "15 of 65 pupils (23.1 %) are persistently absent: they missed a tenth or more.",
        "How many of them missed half or more is not said: too few missed less.",
    ]
    found = bands({Band.ABOVE_95: 45, Band.TO_95: 5, Band.TO_90: 3, Band.TO_50: 12})
    assert [[str(cell) for cell in line[:2]] for line in found.rows] == [
        ["Above 90 %", "50"],
        ["90 % and under, persistent absence", "15"],
    ]


def test_the_only_reason_that_few_had_takes_another_with_it():
    pupils = [measure({"I": 2, "O": 2, "G": 1})] * 12 + [measure({"U": 3})] * 3
    assert [[str(cell) for cell in line[:2]] for line in reasons(pupils).rows] == [
        ["Illness", "24"],
        ["Absence not authorised", "24"],
        ["Other reasons, not authorised", "21"],
    ]


def test_pupil_premium_beside_free_school_meals_does_not_tell_of_the_few_who_have_it_alone():
    fsm, premium = Group("fsm"), Group("pp")
    rows = [
        *enrolments(40, fsm, premium, missed=20),
        *enrolments(40, fsm, premium),
        *enrolments(3, premium, missed=20),
        *enrolments(17, premium),
        *enrolments(100, missed=20),
    ]
    lines = {line.words: (line.pupils, line.persistent) for line in group_lines(rows)}
    assert lines["Free school meals"] == ("80", "40 (50 %)")
    assert lines["Pupil premium"] == ("100", "not shown")


def test_what_the_report_says_first_opens_to_what_it_is_made_of(client, school, pupils, champion, office):
    for pupil, code in zip(pupils, "///IOO", strict=True):
        mark(pupil, code, by=office)
    sign_in(client, champion)
    page = reverse("reporting:governors_report")
    for point in client.get(page).context["report"].headline:
        for words, url in point:
            assert not url or (client.get(url).status_code, words) == (200, words)
    named = [bool(url) for point in client.get(page).context["report"].headline for _, url in point]
    sign_in(client, person(school, "governor", "Gail Over"))
    [(said, url), *_] = client.get(page).context["report"].headline[0]
    opened = client.get(url)
    assert (
        said.split(" % ")[0],
        opened.context["figure"].share.percent,
        opened.context["found"].problem,
    ) == (
        "50.0",
        "50.0",
        "",
    )
    assert named == [True, True, False, False, False]


def test_the_report_names_nobody_and_is_kept_as_it_was_given(client, school, pupils, champion, office):
    for pupil, code in zip(pupils, "///IOO", strict=True):
        mark(pupil, code, by=office)
    page_of, paper_of, give, given_of = (
        f"reporting:{name}"
        for name in (
            "governors_report",
            "governors_report_document",
            "give_governors_report",
            "given_governors_report",
        )
    )
    sign_in(client, person(school, "governor", "Gail Over"))
    page = client.get(reverse(page_of)).content.decode()
    assert "50.0 % of sessions were attended: 3 of 6 that were possible." in page
    assert [name for name in ("Archer", "Khan", "Reid") if name in page] == []
    one_day = client.get(f"{reverse(page_of)}?from={THE_DAY}&to={THE_DAY}").content.decode()
    assert "Periods here are whole terms, half terms and years" in one_day
    assert client.get(reverse(give)).status_code == 403
    pdf = client.get(reverse(paper_of) + "?period=term").content
    assert (pdf[:5], b"<pdfuaid:part>1</pdfuaid:part>" in pdf) == (b"%PDF-", True)
    sign_in(client, champion)
    press = {"to_whom": "The board", "operation": uuid.uuid4()}
    for _ in range(2):  # pressed twice
        assert client.post(reverse(give), press).status_code == 302
    given = GivenReport.objects.get()
    kept = client.get(reverse(given_of, args=[given.pk])).content
    assert (given.last, given.sha256) == (THE_DAY, hashlib.sha256(kept).hexdigest())
    assert client.get(reverse(page_of) + "?from=x&to=2026-99-99").status_code == 200
