"""Reminders: given by the office, shown on the teacher's own page, gone when the register is complete."""

import pytest
from django.urls import reverse

from registers.actions.messages import NobodyToRemind, RegisterComplete, cancel_reminders, remind_teachers
from registers.actions.register_day import complete_register
from registers.models import Message, Register
from tests.cast import sign_in
from tests.factories import CoverFactory, GroupFactory, PostFactory, RegisterFactory, at, mark

WORDS = "Please complete the morning register of 3B. Joan Wright, School office, 9:00."


@pytest.fixture
def register(group_3b):
    return RegisterFactory(group=group_3b)


def states():
    return [
        (m.cause.split("/", 2)[2], m.post.user.name, m.state)
        for m in Message.objects.order_by("made_at", "pk")
    ]


def test_a_reminder_is_a_message_on_the_teachers_page(register, teacher, office):
    remind_teachers(registers=[register], by=office, at=at("09:00"))

    (message,) = Message.objects.all()
    assert (message.cause, message.post, message.channel, message.state, message.body, message.link) == (
        f"register/{register.pk}/reminder/1",
        teacher,
        "page",
        "queued",
        WORDS,
        f"/registers/{register.group_id}/2026-11-24/am/",
    )


def test_everybody_who_takes_the_class_that_day_is_reminded(register, teacher, office):
    CoverFactory(group=register.group, post__user__name="Ivy Marsh", post__school=register.school)
    PostFactory(
        school=register.school,
        user__name="Ended Long Ago",
        teaches=register.group,
        last_day=at("09:00").date().replace(day=1),
    )

    remind_teachers(registers=[register], by=office, at=at("09:00"))

    assert sorted(states()) == [
        ("reminder/1", "Ivy Marsh", "queued"),
        ("reminder/1", "Meera Patel", "queued"),
    ]


def test_nobody_is_reminded_again_before_having_seen_the_first(register, teacher, office):
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    again = remind_teachers(registers=[register], by=office, at=at("09:05"))
    assert ([m.pk for m in again.messages], again.unseen) == ([], [register])

    Message.objects.update(state="delivered")
    remind_teachers(registers=[register], by=office, at=at("09:10"))
    assert states() == [("reminder/1", "Meera Patel", "delivered"), ("reminder/2", "Meera Patel", "queued")]


def test_reminding_all_names_the_classes_that_nobody_takes(register, teacher, office):
    other = RegisterFactory(group=GroupFactory(school=register.school, name="5C"))
    reminded = remind_teachers(registers=[register, other], by=office, at=at("09:00"))

    assert (len(reminded.messages), reminded.without_teacher) == (1, [other])


def test_a_class_without_a_teacher_is_refused_with_who_can_fix_it(register, office):
    with pytest.raises(NobodyToRemind, match=r"Nobody takes 3B today.*one-day pass"):
        remind_teachers(registers=[register], by=office, at=at("09:00"))


def test_a_complete_register_needs_no_reminder(register, teacher, office):
    Register.objects.update(taken_at=at("08:50"), taken_by=teacher, taken_name="Meera Patel")

    with pytest.raises(RegisterComplete, match="3B is complete"):
        remind_teachers(registers=[register], by=office, at=at("09:00"))


def test_a_register_of_another_school_is_not_touched(register, teacher, office, other_school):
    theirs = RegisterFactory(group=GroupFactory(school=other_school, name="9Z"))
    remind_teachers(registers=[register, theirs], by=office, at=at("09:00"))

    assert set(Message.objects.values_list("school", flat=True)) == {register.school_id}


def test_complete_takes_back_a_reminder_that_nobody_has_seen(register, teacher, office, pupils):
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    for pupil in pupils:
        mark(pupil, "/", by=teacher)
    complete_register(register=register, by=teacher, at=at("09:01"))

    assert states() == [("reminder/1", "Meera Patel", "cancelled")]


def test_only_the_reminders_of_that_register_are_taken_back(register, teacher, office, school):
    other = RegisterFactory(group=GroupFactory(school=school, name="5C"))
    PostFactory(school=school, user__name="Ian Day", teaches=other.group)
    remind_teachers(registers=[register, other], by=office, at=at("09:00"))
    cancel_reminders(registers=[other], at=at("09:01"))

    assert sorted(states()) == [
        ("reminder/1", "Ian Day", "cancelled"),
        ("reminder/1", "Meera Patel", "queued"),
    ]


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_office_reminds_from_the_list_also_where_no_row_was_opened(
    client, office, teacher, group_3b, set_clock
):
    set_clock("09:00:10")
    page = sign_in(client, office).post(
        reverse("registers:missing_registers"), {"register": f"{group_3b.pk}-AM"}, follow=True
    )

    assert "1 person has a reminder on their page now." in page.content.decode()
    assert "9:00, not seen yet" in page.content.decode()
    assert [state[1:] for state in states()] == [("Meera Patel", "queued")]


def test_remind_all_reminds_every_class(client, office, teacher, group_3b, school, set_clock):
    other = GroupFactory(school=school, name="5C", pupils=2)
    PostFactory(school=school, user__name="Ian Day", teaches=other)
    set_clock("09:00:10")
    sign_in(client, office).post(reverse("registers:missing_registers"), {"register": "all"})

    assert sorted(state[1] for state in states()) == ["Ian Day", "Meera Patel"]


def test_a_register_that_is_complete_meanwhile_is_said_so(client, office, group_3b, set_clock):
    set_clock("09:00:10")
    page = sign_in(client, office).post(
        reverse("registers:missing_registers"), {"register": "77-AM"}, follow=True
    )

    assert "complete by now" in page.content.decode()


def test_the_teacher_sees_it_on_every_page_until_the_register_is_complete(
    client, register, teacher, office, set_clock
):
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    set_clock("09:02:10")
    sign_in(client, teacher)
    for url in (reverse("home"), reverse("registers:registers")):
        page = client.get(url).content.decode()
        assert WORDS in page
        assert reverse("registers:take_register", args=[register.group_id, register.date, "AM"]) in page
    (message,) = Message.objects.all()
    assert (message.state, f"{message.changed_at.astimezone(at('09:00').tzinfo):%H:%M}") == (
        "delivered",
        "09:02",
    )

    Register.objects.update(taken_at=at("09:03"), taken_by=teacher, taken_name="Meera Patel")
    assert WORDS not in client.get(reverse("home")).content.decode()


def test_nobody_else_sees_it(client, register, teacher, office, school, set_clock):
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    set_clock("09:02")
    colleague = PostFactory(school=school, user__name="Ian Day")

    for post in (colleague, office):
        assert WORDS not in sign_in(client, post).get(reverse("home")).content.decode()
    assert states() == [("reminder/1", "Meera Patel", "queued")]


def test_tomorrow_it_is_gone(client, register, teacher, office, set_clock):
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    set_clock("2026-11-25T08:50")

    assert WORDS not in sign_in(client, teacher).get(reverse("home")).content.decode()


def test_the_newest_of_several_reminders_is_shown_once(client, register, teacher, office, set_clock):
    remind_teachers(registers=[register], by=office, at=at("08:57"))
    Message.objects.update(state="delivered")
    remind_teachers(registers=[register], by=office, at=at("09:00"))
    set_clock("09:02")

    assert sign_in(client, teacher).get(reverse("home")).content.decode().count("Please complete") == 1
