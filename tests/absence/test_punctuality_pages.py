"""Lateness from the list to the letter, the meeting and what came of it."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from absence.lateness import lateness_of
from absence.models import Meeting, MeetingRecord, PunctualityStages, PunctualityStep
from absence.punctuality import Stage
from registers.models import Message
from tests.absence.absent import days_before, mother_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, StatusFactory, at, mark


def late_on(pupil, days, *, by, code="L", session="AM", **more):
    for day in days:
        mark(pupil, code, by=by, date=day, session=session, minutes_late=6, arrived_at=dt.time(8, 51), **more)


@pytest.fixture
def ben(school, pupils, office, set_clock):
    """Ben Archer: late on five of the last school days, once after the close; his mother and his gran."""
    set_clock("10:00:00")
    ben = pupils[0]
    *days, last = days_before(school, 5)
    late_on(ben, days, by=office, note="Overslept")
    late_on(ben, [last], by=office, code="U")
    mother_of(ben, name="Anna Archer", lives_with=True, parental_responsibility=True, priority=1)
    gran = ContactFactory(school=school, name="Gran Archer")
    CareFactory(
        pupil=ben,
        contact=gran,
        lives_with=False,
        parental_responsibility=False,
        relationship="Gran",
        priority=2,
    )
    return ben


def listed(school, post):
    return [
        (each.pupil.surname, len(each.standing.new), each.standing.next)
        for each in lateness_of(school=school, post=post, on=THE_DAY).due
    ]


def letters_of(browser, address):
    """The form of the letters as the page draws it."""
    form = browser.get(address).context["form"]
    form = browser.get(address).context.get("letters") or form
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


def test_pupils_at_a_stage_are_listed_with_what_is_suggested(ben, school, pupils, office, teacher, client):
    late_on(pupils[1], days_before(school, 2), by=office)
    nursery = pupils[2]
    nursery.statuses.all().delete()
    StatusFactory(pupil=nursery, value="N2")
    late_on(nursery, days_before(school, 5), by=office)
    assert listed(school, office) == [("Archer", 5, Stage.WORD)]
    page = sign_in(client, office).get("/punctuality/").content.decode()
    assert "Ben Archer" in page
    assert "Overslept 4, No reason given 1" in page
    assert "Chloe Dean" not in page
    assert sign_in(client, teacher).get("/punctuality/").status_code == 403


def test_two_pupils_of_one_name_are_told_apart_by_their_birth_dates(ben, school, pupils, office, client):
    browser = sign_in(client, office)
    assert "born" not in browser.get("/punctuality/").content.decode()
    other = pupils[1]
    other.forename, other.surname, other.dob = "Ben", "Archer", dt.date(2018, 3, 14)
    other.save()
    late_on(other, days_before(school, 3), by=office)
    mark(other, "N", by=office)
    for address in ("/punctuality/", "/to-find/"):
        page = browser.get(address).content.decode()
        assert page.count("born Wednesday 14 March 2018") == 1, address


def test_a_word_a_letter_and_a_meeting_follow_each_other(ben, school, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/punctuality/"
    op = str(uuid.uuid4())
    for _ in range(2):
        browser.post(page, {"do": "word", "note": "Spoke with Anna at the gate", "op": op})
    step = PunctualityStep.objects.get()
    assert (step.stage, step.times, step.minutes, step.taken) == ("word", 5, 30, True)
    assert listed(school, office) == []
    late_on(ben, [THE_DAY], by=office, session="PM")
    assert browser.get(f"{page}letter/").status_code == 200  # sooner than the stage, if a person wants that
    found = lateness_of(school=school, post=office, on=THE_DAY, only=ben.pk).pupils[0]
    assert (found.standing.next, len(found.standing.new)) == (Stage.LETTER, 1)


def test_letters_go_one_to_each_person_as_they_were_read_and_changed(ben, school, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/punctuality/letter/"
    said = letters_of(browser, page)
    mother = Message.objects.none() or ben.cares.get(priority=1).contact
    assert [name for name in said if name.startswith("to_")] == [f"to_{mother.pk}"]
    body = said[f"body_{mother.pk}"]
    assert "5 times, 30 minutes in all" in body
    assert "8:51 (after the register had closed)" in body
    said[f"body_{mother.pk}"] = body + "\n\n{{pupil}} <b>#set text(9pt)</b>"
    for _ in range(2):
        assert browser.post(page, said).status_code == 302
    letter = Message.objects.get()
    assert (letter.contact, letter.channel, letter.state) == (mother, "letter", "held")
    assert letter.body.endswith("{{pupil}} <b>#set text(9pt)</b>")
    step = PunctualityStep.objects.get()
    assert (step.stage, step.edited, letter.cause) == ("letter", True, f"punctuality/{step.pk}/letter")
    browser.post(f"/pupils/{ben.pk}/punctuality/", {"do": "take_back", "step": step.pk})
    letter.refresh_from_db()
    assert (letter.state, PunctualityStep.objects.standing().count()) == ("cancelled", 0)
    assert listed(school, office) == [("Archer", 5, Stage.WORD)]


def test_nobody_chosen_is_said_and_nothing_goes(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/punctuality/letter/"
    said = {name: value for name, value in letters_of(browser, page).items() if not name.startswith("to_")}
    assert "Choose whom to write to." in browser.post(page, said).content.decode()
    assert (Message.objects.count(), PunctualityStep.objects.count()) == (0, 0)


def test_a_letter_that_has_gone_cannot_be_taken_back(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/punctuality/"
    browser.post(f"{page}letter/", letters_of(browser, f"{page}letter/"))
    Message.objects.update(state="sent")
    answer = browser.post(page, {"do": "take_back", "step": PunctualityStep.objects.get().pk}, follow=True)
    assert "A letter of it has gone already." in answer.content.decode()
    assert PunctualityStep.objects.standing().count() == 1


def test_a_family_is_invited_and_what_came_of_it_is_kept(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/punctuality/meeting/"
    when = {"day": "2026-12-02", "time": "15:30", "place": "Room 4", "with_whom": "Joan Wright, Office"}
    address = f"{page}?day=2026-12-02&time=15:30&place=Room 4&with_whom=Joan Wright, Office"
    assert browser.post(page, letters_of(browser, address) | when).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.kind) == (at("15:30", dt.date(2026, 12, 2)), "punctuality")
    assert meeting.invited == "Anna Archer"
    assert "• Wednesday 2 December at 15:30\n• Room 4" in Message.objects.get().body
    came = {
        "outcome": "held", "day": "2026-11-24", "time": "09:30", "came": "Anna Archer", "agreed": "Breakfast club",
        "review_on": "2026-12-16",
    }  # fmt: skip
    for changed in (came, came, came | {"agreed": "Breakfast club on Mondays"}):
        assert browser.post(f"/meetings/{meeting.pk}/", changed).status_code == 302
    assert [record.agreed for record in MeetingRecord.objects.order_by("pk")] == [
        "Breakfast club",
        "Breakfast club on Mondays",
    ]
    story = browser.get(f"/pupils/{ben.pk}/contact/").content.decode()
    assert "Breakfast club on Mondays" in story
    assert "To be looked at again on Wednesday 16 December" in story
    with pytest.raises(DatabaseError), transaction.atomic():
        MeetingRecord.objects.update(agreed="Nothing")


def test_what_cannot_be_is_refused_with_why(ben, office, client):
    browser = sign_in(client, office)
    page = f"/pupils/{ben.pk}/punctuality/"
    past = "?day=2026-11-02&time=15:30&place=Room 4&with_whom=Joan"
    said = letters_of(browser, f"{page}meeting/{past}")
    said |= {"day": "2026-11-02", "time": "15:30", "place": "Room 4", "with_whom": "Joan"}
    assert "still to come" in browser.post(f"{page}meeting/", said).content.decode()
    assert "Enter a valid date" in browser.get(f"{page}meeting/?day=soon").content.decode()
    held = {"kind": "attendance", "day": "2026-11-30", "time": "09:00", "place": "Hall", "with_whom": "Joan"}
    held |= {"came": "Anna", "op": str(uuid.uuid4())}
    assert "still to come" in browser.post(f"/pupils/{ben.pk}/meetings/add/", held).content.decode()
    answer = browser.post(page, {"do": "leave_out", "note": " "}, follow=True).content.decode()
    assert "Say why nothing is done now" in answer
    assert (Meeting.objects.count(), PunctualityStep.objects.count()) == (0, 0)


def test_a_meeting_without_an_invitation_is_the_step_too(ben, school, office, client):
    held = {
        "kind": "punctuality", "day": "2026-11-24", "time": "09:00", "place": "Hall", "with_whom": "Joan",
        "came": "Anna", "agreed": "Walks with a friend", "op": str(uuid.uuid4()),
    }  # fmt: skip
    browser = sign_in(client, office)
    for _ in range(2):
        assert browser.post(f"/pupils/{ben.pk}/meetings/add/", held).status_code == 302
    assert (Meeting.objects.count(), PunctualityStep.objects.get().stage) == (1, "meeting")
    assert listed(school, office) == []


def test_a_stage_left_out_comes_again_after_as_many_more(ben, school, office, client):
    sign_in(client, office).post(
        f"/pupils/{ben.pk}/punctuality/", {"do": "leave_out", "note": "A new baby", "op": str(uuid.uuid4())}
    )
    step = PunctualityStep.objects.get()
    assert (step.taken, step.note, listed(school, office)) == (False, "A new baby", [])


def test_a_school_sets_its_own_stages_and_the_earlier_ones_are_kept(ben, school, head, office, client):
    browser = sign_in(client, head)
    assert (
        browser.post("/settings/punctuality/", {"weeks": "6", "word": "", "letter": "5"}).status_code == 302
    )
    assert listed(school, office) == [("Archer", 5, Stage.LETTER)]
    browser.post("/settings/punctuality/", {"weeks": "6", "word": "6", "letter": "5", "meeting": "4"})
    assert (listed(school, office), PunctualityStages.objects.count()) == ([], 2)
    assert "Enter 39 or less" in browser.post("/settings/punctuality/", {"weeks": "99"}).content.decode()


def test_nobody_else_finds_the_pupil(ben, other_school, client):
    from tests.cast import person

    browser = sign_in(client, person(other_school, "office", "Next Door"))
    for address in ("", "letter/", "meeting/"):
        assert browser.get(f"/pupils/{ben.pk}/punctuality/{address}").status_code == 404


def test_the_statements_do_not_grow_with_pupils(ben, school, pupils, office, client):
    browser = sign_in(client, office)

    def statements():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get("/punctuality/").status_code == 200
        return len(counted)

    statements()  # signs in
    one = statements()
    for pupil in pupils[1:]:
        late_on(pupil, days_before(school, 5), by=office)
        PunctualityStep.objects.create(
            school=school, pupil=pupil, stage="word", taken=True, date=THE_DAY, up_to=days_before(school, 5)[0],
            up_to_session="AM", times=3, minutes=9, operation=uuid.uuid4(), by=office, name="Joan", position="Office",
            at=at("09:00"),
        )  # fmt: skip
    assert statements() == one
