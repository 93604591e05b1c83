"""A note that a teacher may write and not read, and references that tell nothing."""

import uuid

import pytest

from absence.models import SafeguardingNote, SafeguardingReference
from absence.safeguarding_today import notes_to_read
from registers.models import SensitiveRead
from registers.roles import Role
from tests.cast import person, sign_in
from tests.factories import THE_DAY

WORDS = "Said she does not want to go home on Fridays"


@pytest.fixture
def pupil(pupils, set_clock):
    set_clock("10:00:00")
    return pupils[0]


def write(browser, pupil):
    said = {"words": WORDS, "op": str(uuid.uuid4())}
    browser.post(f"/pupils/{pupil.pk}/safeguarding/", said)
    return browser.post(f"/pupils/{pupil.pk}/safeguarding/", said, follow=True)


def test_a_teacher_writes_a_note_once_and_cannot_read_it(pupil, teacher, office, champion, client):
    page = write(sign_in(client, teacher), pupil).content.decode()
    assert (SafeguardingNote.objects.count(), WORDS in page) == (1, False)
    for post in (teacher, office, champion):
        browser = sign_in(client, post)
        assert WORDS not in browser.get(f"/pupils/{pupil.pk}/safeguarding/").content.decode()
        assert browser.get(f"/pupils/{pupil.pk}/safeguarding/read/").status_code == 403
        assert browser.post(f"/pupils/{pupil.pk}/safeguarding/read/", {"purpose": "x"}).status_code == 403


def test_whoever_writes_is_told_whom_to_speak_with(pupil, teacher, school, client):
    page = f"/pupils/{pupil.pk}/safeguarding/"
    assert "the safeguarding lead at once. If" in sign_in(client, teacher).get(page).content.decode()
    lead = person(school, Role.SAFEGUARDING, "Ines Brightwater")
    said = f"the safeguarding lead at once: {lead.user.name} ({lead.position}). If"
    assert said in sign_in(client, teacher).get(page).content.decode()


def test_who_may_read_says_why_first_and_the_look_is_kept(pupil, teacher, head, client):
    write(sign_in(client, teacher), pupil)
    browser, page = sign_in(client, head), f"/pupils/{pupil.pk}/safeguarding/read/"
    assert WORDS not in browser.get(page).content.decode()
    assert WORDS not in browser.post(page, {"purpose": " "}).content.decode()
    assert SensitiveRead.objects.count() == 0
    assert WORDS in browser.post(page, {"purpose": "The weekly meeting"}).content.decode()
    assert SensitiveRead.objects.values_list("what", "purpose", "name").get() == (
        "safeguarding",
        "The weekly meeting",
        head.user.name,
    )


def test_a_concern_elsewhere_is_kept_by_its_reference_alone(pupil, head, office, client):
    browser, page = sign_in(client, head), f"/pupils/{pupil.pk}/safeguarding/references/"
    for text in ("She told us that", "SG-1\nMother drinks", "S" * 31, "-"):
        answer = browser.post(page, {"reference": text, "op": str(uuid.uuid4())})
        assert answer.status_code == 200, text
    for _ in range(2):
        browser.post(page, {"reference": "SG-2026/114", "op": str(uuid.uuid4())})
    assert [each.reference for each in SafeguardingReference.objects.all()] == ["SG-2026/114"]
    assert sign_in(client, office).get(page).status_code == 403


def test_a_note_waits_on_the_first_page_of_those_who_may_read_it_until_somebody_has(
    pupil, teacher, head, champion, client
):
    write(sign_in(client, teacher), pupil)
    assert notes_to_read(champion, on=THE_DAY) == []
    assert [note.pupil for note in notes_to_read(head, on=THE_DAY)] == [pupil]
    sign_in(client, head).post(f"/pupils/{pupil.pk}/safeguarding/read/", {"purpose": "It came today"})
    assert notes_to_read(head, on=THE_DAY) == []
