"""Pupils who come late: found by letters, signed in by the clock, undone with history."""

import uuid
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers import codes
from registers.actions.late_desk import sign_in_late
from registers.actions.sign_out import sign_out
from registers.actions.undo_movement import undo_movement
from registers.desk_refusals import (
    AlreadyPresent,
    AlreadySignedIn,
    AlreadySignedOut,
    DayOver,
    NothingToUndo,
    NotLateYet,
    SomeRefused,
)
from registers.message_causes import absence_of
from registers.models import Mark, MarkHistory, Message, Movement
from registers.refusals import ArrivalImpossible, NoSessionThatDay, NotOnRoll
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    CareFactory,
    ContactFactory,
    PlannedMarkFactory,
    PupilFactory,
    at,
    mark,
)


@pytest.fixture
def aisha(pupils):
    return pupils[2]


def arrive(*pupils, office, when="08:52", reason="Overslept", **more):
    more = {"brought_by": "Mother", "by": office, "at": at("09:30") if when <= "09:30" else at(when), **more}
    return sign_in_late(pupils=list(pupils), arrived_at=at(when), reason=reason, **more)


def mark_of(pupil, session="AM"):
    return Mark.objects.get(pupil=pupil, date=THE_DAY, session=session)


@pytest.mark.parametrize(
    ("when", "code", "minutes"),
    [("08:46", "L", 1), ("08:52", "L", 7), ("08:54", "L", 9), ("08:55", "U", 10), ("10:10", "U", 85)],
)
def test_the_clock_decides_late_or_late_after_close_and_the_minutes(aisha, office, when, code, minutes):
    arrive(aisha, office=office, when=when)
    made = mark_of(aisha)
    assert (made.code, made.minutes_late, made.arrived_at) == (code, minutes, time.fromisoformat(when))
    assert (made.source, made.note, made.name) == ("late_desk", "Overslept", "Joan Wright")


def test_a_late_pupil_turns_no_reason_yet_into_late_and_keeps_the_history(aisha, office, teacher):
    mark(aisha, "N", by=teacher)
    arrive(aisha, office=office)
    assert (mark_of(aisha).code, mark_of(aisha).reason, mark_of(aisha).rev) == ("L", "signed in late", 2)
    assert list(MarkHistory.objects.values_list("code", "name")) == [("N", "Meera Patel")]


def test_a_medical_appointment_makes_m_after_the_close_and_l_before_it(pupils, office):
    arrive(pupils[0], office=office, when="10:10", reason="Medical appointment", code=codes.APPOINTMENT)
    arrive(pupils[1], office=office, when="08:50", reason="Medical appointment", code=codes.APPOINTMENT)
    assert [mark_of(each).code for each in pupils[:2]] == ["M", "L"]


def test_a_code_planned_for_the_morning_stands_before_u(aisha, office):
    PlannedMarkFactory(pupil=aisha, code=codes.APPOINTMENT, note="dentist to 11:00")
    arrive(aisha, office=office, when="11:05", reason="Traffic")
    assert (mark_of(aisha).code, mark_of(aisha).arrived_at) == ("M", time(11, 5))


def test_the_movement_says_when_why_and_who_brought_them(aisha, office):
    (signed_in,) = arrive(aisha, office=office, note="waited at the gate")
    movement = Movement.objects.get(pk=signed_in.movement.pk)
    assert (movement.kind, movement.at, movement.reason) == (
        "in",
        at("08:52"),
        "Overslept. waited at the gate",
    )
    assert (movement.with_whom, movement.name, movement.position) == (
        "Mother",
        "Joan Wright",
        "School office",
    )


def test_several_pupils_are_signed_in_at_once(pupils, office):
    arrive(*pupils[:3], office=office)
    assert [mark_of(each).code for each in pupils[:3]] == ["L", "L", "L"]


def test_between_the_sessions_the_pupil_is_on_site_and_the_morning_stays(aisha, office, teacher):
    mark(aisha, "N", by=teacher)
    (signed_in,) = arrive(aisha, office=office, when="12:20")
    assert (mark_of(aisha).code, signed_in.coming.session) == ("N", "")
    assert Movement.objects.count() == 1


def test_in_the_afternoon_the_afternoon_is_marked(aisha, office):
    arrive(aisha, office=office, when="13:15")
    assert (mark_of(aisha, "PM").code, mark_of(aisha, "PM").minutes_late) == ("L", 5)


