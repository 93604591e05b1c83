"""The register page as a plain form: what it saves, what it asks, and what it refuses with the reason."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from registers.models import Mark, Register, SavedOperation
from tests.cast import person, sign_in
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    at,
    make_school_days,
    mark,
)

pytestmark = pytest.mark.usefixtures("on_the_day")


def url_of(group, session="AM", day=THE_DAY, name="take_register"):
    return reverse(f"registers:{name}", args=[group.pk, day, session])


def fields_of(answer):
    """What the form holds as it was drawn: every input by name."""
    html = answer.content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "disabled" not in tag:
            fields[name[1]] = value[1].replace("&#x27;", "'") if value else ""
    return fields


def codes_of(group, session="AM"):
    marks = Mark.objects.filter(pupil__memberships__group=group, date=THE_DAY, session=session)
    return dict(marks.values_list("pupil__forename", "code"))


@pytest.fixture
def at_the_desk(client, teacher, group_3b):
    return sign_in(client, teacher)


@pytest.fixture
def page(at_the_desk, group_3b):
    return at_the_desk.get(url_of(group_3b))


@pytest.fixture
def send(at_the_desk, group_3b, page):
    """Posts the form as drawn, with some fields changed."""

    def post(name="take_register", **changes):
        return at_the_desk.post(
            url_of(group_3b, name=name),
            fields_of(page) | {key.replace("_", "-"): v for key, v in changes.items()},
        )

    return post


def test_every_pupil_has_a_box_named_for_screen_readers(page):
    labels = re.findall(r'aria-label="(AM mark, [^"]*)"', page.content.decode())
    assert labels == [f"AM mark, {name}" for name in
                      ["Ben Archer", "Chloe Dean", "Aisha Khan", "Zara Malik", "Noah Price", "Oscar Reid"]]  # fmt: skip


def test_what_was_typed_is_saved_and_the_page_shows_who_did_it(send, at_the_desk, group_3b, pupils):
    ben, chloe, aisha = pupils[:3]

    answer = send(
        **{f"code_{ben.pk}": "/", f"code_{chloe.pk}": "n", f"code_{aisha.pk}": "L", f"minutes_{aisha.pk}": 3}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, url_of(group_3b))
    assert codes_of(group_3b) == {"Ben": "/", "Chloe": "N", "Aisha": "L"}
    assert Mark.objects.get(pupil=aisha).minutes_late == 3
    again = at_the_desk.get(url_of(group_3b)).content.decode()
    assert again.count("Meera Patel 8:5") == 4  # three rows and the last change
    assert "3 marks saved." in again


def test_the_same_form_sent_twice_is_saved_once(send, pupils):
    sent = {f"code_{pupils[0].pk}": "N"}
    send(**sent)
    send(**sent)

    assert SavedOperation.objects.count() == 1


def test_a_button_of_a_row_saves_that_mark_and_what_was_typed(send, group_3b, pupils):
    send(set=f"{pupils[1].pk}:L", **{f"code_{pupils[0].pk}": "/"})

    assert codes_of(group_3b) == {"Ben": "/", "Chloe": "L"}


def test_blanks_are_marked_present_and_plans_and_marks_are_left_alone(
    client, teacher, office, group_3b, pupils
):
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[0], by=office)
    mark(pupils[1], "I", by=office)
    client = sign_in(client, teacher)
    drawn = client.get(url_of(group_3b))

    client.post(url_of(group_3b), fields_of(drawn) | {"do": "present"})

    assert codes_of(group_3b) == {"Chloe": "I", "Aisha": "/", "Zara": "/", "Noah": "/", "Oscar": "/"}


def test_the_afternoon_copies_the_morning_but_not_who_was_late_or_away(
    client, teacher, office, group_3b, pupils, school, set_clock
):
    school.copy_morning = True
    school.save()
    for pupil, code in zip(pupils, ["/", "N", "L", "M", "/", "/"], strict=True):
        mark(pupil, code, by=office)
    set_clock("13:12")
    client = sign_in(client, teacher)
    drawn = client.get(url_of(group_3b, "PM"))
    assert "Copy from this morning" in drawn.content.decode()

    client.post(url_of(group_3b, "PM"), fields_of(drawn) | {"do": "copy"})

    assert codes_of(group_3b, "PM") == {"Ben": "\\", "Noah": "\\", "Oscar": "\\"}


def test_a_mark_made_meanwhile_is_not_overwritten_but_asked_about(send, office, group_3b, pupils):
    ben, chloe = pupils[:2]
    mark(ben, "L", by=office, source="late_desk", minutes_late=4, when=at("08:49"))

    answer = send(**{f"code_{ben.pk}": "N", f"code_{chloe.pk}": "/"})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Office marked L 8:49 (4 min)." in html
    assert f'name="insist" value="{ben.pk}:N">Use N' in html
    assert codes_of(group_3b) == {"Ben": "L", "Chloe": "/"}


def test_insisting_uses_mine_and_keeping_leaves_theirs(at_the_desk, send, office, group_3b, pupils):
    ben, chloe = pupils[:2]
    for pupil in (ben, chloe):
        mark(pupil, "L", by=office, source="late_desk", minutes_late=4)
    asked = send(**{f"code_{ben.pk}": "/", f"code_{chloe.pk}": "/"})

    again = at_the_desk.post(url_of(group_3b), fields_of(asked) | {"insist": f"{ben.pk}:/"})
    at_the_desk.post(url_of(group_3b), fields_of(again) | {"keep": str(chloe.pk)})

    assert codes_of(group_3b) == {"Ben": "/", "Chloe": "L"}


def test_a_plan_is_overwritten_only_when_the_person_says_so(client, teacher, office, group_3b, pupils):
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[4], by=office, note="dentist to 11:00")
    client = sign_in(client, teacher)
    drawn = client.get(url_of(group_3b))

    asked = client.post(url_of(group_3b), fields_of(drawn) | {f"code-{pupils[4].pk}": "/"})

    assert asked.status_code == 409
    assert "Noah is down as M, dentist to 11:00. Press again to mark present." in asked.content.decode()
    assert codes_of(group_3b) == {}
    client.post(url_of(group_3b), fields_of(asked) | {"insist": f"{pupils[4].pk}:/"})
    assert codes_of(group_3b) == {"Noah": "/"}


def test_one_refused_mark_refuses_the_whole_and_keeps_what_was_typed(send, group_3b, pupils):
    ben, chloe = pupils[:2]

    answer = send(**{f"code_{ben.pk}": "H", f"code_{chloe.pk}": "/"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "H ended on 18 August 2024. Use C for leave in exceptional circumstances, or G." in html
    assert (fields_of(answer)[f"code-{ben.pk}"], fields_of(answer)[f"code-{chloe.pk}"]) == ("H", "/")
    assert codes_of(group_3b) == {}


def test_a_code_of_the_office_is_refused_to_a_teacher_with_who_can_give_it(send, pupils):
    answer = send(**{f"code_{pupils[0].pk}": "I"})

    assert "Only the office may give I." in answer.content.decode()
    assert "The office can give that code." in answer.content.decode()


def test_changing_a_mark_after_the_close_asks_for_the_reason(client, teacher, group_3b, pupils, set_clock):
    mark(pupils[0], "N", by=teacher)
    set_clock("09:30")
    client = sign_in(client, teacher)
    drawn = client.get(url_of(group_3b))

    asked = client.post(url_of(group_3b), fields_of(drawn) | {f"code-{pupils[0].pk}": "/"})
    assert asked.status_code == 422
    assert f'name="reason-{pupils[0].pk}"' in asked.content.decode()
    client.post(url_of(group_3b), fields_of(asked) | {f"reason-{pupils[0].pk}": "Was in the library"})

    assert codes_of(group_3b) == {"Ben": "/"}
    assert Mark.objects.get(pupil=pupils[0]).reason == "Was in the library"


@pytest.mark.parametrize("box", ["code", "minutes", "seen"])
def test_nonsense_in_a_box_is_said_beside_it_and_nothing_is_saved(send, group_3b, pupils, box):
    answer = send(**{f"{box}_{pupils[0].pk}": "nonsense", f"code_{pupils[1].pk}": "/"})

    assert answer.status_code == 422
    assert codes_of(group_3b) == {}


def test_a_page_without_its_number_is_drawn_again(at_the_desk, group_3b, pupils):
    answer = at_the_desk.post(url_of(group_3b), {f"code-{pupils[0].pk}": "/"})

    assert answer.status_code == 422
    assert "This page was not complete" in answer.content.decode()


# --- completing ---------------------------------------------------------------------------------------------


def test_completing_saves_what_is_typed_and_makes_marks_of_plans(client, teacher, office, group_3b, pupils):
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[0], by=office)
    client = sign_in(client, teacher)
    fields = fields_of(client.get(url_of(group_3b)))

    client.post(
        url_of(group_3b, name="complete_register"),
        fields | {f"code-{pupil.pk}": "/" for pupil in pupils[1:]},
    )

    assert codes_of(group_3b) == {
        "Ben": "M",
        "Chloe": "/",
        "Aisha": "/",
        "Zara": "/",
        "Noah": "/",
        "Oscar": "/",
    }
    register = Register.objects.get(group=group_3b, session="AM")
    assert register.taken_name == "Meera Patel"
    assert "Completed 8:5" in client.get(url_of(group_3b)).content.decode()


def test_a_register_with_a_blank_is_not_completed_and_names_the_pupil(send, group_3b, pupils):
    answer = send("complete_register", **{f"code_{pupil.pk}": "/" for pupil in pupils[:5]})

    assert answer.status_code == 422
    assert "Oscar Reid has no mark yet." in answer.content.decode()
    assert not Register.objects.filter(taken_at__isnull=False).exists()
    assert len(codes_of(group_3b)) == 5


# --- refused ------------------------------------------------------------------------------------------------


def test_a_session_that_has_not_started_is_shown_and_refused(at_the_desk, group_3b, pupils):
    drawn = at_the_desk.get(url_of(group_3b, "PM"))
    answer = at_the_desk.post(url_of(group_3b, "PM"), {f"code-{pupils[0].pk}": "\\"})

    for page in (drawn, answer):
        html = page.content.decode()
        assert (
            "The afternoon of Tuesday 24 November 2026 has not started: registration is from 13:10." in html
        )
        assert "The office can plan an absence that is known already." in html
    assert (drawn.status_code, answer.status_code) == (200, 422)
    assert Mark.objects.count() == 0


def test_a_day_without_a_session_names_the_closure_and_who_can_change_it(at_the_desk, group_3b):
    html = at_the_desk.get(url_of(group_3b, day=THE_DAY + timedelta(days=3))).content.decode()

    assert "There is no session in the morning of Friday 27 November 2026: INSET day." in html
    assert "can change the calendar." in html


def test_a_class_that_is_closed_shows_nobody(at_the_desk, group_3b, school):
    ClosureFactory(school=school, first_day=THE_DAY, classes=["3B"], note="Burst pipe", kind="planned")
    make_school_days(school)

    html = at_the_desk.get(url_of(group_3b)).content.decode()

    assert "Burst pipe" in html
    assert 'aria-label="AM mark' not in html


def test_a_teachers_yesterday_is_shown_and_refused(at_the_desk, group_3b):
    html = at_the_desk.get(url_of(group_3b, day=THE_DAY - timedelta(days=1))).content.decode()

    assert "Monday 23 November 2026 is over, and its registers with it." in html
    assert "ask them to amend the mark" in html


def test_another_teachers_class_is_not_there(at_the_desk, school):
    assert at_the_desk.get(url_of(GroupFactory(school=school, name="5C", pupils=1))).status_code == 404


def test_another_schools_class_is_not_there(client, office, other_school):
    group = GroupFactory(school=other_school, name="1A", pupils=1)
    assert sign_in(client, office).get(url_of(group)).status_code == 404


def test_a_governor_may_not_take_registers(client, governor, group_3b):
    assert sign_in(client, governor).get(url_of(group_3b)).status_code == 403


# --- what is shown ------------------------------------------------------------------------------------------


def test_the_third_day_away_in_a_week_is_said_beside_the_pupil(
    client, office, teacher, group_3b, pupils, set_clock
):
    for back in (2, 1):
        mark(pupils[0], "I", by=office, date=THE_DAY - timedelta(days=back - 1))
    set_clock("2026-11-25T08:50")

    html = sign_in(client, teacher).get(url_of(group_3b, day=THE_DAY + timedelta(days=1))).content.decode()

    assert "3rd day this week" in html
    assert html.count("3rd day this week") == 1


def test_what_is_kept_on_a_device_has_names_and_codes_and_no_reasons(
    client, teacher, office, group_3b, pupils
):
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[0], by=office, note="dentist to 11:00")
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[1], code="I", status="reported", by=office)
    client = sign_in(client, teacher)

    kept = client.get(url_of(group_3b), {"for": "device"}).content.decode()

    assert "dentist to 11:00" in client.get(url_of(group_3b)).content.decode()
    assert "Ben Archer" in kept
    assert 'data-planned="M"' in kept
    assert "dentist" not in kept
    assert "reported" not in kept


def test_a_school_that_keeps_no_lists_on_devices_gives_none_out(at_the_desk, group_3b, school):
    school.keep_offline_lists = False
    school.save()

    assert at_the_desk.get(url_of(group_3b), {"for": "device"}).status_code == 404
    assert "for=device" not in at_the_desk.get(url_of(group_3b)).content.decode()


def test_only_today_is_kept_on_a_device(client, office, group_3b):
    yesterday = url_of(group_3b, day=THE_DAY - timedelta(days=1))
    assert sign_in(client, office).get(yesterday, {"for": "device"}).status_code == 404


def test_the_page_trusts_no_text_as_script(page):
    policy = page.headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types attendance" in policy


@pytest.mark.parametrize("size", [1, 3, 35])
def test_opening_and_saving_take_the_same_statements_for_any_class(
    client, school, django_assert_max_num_queries, size
):
    group = GroupFactory(school=school, name=f"Class of {size}", pupils=size)
    client = sign_in(client, PostFactory(school=school, role="teacher", teaches=group))
    client.get(url_of(group))

    with django_assert_max_num_queries(10):
        drawn = client.get(url_of(group))
    with django_assert_max_num_queries(20) as saving:
        client.post(url_of(group), fields_of(drawn) | {"do": "present"})

    assert len(codes_of(group)) == size
    assert len(saving) == SAVING_STATEMENTS, [query["sql"][:110] for query in saving.captured_queries]


SAVING_STATEMENTS = 18
"""Who is asking, the page as it stands, and the save action in its transaction."""


def test_the_office_may_give_every_code(client, office, group_3b, pupils):
    client = sign_in(client, office)
    fields = fields_of(client.get(url_of(group_3b)))

    client.post(url_of(group_3b), fields | {f"code-{pupils[0].pk}": "i"})

    assert codes_of(group_3b) == {"Ben": "I"}


def test_a_person_of_two_roles_sees_whose_mark_it_is(client, school, teacher, group_3b, pupils):
    mark(pupils[0], "/", by=person(school, "office", "Joan Wright"))

    html = sign_in(client, teacher).get(url_of(group_3b)).content.decode()

    assert 'data-by="Joan Wright"' in html
