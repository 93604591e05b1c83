"""A mark amended after the register: a reason is demanded and what stood before is kept."""

from datetime import time

import pytest
from django.urls import reverse

from registers.actions.amend import ChangedMeanwhile, NothingToAmend, ReasonMissing, amend_mark
from registers.amend_reasons import ERROR, PHONE
from registers.models import Mark, MarkHistory, PupilWeek
from registers.refusals import ArrivalImpossible, ArrivalNeeded, CodeNotValid, DetailMissing, NoSessionThatDay
from tests.cast import sign_in
from tests.factories import THE_DAY, at, mark

LATER = at("10:30")


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def absent(aisha, teacher):
    return mark(aisha, "N", by=teacher)


def amend(pupil, code, by, reason=PHONE, base_rev=1, **more):
    return amend_mark(
        pupil=pupil,
        day=THE_DAY,
        session="AM",
        code=code,
        reason=reason,
        base_rev=base_rev,
        by=by,
        at=LATER,
        **more,
    )


def address(pupil, page="amend_mark"):
    return reverse(f"registers:{page}", args=[pupil.pk, THE_DAY, "AM"])


def test_the_earlier_entry_is_kept_with_the_five_parts(absent, aisha, office):
    amend(aisha, "I", office, note="tummy bug")

    now, before = Mark.objects.get(pupil=aisha), MarkHistory.objects.get(pupil=aisha)
    assert (now.code, now.rev, now.reason, now.name, now.position, now.at, now.note) == (
        "I",
        2,
        PHONE,
        "Joan Wright",
        "School office",
        LATER,
        "tummy bug",
    )
    assert (before.code, before.rev, before.name) == ("N", 1, "Meera Patel")


def test_a_mark_that_stands_is_not_changed_without_a_reason(absent, aisha, office):
    with pytest.raises(ReasonMissing):
        amend(aisha, "I", office, reason="  ")
    assert Mark.objects.get(pupil=aisha).code == "N"


def test_a_first_mark_needs_no_reason(aisha, office):
    amend(aisha, "I", office, reason="", base_rev=0)
    assert Mark.objects.get(pupil=aisha).code == "I"


def test_a_mark_that_somebody_changed_meanwhile_is_shown_and_not_overwritten(absent, aisha, office, head):
    amend(aisha, "M", head)

    with pytest.raises(ChangedMeanwhile) as refused:
        amend(aisha, "I", office)
    assert refused.value.words == "This mark has changed since you opened the page. Office marked M 10:30."


def test_amending_to_what_stands_already_files_nothing(absent, aisha, office):
    with pytest.raises(NothingToAmend):
        amend(aisha, "N", office)
    assert not MarkHistory.objects.exists()


@pytest.mark.parametrize(("arrived", "code", "minutes"), [(time(8, 54, 59), "L", 9), (time(8, 55), "U", 10)])
def test_late_codes_follow_the_stated_time_of_arrival(absent, aisha, office, arrived, code, minutes):
    amend(aisha, "L", office, arrived=arrived)

    now = Mark.objects.get(pupil=aisha)
    assert (now.code, now.minutes_late, now.arrived_at) == (code, minutes, arrived)


def test_late_without_a_time_asks_when(absent, aisha, office):
    with pytest.raises(ArrivalNeeded):
        amend(aisha, "U", office)


def test_nobody_arrives_after_the_session(absent, aisha, office):
    with pytest.raises(ArrivalImpossible):
        amend(aisha, "U", office, arrived=time(12, 30))


def test_the_nature_of_provision_is_recorded_with_k(absent, aisha, office):
    with pytest.raises(DetailMissing):
        amend(aisha, "K", office)
    amend(aisha, "K", office, note="hospital school")
    assert Mark.objects.get(pupil=aisha).note == "hospital school"


def test_an_old_code_is_refused_with_the_one_to_use(absent, aisha, office):
    with pytest.raises(CodeNotValid) as refused:
        amend(aisha, "H", office)
    assert (
        refused.value.words
        == "H ended on 18 August 2024. Use C for leave in exceptional circumstances, or G."
    )


def test_a_day_without_a_session_is_refused_by_its_name(aisha, office):
    with pytest.raises(NoSessionThatDay) as refused:
        amend_mark(
            pupil=aisha,
            day=THE_DAY.replace(month=10, day=27),
            session="AM",
            code="I",
            reason="",
            base_rev=0,
            by=office,
            at=LATER,
        )
    assert "Half term" in refused.value.words


def test_a_cleared_mark_counts_nowhere_and_is_kept(absent, aisha, office):
    amend(aisha, "", office, reason=ERROR)

    week = PupilWeek.objects.get(pupil=aisha)
    assert (Mark.objects.get(pupil=aisha).code, week.possible, week.unauthorised) == ("", 0, 0)
    assert MarkHistory.objects.get(pupil=aisha).code == "N"


def test_the_office_amends_on_the_page_and_sees_the_history(client, absent, aisha, office, set_clock):
    set_clock("10:30")
    sign_in(client, office)
    answer = client.post(address(aisha), {"code": "I", "standard": PHONE, "note": "cold", "base_rev": 1})

    assert answer.url == address(aisha, "mark_history")
    page = client.get(answer.url).content.decode()
    assert [word in page for word in ["Illness", "No reason yet", PHONE, "Joan Wright, School office"]] == [
        True
    ] * 4


def test_the_page_says_what_is_missing_and_changes_nothing(client, absent, aisha, office, set_clock):
    set_clock("10:30")
    page = sign_in(client, office).post(address(aisha), {"code": "I", "base_rev": 1}).content.decode()

    assert "Say why the mark changes." in page
    assert Mark.objects.get(pupil=aisha).code == "N"


def test_a_teacher_sees_the_history_of_their_own_pupil_and_may_not_amend(
    client, absent, aisha, teacher, on_the_day
):
    sign_in(client, teacher)
    assert client.get(address(aisha, "mark_history")).status_code == 200
    assert client.get(address(aisha)).status_code == 403


def test_pupils_of_another_school_are_not_there(client, absent, aisha, other_school, on_the_day):
    from tests.cast import person

    stranger = person(other_school, "office", "Una Stranger")
    sign_in(client, stranger)
    assert [client.get(address(aisha, page)).status_code for page in ["amend_mark", "mark_history"]] == [
        404,
        404,
    ]


def test_n_marks_to_settle_are_listed_with_the_way_to_settle_them(client, absent, aisha, office, on_the_day):
    page = sign_in(client, office).get(reverse("registers:unsettled")).content.decode()

    assert "1 mark to settle" in page
    assert f"{address(aisha)}?next=/unsettled/" in page


def test_with_nothing_to_settle_the_page_says_so(client, office, on_the_day):
    page = sign_in(client, office).get(reverse("registers:unsettled")).content.decode()
    assert "Every absence has its reason" in page