@pytest.mark.parametrize(("when", "refusal"), [("08:44", NotLateYet), ("15:15", DayOver), ("15:40", DayOver)])
def test_nobody_is_late_before_the_start_nor_after_the_last_session(aisha, office, when, refusal):
    with pytest.raises(refusal):
        arrive(aisha, office=office, when=when)


def test_a_time_to_come_is_refused(aisha, office):
    with pytest.raises(ArrivalImpossible, match="not 9:40 yet"):
        sign_in_late(
            pupils=[aisha], arrived_at=at("09:40"), reason="", brought_by="", by=office, at=at("09:30")
        )


def test_a_day_without_school_names_no_session(aisha, office):
    saturday = THE_DAY + timedelta(days=4)
    moment = at("09:00", saturday)
    with pytest.raises(NoSessionThatDay):
        sign_in_late(pupils=[aisha], arrived_at=moment, reason="", brought_by="", by=office, at=moment)


def test_a_pupil_off_the_roll_is_refused(school, group_3b, office):
    gone = PupilFactory(school=school, group=group_3b, roll__deleted_on=THE_DAY - timedelta(days=1))
    with pytest.raises(NotOnRoll):
        arrive(gone, office=office)


def test_a_pupil_marked_present_is_signed_in_only_when_insisted_on(aisha, office, teacher):
    mark(aisha, "/", by=teacher)
    with pytest.raises(AlreadyPresent, match="marked present this morning by Meera Patel"):
        arrive(aisha, office=office)
    arrive(aisha, office=office, insist=True)
    assert mark_of(aisha).code == "L"


def test_nobody_is_signed_in_twice(aisha, office):
    arrive(aisha, office=office)
    with pytest.raises(AlreadySignedIn, match=r"signed in at 8:52 \(L, 7 min\)"):
        arrive(aisha, office=office, when="09:10")


def test_a_pupil_who_was_signed_out_comes_back_instead(aisha, office, teacher):
    mark(aisha, "/", by=teacher)
    sign_out(pupils=[aisha], left_at=at("09:00"), reason="Felt ill", with_whom="", by=office, at=at("09:00"))
    with pytest.raises(AlreadySignedOut, match="signed out at 9:00"):
        arrive(aisha, office=office, when="09:20")


def test_where_one_of_several_is_refused_nobody_is_signed_in(pupils, office, teacher):
    mark(pupils[0], "/", by=teacher)
    mark(pupils[1], "/", by=teacher)
    with pytest.raises(SomeRefused) as refused:
        arrive(*pupils[:3], office=office)
    assert refused.value.words.count("is marked present") == 2
    assert (Movement.objects.count(), Mark.objects.filter(code="L").count()) == (0, 0)


def test_a_text_about_the_absence_that_has_not_gone_is_cancelled(aisha, pupils, office, school):
    contact = ContactFactory(school=school)
    for n, (pupil, state) in enumerate(
        [(aisha, "held"), (aisha, "queued"), (aisha, "sent"), (pupils[0], "held")]
    ):
        Message.objects.create(
            school=school,
            cause=f"{absence_of(pupil.pk, THE_DAY)}{n}",
            contact=contact,
            channel="text",
            body="absent",
            not_before=at("09:20"),
            state=state,
            made_at=at("09:18"),
            made_name="Joan Wright",
            changed_at=at("09:18"),
        )
    arrive(aisha, office=office)
    assert {m.cause[-1]: m.state for m in Message.objects.all()} == {
        "0": "cancelled", "1": "cancelled", "2": "sent", "3": "held",
    }  # fmt: skip


def test_undo_sets_the_earlier_mark_back_and_strikes_the_entry_out(aisha, office, teacher):
    mark(aisha, "N", by=teacher)
    (signed_in,) = arrive(aisha, office=office)
    undone = undo_movement(movement=signed_in.movement, by=office, at=at("09:31"))
    assert (mark_of(aisha).code, mark_of(aisha).minutes_late, mark_of(aisha).reason) == (
        "N",
        None,
        "late sign-in undone",
    )
    assert list(MarkHistory.objects.order_by("rev").values_list("code", flat=True)) == ["N", "L"]
    assert (undone.undone_at, undone.undone_name) == (at("09:31"), "Joan Wright")


def test_undo_of_a_first_mark_clears_it(aisha, office):
    (signed_in,) = arrive(aisha, office=office)
    undo_movement(movement=signed_in.movement, by=office, at=at("09:31"))
    assert (mark_of(aisha).code, mark_of(aisha).rev) == ("", 2)


