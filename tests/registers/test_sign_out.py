"""Leaving early and coming back: the morning stays, the afternoon is planned, undo puts everything back."""

import uuid
from datetime import time

import pytest
from django.urls import reverse

from registers.actions.sign_out import sign_back_in, sign_out
from registers.actions.undo_movement import undo_movement
from registers.desk_refusals import AlreadySignedOut, DayOver, NotHere, NothingToUndo, NotSignedOut
from registers.models import Mark, Movement, PlannedMark
from registers.pupils_today import pupils_today
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark


@pytest.fixture
def here(pupils, teacher):
    """Aisha, present this morning."""
    mark(pupils[2], "/", by=teacher)
    return pupils[2]


def leave(*pupils, office, when="10:30", code="M", **more):
    more = {"reason": "Medical appointment", "with_whom": "Mother", "by": office, "at": at(when), **more}
    return sign_out(pupils=list(pupils), left_at=at(when), code=code, **more)


def come_back(*pupils, office, when):
    return sign_back_in(pupils=list(pupils), back_at=at(when), by=office, at=at(when))


def marks():
    return {(each.session, each.code) for each in Mark.objects.exclude(code="")}


def plans():
    return list(
        PlannedMark.objects.filter(withdrawn_at__isnull=True).values_list("code", "halves", "note", "source")
    )


def standing(pupil, by, now):
    known = pupils_today(school=pupil.school, pupils=[pupil.pk], day=THE_DAY, by=by)
    return known[pupil.pk].place(time.fromisoformat(now)).standing.value


def test_the_morning_stays_and_the_afternoon_is_planned_from_the_reason(here, office):
    leave(here, office=office)
    assert marks() == {("AM", "/")}
    assert plans() == [("M", "0001000000", "left at 10:30, medical appointment", "sign-out")]


def test_the_fire_roll_changes_at_once(here, office):
    leave(here, office=office)
    assert (standing(here, office, "10:29"), standing(here, office, "10:30")) == ("on_site", "signed_out")


def test_the_movement_says_with_whom_and_when_back(here, office):
    leave(here, office=office, back_by=time(11, 30))
    movement = Movement.objects.get()
    assert (movement.kind, movement.with_whom, movement.back_by) == ("out", "Mother", time(11, 30))


def test_a_pupil_back_before_the_afternoon_needs_no_plan(here, office):
    leave(here, office=office, back_by=time(13, 0))
    assert plans() == []


def test_after_another_reason_the_afternoon_register_decides(here, office):
    leave(here, office=office, code="", reason="Family matter")
    assert plans() == []


def test_leaving_in_the_afternoon_changes_no_mark(here, office, teacher):
    mark(here, "\\", session="PM", by=teacher)
    leave(here, office=office, when="14:00")
    assert (marks(), plans()) == ({("AM", "/"), ("PM", "\\")}, [])


def test_back_in_the_same_session_the_mark_stays_and_the_plan_falls_away(here, office):
    leave(here, office=office)
    come_back(here, office=office, when="11:40")
    assert (marks(), plans()) == ({("AM", "/")}, [])
    assert standing(here, office, "11:45") == "on_site"


def test_back_after_the_afternoon_began_the_planned_code_becomes_the_mark(here, office):
    leave(here, office=office)
    come_back(here, office=office, when="14:05")
    assert (marks(), plans()) == ({("AM", "/"), ("PM", "M")}, [])
    assert Mark.objects.get(session="PM").arrived_at == time(14, 5)


def test_back_after_the_close_without_a_reason_is_late_after_close(here, office, teacher):
    leave(here, office=office, code="", reason="Family matter")
    mark(here, "N", session="PM", by=teacher)
    come_back(here, office=office, when="14:05")
    assert marks() == {("AM", "/"), ("PM", "U")}
    assert Mark.objects.get(session="PM").reason == "came back to school"


def test_back_while_the_afternoon_register_is_open_is_late(here, office):
    leave(here, office=office)
    come_back(here, office=office, when="13:16")
    assert marks() == {("AM", "/"), ("PM", "L")}


def test_who_is_not_here_cannot_leave(pupils, office, teacher):
    mark(pupils[0], "N", by=teacher)
    with pytest.raises(NotHere, match="marked N today"):
        leave(pupils[0], office=office)


def test_nobody_leaves_twice_or_after_the_day(here, office):
    leave(here, office=office)
    with pytest.raises(AlreadySignedOut, match="signed out at 10:30"):
        leave(here, office=office, when="10:45")
    with pytest.raises(DayOver):
        leave(here, office=office, when="16:00")


def test_only_who_was_signed_out_comes_back(here, office):
    with pytest.raises(NotSignedOut, match="has not been signed out"):
        come_back(here, office=office, when="11:00")
    leave(here, office=office)
    with pytest.raises(NotSignedOut, match="left at 10:30, later than that"):
        sign_back_in(pupils=[here], back_at=at("10:00"), by=office, at=at("11:00"))


def test_undo_of_leaving_withdraws_the_plan(here, office):
    (movement,) = leave(here, office=office)
    undo_movement(movement=movement, by=office, at=at("10:32"))
    assert plans() == []
    assert standing(here, office, "10:40") == "on_site"


def test_undo_of_a_return_sets_the_mark_and_the_plan_back(here, office):
    (out,) = leave(here, office=office)
    (back,) = come_back(here, office=office, when="14:05")
    with pytest.raises(NothingToUndo, match="newer entry: back in at 14:05"):
        undo_movement(movement=out, by=office, at=at("14:06"))
    undo_movement(movement=back.movement, by=office, at=at("14:07"))
    assert (marks(), [plan[0] for plan in plans()]) == ({("AM", "/")}, ["M"])
    assert standing(here, office, "14:10") == "signed_out"


@pytest.fixture
def desk(client, office, set_clock):
    set_clock("10:30:10")
    return sign_in(client, office)


def test_the_page_signs_out_and_back(desk, here, set_clock):
    CareFactory(pupil=here, contact=ContactFactory(school=here.school, name="Amina Khan"))
    values = {"op": str(uuid.uuid4()), "pupil": here.pk, "reason": "1", "with_whom": "adult0"}
    page = desk.post(reverse("registers:sign_out"), values, follow=True).content.decode()
    assert "Felt ill. Amina Khan, mother." in " ".join(page.replace("</span>", "").split())
    set_clock("11:00:10")
    waiting = desk.get(reverse("registers:sign_back_in"))
    assert [card.name for card in waiting.context["matches"]] == ["Aisha Khan"]
    back = {"op": str(uuid.uuid4()), "pupil": here.pk, "with_whom": "alone"}
    assert desk.post(reverse("registers:sign_back_in"), back).status_code == 302
    assert list(Movement.objects.in_order().values_list("kind", "with_whom")) == [
        ("out", "Amina Khan, mother"), ("back", "Came alone"),
    ]  # fmt: skip


def test_nobody_out_is_said(desk):
    assert "Nobody is signed out now." in desk.get(reverse("registers:sign_back_in")).content.decode()


def test_a_contact_limit_is_shown_beside_the_adult(desk, here):
    from registers.models import ContactLimit

    care = CareFactory(
        pupil=here, contact=ContactFactory(school=here.school, name="Adam Khan"), relationship="Father"
    )
    ContactLimit.objects.create(school=here.school, care=care, scope="no_access", first_day=THE_DAY)
    page = desk.get(reverse("registers:sign_out"), {"pupil": here.pk}).content.decode()
    assert "Adam Khan, father (contact limit: ask the safeguarding lead)" in page
