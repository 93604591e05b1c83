import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from absence.actions.medical import AskedFor, EvidenceRefused, ask_for_evidence, note_evidence
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from registers.models import SensitiveRead
from tests.cast import sign_in
from tests.factories import THE_DAY, at, mark
from tests.small_school import ONE_PIXEL

DOUBT = AskedFor(
    THE_DAY, THE_DAY, "Seen at the fair by two of us", "An appointment card", asked_whom="Ms Archer"
)


def ask(pupil, asked, by):
    return ask_for_evidence(pupil=pupil, asked=asked, by=by, on=THE_DAY, at=at("10:00"))


@pytest.fixture
def at_the_keyboard(client, office, set_clock):
    set_clock("10:00:00")
    return sign_in(client, office)


def test_evidence_is_asked_for_only_with_a_reason_and_once(pupils, office):
    with pytest.raises(EvidenceRefused, match="genuine doubt"):
        ask(pupils[0], AskedFor(THE_DAY, THE_DAY, " ", "A card", "Ms Archer"), office)
    assert ask(pupils[0], DOUBT, office) == ask(pupils[0], DOUBT, office)
    with pytest.raises(DatabaseError), transaction.atomic():
        MedicalRequest.objects.update(doubt="")


def test_nothing_is_asked_about_days_to_come(pupils, office):
    tomorrow = THE_DAY + dt.timedelta(days=1)
    with pytest.raises(EvidenceRefused, match="no absence yet"):
        ask(pupils[0], AskedFor(tomorrow, tomorrow, "x", "x", "x"), office)


def test_nothing_is_asked_about_days_on_which_the_pupil_was_there(pupils, office):
    mark(pupils[0], "/", by=office)
    with pytest.raises(EvidenceRefused, match="missed nothing on those days"):
        ask(pupils[0], DOUBT, office)


def test_what_was_seen_answers_a_request_about_the_same_pupil(pupils, office):
    asked = ask(pupils[0], DOUBT, office)
    said = {"request": asked, "kind": "card", "seen_on": THE_DAY, "note": "Dentist", "paper": None}
    who = {"by": office, "on": THE_DAY, "at": at("10:00")}
    with pytest.raises(EvidenceRefused, match="another pupil"):
        note_evidence(pupil=pupils[1], **said, **who)
    assert note_evidence(pupil=pupils[0], **said, **who).request == asked


def test_the_reason_and_what_was_seen_stand_on_the_page(at_the_keyboard, pupils):
    mine = f"/pupils/{pupils[0].pk}/illness"
    today = THE_DAY.isoformat()
    days = {"first_day": today, "last_day": today, "asked_for": "A card", "asked_whom": "Ms Archer"}
    assert "Fill this in" in at_the_keyboard.post(f"{mine}/ask/", days).content.decode()
    at_the_keyboard.post(f"{mine}/ask/", days | {"doubt": "Seen at the fair"})
    seen = {"kind": "card", "seen_on": today, "note": "Surgery at 9:30"}
    at_the_keyboard.post(f"{mine}/seen/", seen | {"request": MedicalRequest.objects.get().pk})
    page = at_the_keyboard.get(f"{mine}/").content.decode()
    assert ("Seen at the fair" in page, "Surgery at 9:30" in page) == (True, True)
    assert MedicalFile.objects.count() == 0


def test_a_file_is_drawn_anew_its_reading_is_noted_and_it_can_be_destroyed(at_the_keyboard, pupils, office):
    mine = f"/pupils/{pupils[0].pk}/illness"
    seen = {"kind": "letter", "seen_on": THE_DAY.isoformat(), "note": "Hospital on Monday"}
    photo = SimpleUploadedFile("../my letter.jpg", ONE_PIXEL, content_type="text/html")
    at_the_keyboard.post(f"{mine}/seen/", seen | {"paper": photo})
    file = MedicalFile.objects.get()
    answer = at_the_keyboard.get(f"/support/sickness/files/{file.pk}/")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "image/jpeg",
        'attachment; filename="my letter.jpg"',
    )
    assert (
        SensitiveRead.objects.filter(what="health", purpose="Evidence: my letter.jpg", by=office).count() == 1
    )
    at_the_keyboard.post(f"/support/sickness/files/{file.pk}/destroy/")
    file.refresh_from_db()
    assert (bytes(file.content), file.taken_out_name) == (b"", office.user.name)
    assert at_the_keyboard.get(f"/support/sickness/files/{file.pk}/").status_code == 404
    assert MedicalEvidence.objects.get().note == "Hospital on Monday"


def test_a_file_that_is_something_else_is_turned_away(at_the_keyboard, pupils):
    seen = {"kind": "letter", "seen_on": THE_DAY.isoformat(), "note": "Hospital"}
    page = SimpleUploadedFile("letter.jpg", b"<script>alert(1)</script>")
    answer = at_the_keyboard.post(f"/pupils/{pupils[0].pk}/illness/seen/", seen | {"paper": page})
    assert "We cannot read this file" in answer.content.decode()
    assert MedicalEvidence.objects.count() == 0