def test_after_undo_the_pupil_can_be_signed_in_again(aisha, office):
    (signed_in,) = arrive(aisha, office=office)
    undo_movement(movement=signed_in.movement, by=office, at=at("09:31"))
    arrive(aisha, office=office, when="08:53")
    assert (mark_of(aisha).code, mark_of(aisha).minutes_late) == ("L", 8)


def test_nothing_is_undone_twice_nor_once_the_mark_was_changed(aisha, pupils, office):
    (first,) = arrive(aisha, office=office)
    undo_movement(movement=first.movement, by=office, at=at("09:31"))
    with pytest.raises(NothingToUndo, match="undone by Joan Wright already"):
        undo_movement(movement=first.movement, by=office, at=at("09:32"))
    (second,) = arrive(pupils[0], office=office)
    mark(pupils[0], "M", by=office, when=at("09:40"), reason="dentist's letter")
    with pytest.raises(NothingToUndo, match="changed since"):
        undo_movement(movement=second.movement, by=office, at=at("09:41"))
    assert mark_of(pupils[0]).code == "M"


# The page -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, office, set_clock):
    set_clock("08:57:10")
    return sign_in(client, office)


def post(client, *pupils, page="registers:late_desk", **values):
    values = {"op": str(uuid.uuid4()), "pupil": [pupil.pk for pupil in pupils], "reason": "2", **values}
    return client.post(reverse(page), values)


def found(client, letters):
    page = client.get(reverse("registers:late_desk"), {"q": letters})
    return [card.name for card in page.context["matches"]]


def test_two_letters_of_any_name_find_a_pupil(desk, pupils, group_3b, school):
    PupilFactory(school=school, group=group_3b, forename="Mary Ann", surname="O'Kane")
    assert found(desk, "ai") == ["Aisha Khan"]
    assert found(desk, "kh") == ["Aisha Khan"]
    assert found(desk, "an") == ["Mary Ann O'Kane"]
    assert found(desk, "ka") == ["Mary Ann O'Kane"]
    assert found(desk, "a") == []
    assert found(desk, "ma ok") == []
    assert found(desk, "(") == found(desk, "((((") == []


def test_pupils_not_here_come_before_those_who_are(desk, pupils, teacher, school, group_3b):
    PupilFactory(school=school, group=group_3b, forename="Aidan", surname="Zeller")
    mark(pupils[2], "/", by=teacher)
    assert found(desk, "ai") == ["Aidan Zeller", "Aisha Khan"]


def test_birth_dates_tell_namesakes_apart(desk, pupils, school, group_3b):
    PupilFactory(
        school=school, group=group_3b, forename="Aisha", surname="Khan", dob=THE_DAY.replace(year=2018)
    )
    page = desk.get(reverse("registers:late_desk"), {"q": "kh"}).content.decode()
    assert "born 24 Nov 2018" in page
    assert "born 14 Mar 2019" in page


def test_the_desk_shows_the_mark_and_what_home_said(desk, aisha, teacher, office):
    mark(aisha, "N", by=teacher)
    PlannedMarkFactory(pupil=aisha, code="I", status="reported", note="tummy bug")
    page = desk.get(reverse("registers:late_desk"), {"pupil": aisha.pk}).content.decode()
    assert "Meera Patel marked N 8:47" in page
    assert "reported by home, not accepted yet: I, tummy bug" in page
    assert "U, 12 min" in page


def test_siblings_are_offered_and_contacts_stand_in_calling_order(desk, pupils, school, group_3b):
    sister = PupilFactory(school=school, group=group_3b, forename="Sara", surname="Khan")
    mother, gran = (
        ContactFactory(school=school, name="Amina Khan"),
        ContactFactory(school=school, name="Nadia Aziz"),
    )
    CareFactory(pupil=pupils[2], contact=gran, relationship="Grandmother", priority=2)
    CareFactory(pupil=pupils[2], contact=mother, priority=1)
    CareFactory(pupil=sister, contact=mother, priority=1)
    page = desk.get(reverse("registers:late_desk"), {"pupil": pupils[2].pk})
    assert [card.name for card in page.context["siblings"]] == ["Sara Khan"]
    assert [words for _, words in page.context["form"].fields["with_whom"].choices] == [
        "Amina Khan, mother", "Nadia Aziz, grandmother", "Came alone", "Somebody else",
    ]  # fmt: skip


