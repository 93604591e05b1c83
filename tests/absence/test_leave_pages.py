"""The pages about leave at school: the list, one request, evidence, what stands behind a link, who decides."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absence.actions.ask_about_leave import ask_about_leave
from absence.leave_kinds import Kind
from absence.models import LeaveDecision, LeaveDelegate, LeaveEvidence, LeaveQuestion, LeaveTest
from registers.models import Message, PlannedMark, SensitiveRead
from tests.absence.leave_asked import parent
from tests.absence.leave_decided import AGREED, MONDAY, decide, request_of
from tests.cast import sign_in
from tests.factories import THE_DAY, PupilFactory, at, mark

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def mother(school, pupils):
    return parent(school, "Fatima Khan", pupils[2], pupils[3], lives_with=True)


@pytest.fixture
def asked(mother, pupils):
    return request_of(mother, pupils[2], pupils[3])


def page_of(request):
    return reverse("absence:leave_request", args=[request.pk])


def text(response):
    return " ".join(response.content.decode().split())


def given(client, request, **said):
    """What the form of the page posts, with what somebody chose."""
    form = client.get(page_of(request)).context["form"]
    start = {"operation": uuid.uuid4(), "version": form.initial["version"], "newest": form.initial["newest"]}
    return (
        start
        | {"children": form.initial["children"], "reason": "It is once in a life.", "do": "decide"}
        | said
    )


def send(client, request, **said):
    return client.post(reverse("absence:decide_leave", args=[request.pk]), given(client, request, **said))


def test_the_list_has_the_oldest_first_with_its_day_and_home_says_how_many_wait(
    client, mother, asked, pupils, head, office
):
    later = request_of(mother, pupils[2], kind=Kind.HOLIDAY, when=at("08:30"))
    for post in (head, office):
        page = sign_in(client, post).get(reverse("absence:leave"))
        assert [row.request.pk for row in page.context["rows"]] == [asked.pk, later.pk]
        assert "2 requests for leave wait" in text(client.get("/"))
    assert [row.request.answer_by for row in page.context["rows"]] == [dt.date(2026, 12, 2)] * 2
    decide(asked, head)
    assert [row.request.pk for row in client.get("/leave/").context["rows"]] == [later.pk]
    decided = client.get("/leave/?show=decided")
    assert [row.request.pk for row in decided.context["rows"]] == [asked.pk]
    assert client.get("/leave/?show=nothing&page=99").status_code == 200


def test_the_page_says_who_asks_what_for_and_both_limbs_of_the_test(client, asked, head):
    page = text(sign_in(client, head).get(page_of(asked)))
    for words in (
        "5 school days, 10 sessions; back Monday 14 December",
        "Fatima Khan, with whom the children normally live",
        "A funeral in Lahore",
        "unique and significant emotional, educational or spiritual value",
        "Rare, significant, unavoidable and short",
        "irrespective of the child’s overall attendance",
        "decides each case on its own facts",
    ):
        assert words in page
    form = sign_in(client, head).get(page_of(asked)).context["form"]
    assert (form["outcome"].value(), form["reason"].value(), form["code"].value()) == (None, None, "C")
    asked.refresh_from_db()
    assert asked.looked_name == "Ruth Adeyemi"


def test_a_parent_who_lives_elsewhere_is_shown_as_such(client, school, pupils, head):
    father = parent(school, "Omar Siddiq", pupils[2], relationship="Father", lives_with=False)
    page = text(sign_in(client, head).get(page_of(request_of(father, pupils[2]))))
    assert "Lives elsewhere" in page
    assert "Aisha Khan’s father, who lives elsewhere" in page


def test_attendance_and_earlier_outcomes_stand_on_a_page_of_their_own(
    client, mother, asked, pupils, head, office
):
    earlier = request_of(mother, pupils[2], kind=Kind.HOLIDAY)
    decide(earlier, head)
    mark(pupils[2], "I", by=office)
    browser = sign_in(client, head)
    page = text(browser.get(page_of(asked)))
    assert "missed" not in page
    behind = text(browser.get(reverse("absence:leave_background", args=[asked.pk])))
    assert "missed 1 of 1 session, 0 of them unauthorised" in behind
    assert "LR-0002</a>, holiday, Monday 7 December 2026 to Friday 11 December 2026" in behind


def test_the_head_decides_for_siblings_at_once_and_undoes_it(client, asked, pupils, head):
    browser = sign_in(client, head)
    answer = send(browser, asked, outcome="agreed", code="C")
    assert (answer.status_code, LeaveDecision.objects.count(), PlannedMark.objects.count()) == (302, 2, 2)
    page = text(browser.get(page_of(asked)))
    assert "Decided: agreed. You can undo it until" in page
    assert ">Undo until" in page
    press = {"press": LeaveDecision.objects.first().press}
    undo = reverse("absence:undo_leave", args=[asked.pk])
    assert "are taken back" in text(browser.post(undo, press, follow=True))
    assert "was undone already" in text(browser.post(undo, press, follow=True))
    assert PlannedMark.objects.filter(withdrawn_at__isnull=True).count() == 0
    for wrong in ("", "no", str(uuid.uuid4())):
        assert browser.post(undo, {"press": wrong}).status_code == 404


def test_the_letter_is_looked_at_before_anything_is_decided(client, asked, head):
    browser = sign_in(client, head)
    part = {"first_day": MONDAY, "first_half": "AM", "last_day": MONDAY, "last_half": "PM"}
    page = text(send(browser, asked, outcome="part", code="C", do="preview", **part))
    assert "Nothing has been decided yet." in page
    assert "Tuesday 8 December 2026 to Friday 11 December 2026" in page
    assert (LeaveDecision.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose what you decide."),
        ({"outcome": "agreed", "code": ""}, "Choose the code that the days take."),
        ({"outcome": "part", "code": "C"}, "Which day? Choose days that lie in the days asked for."),
        ({"outcome": "not_agreed", "reason": ""}, "Say why: the letter gives your reasons."),
        ({"outcome": "not_agreed", "children": []}, "Tick the children that you decide about."),
        ({"outcome": "not_agreed", "children": ["1e9", "-1"]}, "Choose one of those shown"),
        ({"outcome": "not_agreed", "operation": "no"}, "Enter a valid UUID"),
        ({"outcome": "not_agreed", "version": 2}, "changed LR-0001 meanwhile"),
        (
            {"outcome": "part", "code": "C", "first_day": "2026-12-01", "last_day": "2026-12-02"},
            "Choose days that lie in the days asked for",
        ),
    ],
)
def test_what_cannot_be_decided_is_said_on_the_page(client, asked, head, said, words):
    answer = send(sign_in(client, head), asked, **said)
    assert (answer.status_code, words in text(answer)) == (200, True)
    assert LeaveDecision.objects.count() == 0


def test_a_kind_with_a_way_of_its_own_says_so_and_asks_for_its_record_where_it_is_written(
    client, mother, pupils, head
):
    asked = request_of(mother, pupils[2], kind=Kind.TRAVELLER)
    sign_in(client, head)
    assert "This has a way of its own: T, Travelling for work." in text(client.get(page_of(asked)))
    answer = send(client, asked, outcome="agreed", code="T")
    form = answer.context["form"]
    assert (list(form.errors), "T needs a record." in form.errors["recorded"][0]) == (["recorded"], True)


def test_others_see_and_prepare_nothing_and_read_who_can(client, asked, office, champion, head):
    for post in (office, champion):
        browser = sign_in(client, post)
        page = text(browser.get(page_of(asked)))
        assert "Ruth Adeyemi (Headteacher) can." in page
        assert "<textarea" not in page
        for name in ("decide_leave", "undo_leave", "ask_about_leave"):
            answer = browser.post(reverse(f"absence:{name}", args=[asked.pk]), {"question": "Why?"})
            assert (answer.status_code, "Ruth Adeyemi (Headteacher) can." in text(answer)) == (403, True)
    assert (LeaveDecision.objects.count(), LeaveQuestion.objects.count()) == (0, 0)


def test_the_head_names_somebody_in_writing_who_then_decides_until_it_is_ended(client, asked, champion, head):
    browser, address = sign_in(client, head), reverse("absence:leave_deciders")
    naming = {
        "post": champion.pk,
        "from_day": THE_DAY,
        "words": "I name Tom Hale. R. Adeyemi, 24 November 2026",
    }
    assert browser.post(address, naming | {"words": ""}).status_code == 200
    browser.post(address, naming)
    assert "is named already" in text(browser.post(address, naming))
    named = LeaveDelegate.objects.get()
    assert "I name Tom Hale." in text(browser.get(address))
    assert "Decide" in text(sign_in(client, champion).get(page_of(asked)))
    browser = sign_in(client, head)
    browser.post(address, {"do": "end", "delegate": named.pk})
    assert send_refused(sign_in(client, champion), asked) == 403
    assert browser.post(address, {"do": "end", "delegate": "9" * 30}).status_code in (403, 404)


def send_refused(client, request):
    return client.post(reverse("absence:decide_leave", args=[request.pk]), {}).status_code


def test_the_school_writes_the_test_in_its_own_words(client, asked, champion, head):
    words = {
        "value": "Worth it.",
        "event": "Once in a life.",
        "source": "Policy 2026",
        "operation": uuid.uuid4(),
    }
    browser = sign_in(client, champion)
    for _ in range(2):
        browser.post(reverse("absence:leave_test"), words)
    assert LeaveTest.objects.count() == 1
    page = text(sign_in(client, head).get(page_of(asked)))
    assert [each in page for each in ("Worth it.", "Once in a life.", "Policy 2026", "spiritual")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_evidence_is_saved_never_opened_here_and_each_look_is_noted(client, asked, office):
    file = LeaveEvidence.objects.create(
        school=asked.school, request=asked, name='a"b.pdf', kind="application/pdf", content=b"%PDF", size=4,
        at=at("08:00"),
    )  # fmt: skip
    answer = sign_in(client, office).get(reverse("absence:leave_evidence", args=[asked.pk, file.pk]))
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        b"%PDF", "application/pdf", "nosniff",
    )  # fmt: skip
    assert answer["Content-Disposition"].startswith("attachment")
    reads = SensitiveRead.objects.order_by("pk").values_list("what", "purpose", "name")
    assert list(reads) == [("evidence", 'LR-0001: a"b.pdf', "Joan Wright")] * 2


def test_a_question_and_its_answer_stand_on_the_page(client, asked, head):
    browser = sign_in(client, head)
    ask = reverse("absence:ask_about_leave", args=[asked.pk])
    assert "Write what you would like to know." in text(browser.post(ask, {"question": ""}))
    assert "Fatima Khan is asked." in text(browser.post(ask, {"question": "Which day?"}, follow=True))
    assert "Which day?" in text(browser.get(page_of(asked)))


def test_the_pupil_has_a_tab_with_the_requests(client, asked, pupils, head, office):
    decide(asked, head, pupils=pupils[2:3])
    browser = sign_in(client, office)
    words = [text(browser.get(reverse("absence:pupil_leave", args=[pupil.pk]))) for pupil in pupils[2:4]]
    assert ["Agreed" in each for each in words] == [True, False]
    assert "Nobody has asked for leave." in text(browser.get(f"/pupils/{pupils[0].pk}/leave/"))


def test_the_pages_ask_the_database_no_more_for_three_requests_than_for_one(
    client, school, group_3b, mother, asked, pupils, head
):
    browser = sign_in(client, head)
    decide(asked, head, pupils=pupils[2:3])
    ask_about_leave(request=asked, question="Which day?", by=head, at=at("08:40"))
    addresses = ["/leave/", "/leave/?show=decided", page_of(asked), f"/pupils/{pupils[2].pk}/leave/", "/"]
    another_family(school, group_3b, pupils[2], head, "Ada Stone")
    before = [statements(browser, address) for address in addresses]
    for name in ("Bo Lane", "Cy Moor"):
        another_family(school, group_3b, pupils[2], head, name)
    request_of(mother, pupils[2], pupils[3])
    assert [statements(browser, address) for address in addresses] == before


def another_family(school, group, sibling, head, name):
    """A request that is decided, for another child and a sibling."""
    child = PupilFactory(school=school, group=group)
    decide(request_of(parent(school, name, child, sibling, lives_with=True), child, sibling), head, AGREED)


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
