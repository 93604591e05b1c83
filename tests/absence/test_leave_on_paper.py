"""Leave asked for on paper, how soon a school answers, files that come with a request, and drafts left alone."""

import datetime as dt
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from absence.actions.leave_drafts import forget_old_drafts
from absence.models import LeaveDraft, LeaveDraftFile, LeaveEvidence, LeaveQuestion, LeaveRequest
from tests.absence.leave_asked import A_WEEK, ANSWERS, answer, ask, begin, page_of, parent, send, write
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")


def photo(name="photo.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def on_paper(pupil, adult, **changed):
    return {
        "pupil": pupil.pk,
        "children": [pupil.pk],
        "asker": adult.pk,
        "received_on": "2026-11-23",
        "first_day": "2026-12-07",
        "first_half": "AM",
        "last_day": "2026-12-08",
        "last_half": "PM",
        "kind": "bereavement",
        "why": "A funeral",
        "exceptional": "Her grandmother",
        "operation": str(uuid.uuid4()),
    } | changed


@pytest.fixture
def grandmother(school, pupils):
    """Ola Price, on file for Noah, who does not live with her."""
    adult = ContactFactory(school=school, name="Ola Price")
    CareFactory(pupil=pupils[4], contact=adult, relationship="Grandmother", lives_with=False)
    return adult


def test_the_office_types_in_a_form_on_paper_once(client, office, pupils, grandmother):
    sign_in(client, office)
    page = reverse("absence:leave_on_paper")
    assert "Noah Price" in client.get(page, {"q": "no"}).content.decode()
    given = on_paper(pupils[4], grandmother) | {"papers": [photo("form.jpg")]}
    first = client.post(page, given)
    second = client.post(page, given | {"papers": []})
    assert (first.status_code, second.url) == (302, first.url)
    leave = LeaveRequest.objects.get()
    assert (
        leave.on_paper,
        leave.asked_name,
        leave.lives_with,
        leave.name,
        leave.post,
        leave.received_on,
    ) == (
        True,
        "Ola Price",
        False,
        "Joan Wright",
        None,
        THE_DAY - dt.timedelta(days=1),
    )
    assert [file.name for file in leave.evidence.all()] == ["form.jpg"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_day": "2026-11-23"}, "it is not leave asked for in advance"),
        ({"received_on": "2026-11-25"}, "on a day that has not come yet"),
        ({"last_day": "2026-12-01"}, "must not be before the first day"),
        ({"asker": "999999"}, "Choose one of those shown"),
        ({"kind": "party"}, "Choose one of those shown"),
        ({"first_day": "20226-12-07"}, "Enter a valid date"),
        ({"papers": [SimpleUploadedFile("x.pdf", b"nothing")]}, "We cannot read this file"),
    ],
)
def test_a_form_on_paper_that_cannot_stand_is_refused_in_words(
    client, office, pupils, grandmother, changed, words
):
    sign_in(client, office)
    page = client.post(reverse("absence:leave_on_paper"), on_paper(pupils[4], grandmother, **changed))
    assert words in page.content.decode()
    assert not LeaveRequest.objects.exists()


def test_without_an_adult_on_file_nobody_can_ask_on_paper(client, office, pupils):
    page = sign_in(client, office).get(reverse("absence:leave_on_paper"), {"pupil": pupils[0].pk})
    assert "No adult is on file for Ben Archer" in page.content.decode()
    assert client.get(reverse("absence:leave_on_paper"), {"pupil": "9" * 30}).status_code == 200


def test_a_school_says_how_soon_it_answers(client, head, school, pupils):
    sign_in(client, head)
    page = reverse("absence:leave_answer_days")
    assert "Enter 20 or less" in client.post(page, {"answer_days": "21"}).content.decode()
    client.post(page, {"answer_days": "2"})
    leave = ask(client, parent(school, "Omar Khan", pupils[2]))
    assert leave.answer_by == THE_DAY + dt.timedelta(days=2)