def test_signing_in_answers_with_the_mark_the_minutes_and_todays_list(desk, pupils):
    page = desk.get(post(desk, *pupils[:2]).url).content.decode()
    assert page.count("U, 12 min") == 4  # said once above, once in the list, for each
    assert "Late today: 2" in page


def test_one_operation_sent_twice_signs_in_once(desk, aisha):
    op = str(uuid.uuid4())
    first, second = post(desk, aisha, op=op), post(desk, aisha, op=op)
    assert first.url == second.url
    assert Movement.objects.count() == 1


def test_a_reason_must_be_chosen_and_other_needs_words(desk, aisha):
    assert "Choose a reason" in post(desk, aisha, reason="").content.decode()
    assert "Write the reason." in post(desk, aisha, reason="5").content.decode()
    post(desk, aisha, reason="5", reason_text="Flooded road")
    assert Movement.objects.get().reason == "Flooded road"


def test_another_time_or_code_needs_a_note(desk, aisha):
    assert post(desk, aisha, arrived="08:50").status_code == 422
    post(desk, aisha, arrived="08:50", note="queue at the hatch")
    assert (mark_of(aisha).code, mark_of(aisha).note) == ("L", "Traffic. queue at the hatch")


def test_a_pupil_marked_present_is_asked_about_first(desk, aisha, teacher):
    mark(aisha, "/", by=teacher)
    refused = post(desk, aisha)
    assert refused.status_code == 422
    assert "is marked present this morning by Meera Patel" in refused.content.decode()
    assert post(desk, aisha, insist="on").status_code == 302
    assert mark_of(aisha).code == "U"


def test_without_a_pupil_the_desk_says_what_to_do(desk, pupils):
    assert "Choose a pupil first" in post(desk).content.decode()


def test_undo_on_the_page(desk, aisha):
    post(desk, aisha)
    page = desk.post(reverse("registers:undo_movement"), {"entry": Movement.objects.get().pk}, follow=True)
    assert "Aisha Khan: signed in late is undone." in page.content.decode()
    assert mark_of(aisha).code == ""


def test_a_slip_says_who_when_and_the_mark(desk, aisha):
    post(desk, aisha)
    page = desk.get(reverse("registers:late_slip"), {"entry": Movement.objects.get().pk}).content.decode()
    assert "Aisha Khan" in page
    assert "<strong>U</strong> (12 minutes)" in page
    assert "No slip to print" in desk.get(reverse("registers:late_slip"), {"entry": 0}).content.decode()


def test_pupils_of_another_school_are_not_found_nor_signed_in_nor_undone(desk, other_school, aisha):
    stranger = PupilFactory(school=other_school, forename="Aiden", surname="Stone")
    assert found(desk, "ai") == ["Aisha Khan"]
    assert post(desk, stranger).status_code == 422
    assert Movement.objects.count() == 0
    assert desk.post(reverse("registers:undo_movement"), {"entry": 99}).status_code == 404
    assert desk.post(reverse("registers:undo_movement"), {"entry": "x"}).status_code == 404


def test_teachers_and_governors_do_not_sign_pupils_in(client, teacher, governor, on_the_day):
    for post_worn in (teacher, governor):
        assert sign_in(client, post_worn).get(reverse("registers:late_desk")).status_code == 403


def test_on_a_day_without_school_the_desk_says_so(client, office, aisha, set_clock):
    set_clock("2026-11-28T09:00")
    page = post(sign_in(client, office), aisha)
    assert "There is no session today." in page.content.decode()


def statements(client, address, data):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address, data).status_code == 200
    return len(queries)


def test_statements_do_not_grow_with_the_pupils(desk, pupils, office, school):
    contact = ContactFactory(school=school)
    for pupil in pupils:
        CareFactory(pupil=pupil, contact=contact)
    address = reverse("registers:late_desk")
    desk.get(address)
    arrive(pupils[5], office=office)
    one = statements(desk, address, {"pupil": [pupils[0].pk], "q": "ai"})
    arrive(pupils[3], pupils[4], office=office)
    three = statements(desk, address, {"pupil": [each.pk for each in pupils[:3]], "q": "ar"})
    assert one == three
    counts = []
    for group in (pupils[:1], pupils[1:3]):
        with CaptureQueriesContext(connection) as queries:
            arrive(*group, office=office, when="09:05")
        counts.append(len(queries))
    assert counts[0] == counts[1]
