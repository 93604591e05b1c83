"""Writing to a child's social worker: by e-mail or on paper, told once it has gone, seen only by who may know."""

import pytest

from absence.going_on import going_on
from absence.models import ProfessionalTold
from registers.actions import outgoing
from registers.actions.settle_messages import release_held
from registers.models import Message, Professional, SendingStop
from tests.absence.absent import days_before, miss
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, at, mark


@pytest.fixture
def ben(school, pupils, office, set_clock):
    """Ben Archer: no reason for three days; Priti Lakhani is his social worker."""
    set_clock("10:00:00")
    ben = pupils[0]
    miss(ben, days_before(school, 2), by=office)
    mark(ben, "N", by=office)
    Professional.objects.create(
        school=school, pupil=ben, role="social_worker", name="Priti Lakhani", email="priti@authority.example",
        first_day=YEAR_STARTS,
    )  # fmt: skip
    return ben


def page_of(pupil):
    return f"/pupils/{pupil.pk}/professionals/"


def written(browser, pupil):
    """The note as the page has it ready, put into the outbox."""
    [(_, _, note)] = browser.get(page_of(pupil)).context["people"]
    said = {name: note[name].value() for name in note.fields}
    browser.post(page_of(pupil), said | {"write": "1"})
    return said


def to_tell(pupil, post):
    found = going_on(school=pupil.school, post=post, on=THE_DAY, only=pupil.pk)[0]
    return [(each.name, each.is_told, each.waits) for each in found.to_tell]


def test_a_note_by_e_mail_counts_as_told_once_it_has_gone(ben, head, client):
    browser = sign_in(client, head)
    said = written(browser, ben)
    assert browser.post(page_of(ben), said | {"write": "1"}).status_code == 302  # pressed again
    note = Message.objects.get()
    assert (note.professional.name, note.channel, note.state, note.contact) == (
        "Priti Lakhani",
        "email",
        "held",
        None,
    )
    assert "So far that is 3 school days." in note.body
    assert to_tell(ben, head) == [("Priti Lakhani", False, True)]
    Message.objects.update(state="sent")
    assert to_tell(ben, head) == [("Priti Lakhani", True, False)]
    assert "Told" in browser.get(page_of(ben)).content.decode()


def test_it_is_cancelled_when_the_child_is_found_and_nobody_was_told(ben, school, head, office, client):
    written(sign_in(client, head), ben)
    mark(ben, "I", by=office, when=at("10:05"), reason="reason established by phone")
    assert outgoing.cancel_fallen_away(school=school, at=at("10:06")) == 1
    assert Message.objects.get().why == "The register says I by now."
    assert to_tell(ben, head) == [("Priti Lakhani", False, False)]


def test_a_note_taken_back_is_cancelled_and_another_can_be_written(ben, head, client):
    browser = sign_in(client, head)
    written(browser, ben)
    browser.post(page_of(ben), {"take_back": ProfessionalTold.objects.get().pk})
    assert Message.objects.get().state == "cancelled"
    written(browser, ben)
    assert sorted(Message.objects.values_list("state", flat=True)) == ["cancelled", "held"]
    Message.objects.filter(state="held").update(state="sent")
    answer = browser.post(
        page_of(ben), {"take_back": ProfessionalTold.objects.standing().get().pk}, follow=True
    )
    assert "The message has gone already" in answer.content.decode()


def test_without_an_address_it_goes_on_paper(ben, head, client):
    Professional.objects.update(email="")
    browser = sign_in(client, head)
    written(browser, ben)
    note = Message.objects.get()
    assert (note.channel, note.to_name) == ("letter", "Priti Lakhani")
    assert "Priti Lakhani" in browser.get("/outbox/letters/").content.decode()
    assert browser.get(f"/outbox/{note.pk}/?as=pdf")["Content-Type"] == "application/pdf"
    browser.post("/outbox/letters/", {"letter": str(note.pk)})
    assert to_tell(ben, head) == [("Priti Lakhani", True, False)]


def test_only_who_may_know_of_social_care_sees_it(ben, head, office, client):
    written(sign_in(client, head), ben)
    note = Message.objects.get()
    browser = sign_in(client, office)
    assert browser.get(f"/outbox/{note.pk}/").status_code == 404
    seen = [browser.get(path).content.decode() for path in ("/outbox/", f"/pupils/{ben.pk}/contact/")]
    assert [words for words in seen if "Lakhani" in words] == []
    assert browser.get(page_of(ben)).status_code == 403


def test_a_stop_of_all_sending_holds_for_it(ben, school, head, client):
    written(sign_in(client, head), ben)
    release_held(kind="absence", by=head, at=at("10:01"))
    take = {"school": school, "channels": ["email"], "sender": "smtp"}
    SendingStop.objects.create(school=school, at=at("10:02"), name="Joan Wright")
    assert outgoing.take_next(**take, at=at("10:05")) is None
    SendingStop.objects.update(ended_at=at("10:06"), ended_name="Joan Wright")
    taken = outgoing.take_next(**take, at=at("10:07"))
    assert (taken.address, taken.addressee) == ("priti@authority.example", "Priti Lakhani")


def test_nobody_is_written_to_whose_name_is_not_on_file(ben, head, client):
    from tests.factories import StatusFactory

    StatusFactory(pupil=ben, kind="looked_after", value="1")
    browser = sign_in(client, head)
    people = browser.get(page_of(ben)).context["people"]
    assert [(whom.role, note is None) for whom, _, note in people] == [
        ("social_worker", False),
        ("virtual_school", True),
    ]
    assert browser.post(page_of(ben), {"write": "2", "subject": "x", "body": "y"}).status_code == 404