def test_files_go_with_a_request_and_only_their_sender_has_them_back(client, school, pupils):
    omar = parent(school, "Omar Khan", pupils[2])
    draft = begin(client, omar)
    answer(
        client,
        draft,
        **{name: given for name, given in ANSWERS.items() if name not in ("evidence", "family")},
    )
    page = page_of(draft, "evidence")
    for n in range(4):
        assert client.post(page, {"file": photo(f"{n}.jpg"), "add": "yes"}).status_code == 302
    refused = client.post(page, {"file": photo(), "add": "yes"}).content.decode()
    assert "You can send 4 files." in refused
    assert "Choose a file first." in client.post(page, {"add": "yes"}).content.decode()
    hostile = SimpleUploadedFile("a.pdf", b"%PDF-1.4 /Launch /Type /Page %%EOF", "application/pdf")
    assert "can run programs" in client.post(page, {"file": hostile, "add": "yes"}).content.decode()
    client.post(page, {"take_out": LeaveDraftFile.objects.earliest("pk").pk})
    answer(client, draft, evidence={}, family=ANSWERS["family"])
    send(client, draft)
    leave = LeaveRequest.objects.get()
    assert sorted(file.name for file in leave.evidence.all()) == ["1.jpg", "2.jpg", "3.jpg"]
    one = reverse("absence:family_leave_file", args=[leave.public_id, leave.evidence.first().public_id])
    given = client.get(one)
    assert {
        name: given[name] for name in ("Content-Disposition", "X-Content-Type-Options", "Content-Type")
    } == {
        "Content-Disposition": 'attachment; filename="1.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Content-Type": "image/jpeg",
    }
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    sign_in(client, parent(school, "Mia Other", pupils[2]))
    assert client.get(one).status_code == 404


def test_a_change_takes_a_file_out_and_keeps_the_rest(client, school, pupils):
    leave = ask(client, parent(school, "Omar Khan", pupils[2]), evidence={"file": photo("a.jpg")})
    client.post(reverse("absence:family_leave_change", args=[leave.public_id]))
    draft = LeaveDraft.objects.get()
    client.post(page_of(draft, "evidence"), {"take_out_sent": leave.evidence.get().pk})
    answer(client, draft, evidence={"file": photo("b.jpg")})
    send(client, draft)
    assert [file.name for file in LeaveEvidence.objects.standing()] == ["b.jpg"]
    assert LeaveEvidence.objects.count() == 2


def test_the_family_answers_a_question_once(client, head, school, pupils):
    leave = ask(client, parent(school, "Omar Khan", pupils[2]))
    question = LeaveQuestion.objects.create(
        school=school,
        request=leave,
        question="Why a week?",
        by=head,
        name="Ruth",
        position="Head",
        at=at("09:00"),
    )
    status = reverse("absence:family_leave_request", args=[leave.public_id])
    assert "The school has a question for you" in client.get(status).content.decode()
    home = reverse("absence:family_home")
    assert status in client.get(home).content.decode()
    page = reverse("absence:family_leave_answer", args=[leave.public_id, question.pk])
    assert "Write your answer." in client.post(page, {"answer": " "}).content.decode()
    assert client.post(page, {"answer": "The flights."}).status_code == 302
    assert "has been answered already" in client.post(page, {"answer": "No."}).content.decode()
    assert status not in client.get(home).content.decode()
    question.refresh_from_db()
    assert (question.answer, question.answered_name) == ("The flights.", "Omar Khan")
    gone = reverse("absence:family_leave_answer", args=[leave.public_id, question.pk + 1])
    assert client.get(gone).status_code == 404


def test_drafts_left_alone_for_thirty_days_are_forgotten(client, school, pupils):
    draft = write(client, parent(school, "Omar Khan", pupils[2]), evidence={"file": photo()})
    assert forget_old_drafts(at=draft.saved_at + dt.timedelta(days=29)) == 0
    assert forget_old_drafts(at=draft.saved_at + dt.timedelta(days=31)) == 1
    assert (LeaveDraft.objects.count(), LeaveDraftFile.objects.count()) == (0, 0)
    assert client.get(page_of(draft, "days")).status_code == 404


def test_what_was_begun_is_thrown_away_on_request(client, school, pupils):
    draft = begin(client, parent(school, "Omar Khan", pupils[2]))
    answer(client, draft, days=A_WEEK)
    client.post(reverse("absence:family_leave_discard", args=[draft.public_id]))
    assert not LeaveDraft.objects.exists()
