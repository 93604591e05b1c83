"""The earlier school: asked, reminded of, its answer, and the sessions missed there."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.models import Admission, EarlierSchoolRequest, PriorAbsence
from tests.cast import sign_in
from tests.factories import THE_DAY

pytestmark = pytest.mark.usefixtures("on_the_day")
JOINED = dt.date(2026, 11, 16)


@pytest.fixture
def noah(pupils):
    Admission.objects.filter(pupil=pupils[4]).update(starting_day=JOINED)
    return pupils[4]


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


def send(desk, pupil, do, **values):
    return desk.post(reverse("registers:earlier_school", args=[pupil.pk]), {"do": do, **values})


def ask(desk, pupil, asked_on="2026-11-09"):
    return send(desk, pupil, "ask", asked_of="Oakmere Primary", asked_on=asked_on, how="e-mail to the office")


def enter(desk, pupil, first="2026-11-02", last="2026-11-03", **changed):
    sent = {"school_name": "Oakmere Primary", "first": first, "last": last, "sessions": "", "code": "O"}
    return send(desk, pupil, "enter", **(sent | changed))


def refused(answer):
    return " ".join(answer.context["form"].non_field_errors())


def test_a_request_stays_on_the_home_page_until_it_is_answered(desk, noah):
    ask(desk, noah)
    assert "Oakmere Primary has not answered since" in desk.get("/").content.decode()
    asked = EarlierSchoolRequest.objects.get()
    send(desk, noah, "answer", request=asked.pk, answered_on=THE_DAY.isoformat(), answer="four sessions")
    asked.refresh_from_db()
    assert (asked.answered_on, asked.answer) == (THE_DAY, "four sessions")
    assert "has not answered" not in desk.get("/").content.decode()


def test_an_answer_before_the_question_is_refused(desk, noah):
    ask(desk, noah)
    answer = send(
        desk,
        noah,
        "answer",
        request=EarlierSchoolRequest.objects.get().pk,
        answered_on="2026-11-02",
        answer="x",
    )
    assert "after that day" in refused(answer)


def test_sessions_are_entered_by_day_without_weekends(desk, noah):
    enter(desk, noah, first="2026-11-06", last="2026-11-09", sessions="AM", code="G")
    assert list(
        PriorAbsence.objects.order_by("date").values_list("date", "session", "code", "school_name")
    ) == [
        (dt.date(2026, 11, 6), "AM", "G", "Oakmere Primary"),
        (dt.date(2026, 11, 9), "AM", "G", "Oakmere Primary"),
    ]


def test_days_on_this_roll_are_refused(desk, noah):
    answer = enter(desk, noah, first="2026-11-13", last="2026-11-16")
    assert "was on this school's roll on Monday 16 November 2026" in refused(answer)
    assert PriorAbsence.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-03", "2026-11-02", "comes before the first"),
        ("2026-11-07", "2026-11-08", "No school day lies in it"),
        ("2026-01-05", "2026-11-06", "60 days at most"),
    ],
)
def test_impossible_days_are_refused(desk, noah, first, last, words):
    assert words in refused(enter(desk, noah, first=first, last=last))


def test_a_session_may_be_taken_out_unless_a_notice_has_used_it(desk, noah):
    enter(desk, noah)
    one, two = PriorAbsence.objects.order_by("pk")[:2]
    PriorAbsence.objects.filter(pk=two.pk).update(used_on=THE_DAY)
    send(desk, noah, "take_out", absence=one.pk)
    page = desk.post(
        reverse("registers:earlier_school", args=[noah.pk]), {"do": "take_out", "absence": two.pk}
    ).content.decode()
    assert "A penalty notice has used the session" in page
    assert not PriorAbsence.objects.filter(pk=one.pk).exists()
    assert PriorAbsence.objects.filter(pk=two.pk).exists()
