"""What a family is asked to show about an illness, and shows: theirs alone, and never the school's doubt."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from absence.actions.family_evidence import Shown
from absence.actions.family_evidence import send_evidence as send
from absence.actions.medical import AskedFor, EvidenceRefused, ask_for_evidence, note_evidence
from absence.evidence_asked import asked_of, is_asked
from absence.evidence_words import usual_words
from absence.family_list import families_waiting
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from registers.families import family_of
from registers.models import Message
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.families import open_for, sign_in_parent
from tests.small_school import ONE_PIXEL

DOUBT = "Seen at the fair by two of us"
HOME = "/family/"
LIST = "/family/evidence/"


def adult(pupil, name, **more):
    contact = ContactFactory(
        school=pupil.school, name=name, email=f"{name.split()[0]}@family.example", **more
    )
    CareFactory(pupil=pupil, contact=contact, portal=True, relationship="Mother")
    return contact


def ask(pupil, by, *contacts, first_day=THE_DAY, asked_for="The card of the surgery", whom=""):
    asked = AskedFor(first_day, THE_DAY, DOUBT, asked_for, whom, contacts)
    return ask_for_evidence(pupil=pupil, asked=asked, by=by, on=THE_DAY, at=at("08:40"))


def photo():
    return SimpleUploadedFile("card.jpg", ONE_PIXEL)


@pytest.fixture
def mother(pupils, set_clock):
    set_clock("09:30:00")
    return adult(pupils[0], "Fatima Khan")


@pytest.fixture
def asked(pupils, office, mother):
    return ask(pupils[0], office, mother)


@pytest.fixture
def at_the_phone(client, mother, asked):
    return sign_in_parent(client, mother)


def test_whom_a_message_asks_is_written_to_without_the_doubt(pupils, office, mother):
    father = adult(pupils[0], "Imran Khan", language="pl")
    ask(pupils[0], office, mother, father, whom="Aunt Zara")
    assert MedicalRequest.objects.get().asked_whom == "Fatima Khan, Imran Khan, Aunt Zara"
    written = Message.objects.filter(cause__startswith="evidence_asked/").order_by("contact__name")
    assert [(each.contact, each.channel, each.link) for each in written] == [
        (mother, "email", LIST),
        (father, "email", LIST),
    ]
    assert ["The card of the surgery" in each.body for each in written] == [True, True]
    assert [DOUBT in each.body for each in written] == [False, False]


def test_the_usual_thing_is_asked_for_in_the_language_of_the_family(pupils, office):
    father = adult(pupils[0], "Imran Khan", language="pl")
    ask(pupils[0], office, father, asked_for=usual_words())
    with translation.override("pl"):
        [found] = asked_of(family_of(open_for(father), THE_DAY))
        assert found.asked_for == "Kartka lub SMS o wizycie"
    written = Message.objects.get(cause__startswith="evidence_asked/")
    assert (written.language, usual_words() in written.body) == ("en", True)


def test_somebody_is_asked_and_nobody_who_may_not_be_told(pupils, office, mother):
    with pytest.raises(EvidenceRefused, match="Say who is asked"):
        ask(pupils[0], office)
    with pytest.raises(EvidenceRefused, match="Fatima Khan may not be told about"):
        ask(pupils[1], office, mother)
    assert MedicalRequest.objects.count() == 0


def test_a_family_shows_a_photo_and_the_office_notes_what_it_showed(
    at_the_phone, client, asked, office, pupils
):
    assert "See what the school asks" in at_the_phone.get(HOME).content.decode()
    press = {"kind": "card", "words": "From Monday", "operation": str(uuid.uuid4())}
    for _ in range(2):
        at_the_phone.post(f"{LIST}{asked.pk}/", press | {"paper": photo()})
    sent = MedicalEvidence.objects.get()
    assert (sent.name, sent.position, sent.note) == ("Fatima Khan", "Mother", "From Monday")
    assert "See what the school asks" not in at_the_phone.get(HOME).content.decode()
    page = at_the_phone.get(LIST).content.decode()
    assert ("has not looked at it yet" in page, DOUBT in page) == (True, False)
    assert families_waiting(office, on=THE_DAY).evidence == 1
    desk = sign_in(client, office)
    assert "answered what we asked to see" in desk.get("/families/").content.decode()
    seen = {"kind": "card", "seen_on": THE_DAY.isoformat(), "note": "Surgery on Monday", "request": asked.pk}
    desk.post(f"/pupils/{pupils[0].pk}/illness/seen/", seen)
    assert families_waiting(office, on=THE_DAY).evidence == 0
    [found] = asked_of(family_of(open_for(sent.contact), THE_DAY))
    assert [each.looked_at for each in found.sent] == [True]


def test_what_was_shown_at_the_desk_is_asked_for_no_more(at_the_phone, client, asked, office, mother, pupils):
    seen = {"kind": "card", "seen_on": THE_DAY.isoformat(), "note": "At the desk", "request": asked.pk}
    sign_in(client, office).post(f"/pupils/{pupils[0].pk}/illness/seen/", seen)
    family = family_of(open_for(mother), THE_DAY)
    assert (is_asked(family), [each.waits for each in asked_of(family)]) == (False, [False])
    assert "You do not need to do anything" in sign_in_parent(client, mother).get(LIST).content.decode()


def test_words_are_enough_and_nothing_is_not(at_the_phone, asked):
    empty = at_the_phone.post(f"{LIST}{asked.pk}/", {"operation": str(uuid.uuid4())})
    assert (empty.status_code, "Choose a file, or write to us." in empty.content.decode()) == (422, True)
    said = {"words": "We did not go to a doctor", "operation": str(uuid.uuid4())}
    assert at_the_phone.post(f"{LIST}{asked.pk}/", said).status_code == 302
    sent = MedicalEvidence.objects.get()
    assert (sent.kind, sent.note, MedicalFile.objects.count()) == ("words", "We did not go to a doctor", 0)


def test_a_file_is_taken_back_until_somebody_has_looked(at_the_phone, asked, mother, office, pupils):
    url = f"{LIST}{asked.pk}/"
    at_the_phone.post(url, {"kind": "card", "operation": str(uuid.uuid4()), "paper": photo()})
    first = MedicalFile.objects.get()
    answer = at_the_phone.get(f"{LIST}files/{first.public_id}/")
    assert (answer["Content-Disposition"], answer["Cache-Control"]) == (
        'attachment; filename="card.jpg"',
        "no-store, private",
    )
    at_the_phone.post(f"{LIST}files/{first.public_id}/take-back/")
    first.refresh_from_db()
    assert (bytes(first.content), first.taken_out_name) == (b"", "Fatima Khan")
    assert is_asked(family_of(open_for(mother), THE_DAY))
    at_the_phone.post(url, {"kind": "card", "operation": str(uuid.uuid4()), "paper": photo()})
    second = MedicalFile.objects.kept().get()
    note_evidence(
        pupil=pupils[0], request=asked, kind="card", seen_on=THE_DAY, note="Surgery", paper=None,
        by=office, on=THE_DAY, at=at("09:40"),
    )  # fmt: skip
    page = at_the_phone.post(f"{LIST}files/{second.public_id}/take-back/", follow=True)
    assert "The school has looked at this file." in page.content.decode()
    assert MedicalFile.objects.kept().get() == second


def test_another_adult_finds_nothing_of_it(client, asked, mother, pupils):
    child = family_of(open_for(mother), THE_DAY).children[0]
    shown = Shown("words", "We did not go to a doctor")
    send(request=asked, child=child, shown=shown, operation=uuid.uuid4(), at=at("09:00"))
    father = sign_in_parent(client, adult(pupils[0], "Imran Khan"))
    assert "has not asked you to show anything" in father.get(LIST).content.decode()
    assert father.get(f"{LIST}{asked.pk}/").status_code == 404
    assert "See what the school asks" not in father.get(HOME).content.decode()


def test_many_requests_take_as_many_statements_as_one(pupils, office, mother):
    def statements():
        family = family_of(open_for(mother), THE_DAY)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = asked_of(family)
        return len(found), len(captured)

    ask(pupils[0], office, mother)
    one = statements()
    ask(pupils[0], office, mother, first_day=THE_DAY - dt.timedelta(days=1))
    ask(pupils[0], office, mother, asked_for="A text of the hospital")
    assert (one, statements()) == ((1, 5), (3, 5))
