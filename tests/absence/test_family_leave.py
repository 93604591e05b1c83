"""A family asks for leave: question by question, once, for its own children only."""

import datetime as dt

import pytest
from django.urls import reverse

from absence.models import LeaveDraft, LeaveEvidence, LeaveRequest, LeaveVersion
from registers.models import ContactLimit
from tests.absence.leave_asked import (
    A_WEEK,
    ANSWERS,
    THE_DAY_BOXES,
    answer,
    ask,
    begin,
    page_of,
    parent,
    send,
    write,
)
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, mother of Aisha (pupils[2]) and Noah (pupils[4])."""
    return parent(school, "Fatima Khan", pupils[2], pupils[4])


def text(response):
    return " ".join(response.content.decode().split())


def test_a_request_is_asked_question_by_question_and_sent(client, mother, pupils):
    draft = begin(client, mother)
    assert answer(client, draft, children={"chosen": [pupils[2].pk]}) == page_of(draft, "days")
    assert answer(client, draft, days=A_WEEK) == page_of(draft, "why")
    assert "5 school days, 10 sessions (half-days). Back in school on Monday 14 December." in text(
        client.get(page_of(draft, "why"))
    )
    assert answer(client, draft, **{k: v for k, v in ANSWERS.items() if k != "days"}) == page_of(
        draft, "check"
    )
    check = text(client.get(page_of(draft, "check")))
    for words in ("Aisha Khan", "only bridesmaid", "£160", "10 school weeks", "Only the head can agree"):
        assert words in check
    sent = send(client, draft)
    page = text(client.get(sent.url))
    assert "LR-0001" in page
    assert "Wednesday 2 December" in page  # five school days on: Friday 27 November is an INSET day
    leave = LeaveRequest.objects.get()
    assert (
        leave.kind,
        leave.first_day,
        leave.last_day,
        leave.asked_name,
        leave.lives_with,
        leave.reference,
    ) == (
        "exceptional",
        dt.date(2026, 12, 7),
        dt.date(2026, 12, 11),
        "Fatima Khan",
        True,
        "LR-0001",
    )
    assert [child.pupil for child in leave.children.all()] == [pupils[2]]
    assert not LeaveDraft.objects.exists()


def test_pressing_send_twice_or_going_back_is_one_request(client, mother, pupils):
    draft = write(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    first, second = send(client, draft), send(client, draft)
    assert (first.url, second.url) == (first.url, first.url)
    assert client.get(page_of(draft, "check")).url == first.url
    assert LeaveRequest.objects.count() == 1


def test_no_question_is_skipped_by_its_address(client, mother):
    draft = begin(client, mother)
    for step in ("days", "why", "exceptional", "check", "performance"):
        assert client.get(page_of(draft, step)).url == page_of(draft, "children")
    assert send(client, draft).url == page_of(draft, "children")
    assert client.get(page_of(draft, "nothing")).status_code == 404
    assert LeaveRequest.objects.count() == 0


def test_an_only_child_is_not_asked_for_and_a_draft_is_picked_up_elsewhere(client, school, pupils, client_2):
    father = parent(school, "Omar Khan", pupils[2])
    draft = begin(client, father)
    assert client.get(page_of(draft, "days")).status_code == 200
    answer(client, draft, days=A_WEEK)
    sign_in(client_2, father)
    assert page_of(draft, "why") in text(client_2.get(reverse("absence:family_leave")))
    client_2.post(reverse("absence:family_leave_start"))
    assert LeaveDraft.objects.count() == 1


@pytest.fixture
def client_2():
    from django.test import Client

    return Client()


def days(first, last, **more):
    boxes = {}
    for name, day in (("first", first), ("last", last)):
        boxes |= {
            f"{name}_{place}": part for place, part in zip(("day", "month", "year"), day.split(), strict=True)
        }
    return boxes | more


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (THE_DAY_BOXES, "The first day must be tomorrow or later"),
        (days("11 12 2026", "7 12 2026"), "must not be before the first day"),
        (days("27 11 2026", "29 11 2026"), "There is no school on these days"),
        (days("7 12 2030", "8 12 2030"), "That is too far away"),
        (days("7 12 2026", "9 12 2027"), "more than a year away"),
        (days("7 12 2026", "7 12 2026", first_at_midday="on", last_at_midday="on"), "must not be before"),
        (days("31 2 2027", "1 3 2027"), "Enter a real day"),
        ({}, "Enter the first day away."),
    ],
)
def test_days_that_cannot_be_asked_for_are_refused_in_words(client, school, pupils, given, words):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    assert words in text(client.post(page_of(draft, "days"), given))


def test_leave_that_has_begun_is_led_to_reporting_an_absence(client, school, pupils):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    assert reverse("absence:absent") in text(client.post(page_of(draft, "days"), THE_DAY_BOXES))


def test_half_days_are_counted(client, school, pupils):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    answer(client, draft, days=days("7 12 2026", "8 12 2026", first_at_midday="on", last_at_midday="on"))
    assert (
        "2 school days, 2 sessions (half-days). Back in school in the afternoon of Tuesday 8 December."
        in text(client.get(page_of(draft, "why")))
    )


def test_a_draft_whose_days_have_begun_meanwhile_is_asked_for_its_days_again(
    client, mother, pupils, set_clock
):
    draft = write(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    set_clock("2026-12-07T07:00")
    assert send(client, draft).url == page_of(draft, "days")
    assert LeaveRequest.objects.count() == 0


OWN_WAYS = {
    "medical": {"shorter_way": {}, "treatment": {"why": "Surgery on 7 December, a week to get better."}},
    "performance": {
        "performance": {
            "why": "A film in Leeds",
            "licence": "has",
            "licence_number": "874/12",
            "licence_authority": "Peterborough",
        }
    },
    "study": {"exam": {"why": "Music theory", "exam_place": "Cambridge"}},
    "traveller": {"travelling": {"why": "Fairground", "contact_away": "07700 900777", "school_away": ""}},
    "religious": {
        "shorter_way": {},
        "event": {"why": "Eid in Lahore"},
        "exceptional": {"exceptional": "With the whole family."},
    },
}


@pytest.mark.parametrize("kind", OWN_WAYS)
def test_some_kinds_take_their_own_way(client, school, pupils, kind):
    own = {
        "days": A_WEEK,
        "why": {"kind": kind},
        **OWN_WAYS[kind],
        "evidence": {},
        "family": ANSWERS["family"],
    }
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    assert answer(client, draft, **own) == page_of(draft, "check")
    assert send(client, draft).status_code == 302
    leave = LeaveRequest.objects.get()
    extra = {
        "performance": {"licence": "has", "licence_number": "874/12", "licence_authority": "Peterborough"},
        "study": {"exam_place": "Cambridge"},
        "traveller": {"contact_away": "07700 900777"},
    }
    assert (leave.kind, leave.extra) == (kind, extra.get(kind, {}))
    assert leave.why
    assert client.get(reverse("absence:family_leave_request", args=[leave.public_id])).status_code == 200


def test_appointments_and_days_of_worship_are_shown_the_shorter_way(client, school, pupils):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    for kind, words in (
        ("medical", "An appointment needs no leave"),
        ("religious", "A day of worship needs no"),
    ):
        answer(client, draft, days=A_WEEK, why={"kind": kind})
        page = text(client.get(page_of(draft, "shorter-way")))
        assert words in page
        assert reverse("absence:absent") in page


@pytest.mark.parametrize(
    ("step", "given", "words"),
    [
        ("children", {"chosen": [999_999]}, "“999999” is not among them"),
        ("children", {}, "Choose at least one child."),
        ("why", {"kind": "x"}, "Choose one of those shown"),
        ("event", {"why": ""}, "Tell the school what is happening."),
        ("event", {"why": "a\x00b"}, "There is a character in it that cannot be kept"),
        ("exceptional", {"exceptional": "x" * 2001}, "Keep it to 2000 characters"),
        ("family", ANSWERS["family"] | {"emergency_phone": "ring me"}, "at least 6 digits"),
        ("family", {}, "Say whether the other parent knows."),
    ],
)
def test_an_answer_that_will_not_do_is_refused_in_words(client, mother, pupils, step, given, words):
    draft = write(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    assert words in text(client.post(page_of(draft, step), given))


def test_a_licence_that_is_there_is_named(client, school, pupils):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    answer(client, draft, days=A_WEEK, why={"kind": "performance"})
    page = text(client.post(page_of(draft, "performance"), {"why": "A play", "licence": "has"}))
    assert "Enter the number of the licence." in page
    assert "Enter who gave the licence." in page


def test_children_at_two_schools_make_two_requests_sent_together(client, mother, pupils, other_school):
    there = GroupFactory(school=other_school, name="9A", pupils=["Sana Khan"]).memberships.get().pupil
    from registers.models import ParentLink
    from tests.factories import CareFactory, ContactFactory, PostFactory

    adult = ContactFactory(school=other_school, name="Fatima Khan", email=mother.user.email)
    post = PostFactory(school=other_school, role="parent", user=mother.user, position="Parent")
    CareFactory(pupil=there, contact=adult, portal=True, lives_with=False)
    ParentLink.objects.create(school=other_school, post=post, contact=adult, made_at=at("08:00"))
    draft = write(client, mother, children={"chosen": [pupils[2].pk, there.pk]}, **ANSWERS)
    assert "not every child in this request normally lives with you" in text(
        client.get(page_of(draft, "check"))
    )
    page = text(client.get(send(client, draft).url))
    assert (mother.school.name in page, other_school.name in page) == (True, True)
    found = LeaveRequest.objects.order_by("pk").values_list("school", "number", "lives_with", "operation")
    assert list(found) == [
        (mother.school.pk, 1, True, draft.public_id),
        (other_school.pk, 1, False, draft.public_id),
    ]


def test_a_change_keeps_what_was_said_before(client, mother, pupils):
    leave = ask(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    client.post(reverse("absence:family_leave_change", args=[leave.public_id]))
    draft = LeaveDraft.objects.get(changes=leave)
    answer(client, draft, days=days("8 12 2026", "9 12 2026"), event={"why": "Only the wedding days"})
    sent = send(client, draft)
    assert "Your change is sent" in text(client.get(sent.url))
    assert send(client, draft).url == sent.url
    leave.refresh_from_db()
    assert (leave.version, leave.first_day, leave.why, leave.number) == (
        2,
        dt.date(2026, 12, 8),
        "Only the wedding days",
        1,
    )
    kept = [version.content["first_day"] for version in LeaveVersion.objects.order_by("version")]
    assert kept == ["2026-12-07", "2026-12-08"]


def test_a_request_is_withdrawn_once_and_then_no_longer_changed(client, mother, pupils):
    leave = ask(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    page = reverse("absence:family_leave_withdraw", args=[leave.public_id])
    assert "Yes, withdraw it" in text(client.get(page))
    client.post(page)
    client.post(page)
    leave.refresh_from_db()
    assert leave.withdrawn_name == "Fatima Khan"
    status = text(client.get(reverse("absence:family_leave_request", args=[leave.public_id])))
    assert ("Withdrawn" in status, "Change the request" in status) == (True, False)
    client.post(reverse("absence:family_leave_change", args=[leave.public_id]))
    assert not LeaveDraft.objects.exists()


def test_separated_parents_never_find_each_others_requests(client, mother, school, pupils):
    leave = ask(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    draft = begin(client, mother)
    father = parent(school, "Omar Malik", pupils[2], lives_with=False)
    sign_in(client, father)
    list_of_his = text(client.get(reverse("absence:family_leave")))
    assert ("LR-0001" in list_of_his, "Fatima" in list_of_his) == (False, False)
    pages = [
        ("get", "absence:family_leave_request", [leave.public_id]),
        ("post", "absence:family_leave_withdraw", [leave.public_id]),
        ("post", "absence:family_leave_change", [leave.public_id]),
        ("get", "absence:family_leave_sent", [leave.operation]),
        ("get", "absence:family_leave_step", [draft.public_id, "children"]),
        ("post", "absence:family_leave_send", [draft.public_id]),
    ]
    found = [getattr(client, method)(reverse(name, args=args)).status_code for method, name, args in pages]
    assert found == [404] * len(pages)


def test_a_limit_that_comes_meanwhile_closes_the_request_and_the_draft(client, mother, pupils):
    leave = ask(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    draft = write(client, mother, children={"chosen": [pupils[2].pk]}, **ANSWERS)
    care = pupils[2].cares.get()
    ContactLimit.objects.create(school=care.school, care=care, first_day=THE_DAY)
    assert client.get(reverse("absence:family_leave_request", args=[leave.public_id])).status_code == 404
    assert send(client, draft).url == page_of(draft, "children")
    assert "Aisha" not in text(client.get(page_of(draft, "children")))
    assert LeaveRequest.objects.count() == 1


def test_below_compulsory_school_age_no_penalty_is_spoken_of(client, school, pupils):
    pupils[2].dob = dt.date(2023, 1, 5)
    pupils[2].save()
    draft = write(client, parent(school, "Omar Khan", pupils[2]), **ANSWERS)
    check = text(client.get(page_of(draft, "check")))
    assert ("£" in check, "do not have to be in school by law" in check) == (False, True)


def test_a_code_that_is_old_is_asked_for_again_before_leave_is_asked(client, mother):
    from tests.cast import came_by_code

    sign_in(client, mother)
    session = client.session
    session.update(came_by_code(mother.user.email, days_ago=31))
    session.save()
    assert client.get(reverse("absence:family_leave")).url.startswith(reverse("absence:family_new_code"))


def test_the_statements_of_the_list_do_not_grow_with_the_requests(
    client, mother, pupils, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for more in (1, 2):
        for _ in range(more):
            ask(client, mother, children={"chosen": [pupils[2].pk, pupils[4].pk]}, **ANSWERS)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.get(reverse("absence:family_leave"))
        counted.append(len(statements))
    assert counted[0] == counted[1]
    assert LeaveEvidence.objects.count() == 0
