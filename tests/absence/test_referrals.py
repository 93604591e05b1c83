import pytest
from django.db import DatabaseError, transaction

from absence.actions.referrals import make_referral, note_referral_sent
from absence.going_on import going_on
from absence.models import ProfessionalTold, Referral, ReferralSent
from registers.models import Address, Professional, SensitiveRead
from tests.absence.absent import attempt, days_before, miss, mother_of
from tests.cast import person, sign_in
from tests.factories import THE_DAY, YEAR_STARTS, CareFactory, at, mark


@pytest.fixture
def ten_days(school, pupils, office, set_clock):
    """Ben Archer: nine days without contact and today; tried twice, visited once; one address is confidential."""
    set_clock("10:00:00")
    ben, chloe = pupils[0], pupils[1]
    days = days_before(school, 9)
    mark(ben, "/", by=office, date=days_before(school, 10)[0])
    miss(ben, days, by=office)
    mark(ben, "N", by=office)
    mother = mother_of(ben, name="Anna Archer")
    CareFactory(pupil=chloe, contact=mother)
    attempt(ben, office, date=days[0], contact=mother, number="07700 900123")
    attempt(ben, office, date=days[3], kind="visit", outcome="nobody_home", note="12 Hidden Lane was dark")
    Address.objects.create(
        school=school,
        pupil=ben,
        address="12 Hidden Lane",
        postcode="PE9 9XX",
        confidential=True,
        first_day=YEAR_STARTS,
    )
    return ben


def found_of(pupil, post):
    return going_on(school=pupil.school, post=post, on=THE_DAY, only=pupil.pk)[0]


def test_the_content_is_ready(ten_days, school, office, client):
    page = sign_in(client, office).get(f"/pupils/{ten_days.pk}/refer/")
    content = page.context["content"]
    facts = dict(content["pupil"])
    assert facts["School days without contact"] == "10"
    assert facts["Last seen by the school"] == "Tuesday 10 November 2026, in the morning register (present)"
    assert facts["Last contact with the family"] == "Nobody has been reached in this absence"
    assert content["siblings"] == [["Chloe Dean", "3B"]]
    assert [row[1] for row in content["attempts"]] == ["Called", "Home visit"]
    assert len(content["untried"]) == 7
    assert [row[1:] for row in content["marks"]][-2:] == [["N, No reason yet"] * 2, ["N, No reason yet", ""]]


def test_a_confidential_address_is_covered_wherever_it_stands(ten_days, school, head, client):
    browser = sign_in(client, head)
    browser.post(f"/pupils/{ten_days.pk}/refer/", {"note": "Seen near 12 Hidden Lane"})
    made = Referral.objects.get()
    words = browser.get(f"/referrals/{made.pk}/").content.decode()
    assert "Hidden Lane" not in words + str(made.content) + made.note
    assert "Confidential – ask the safeguarding lead" in words


def test_it_is_made_once_printed_and_kept_as_it_was(ten_days, school, office, client):
    browser = sign_in(client, office)
    address = f"/pupils/{ten_days.pk}/refer/"
    assert browser.post(address, {"note": "The post piles up."}).status_code == 302
    browser.post(address, {"note": "The post piles up."})
    made = Referral.objects.get()
    assert (made.days, made.date, made.first_day, made.name) == (
        10,
        THE_DAY,
        days_before(school, 9)[0],
        "Joan Wright",
    )
    ten_days.surname = "Changed"
    ten_days.save()
    answer = browser.get(f"/referrals/{made.pk}/document/")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", bytes(made.document))
    assert b"pdfuaid" in bytes(made.document)
    assert b"missing from education" not in browser.get(f"/referrals/{made.pk}/").content
    with pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.update(note="Something else")


def test_whom_it_went_to_is_noted_once(ten_days, school, office, client):
    made = make_referral(found=found_of(ten_days, office), note="", school=school, by=office, at=at("09:30"))
    browser = sign_in(client, office)
    said = {"to_whom": "Attendance service", "how": "email", "day": str(THE_DAY), "time": "09:50"}
    for _ in range(2):
        browser.post(f"/referrals/{made.pk}/", said)
    assert [(each.to_whom, each.sent_at) for each in ReferralSent.objects.all()] == [
        ("Attendance service", at("09:50"))
    ]
    for clock, words in (("09:10", "before it was made"), ("10:30", "has not come yet")):
        assert words in browser.post(f"/referrals/{made.pk}/", said | {"time": clock}).content.decode()
    assert "went to Attendance service" in browser.get("/continuing/").content.decode()


def test_a_pupil_who_is_here_is_not_referred(pupils, school, office, client, set_clock):
    set_clock("10:00:00")
    mark(pupils[0], "/", by=office)
    page = sign_in(client, office).post(f"/pupils/{pupils[0].pk}/refer/", {"note": ""}).content.decode()
    assert "Ben Archer is not absent without a reason." in page
    assert Referral.objects.count() == 0


def test_the_list_says_what_is_due(ten_days, school, office, client):
    words = sign_in(client, office).get("/continuing/").content.decode()
    for said in (
        "1 referral is due.",
        "Referral due now.",
        "Ten school days without authority",
        "Not contacted yet",
    ):
        assert said in words
    assert "Professionals to tell" not in words


def test_a_referral_made_counts_no_more_as_due(ten_days, school, office):
    make_referral(found=found_of(ten_days, office), note="", school=school, by=office, at=at("09:30"))
    found = found_of(ten_days, office)
    assert (found.referral_due, found.referral.note) == (False, "")


def test_a_note_that_was_a_slip_is_taken_back(ten_days, school, head, office, client):
    Professional.objects.create(
        school=school, pupil=ten_days, role="social_worker", name="Priti Lakhani", first_day=YEAR_STARTS
    )
    assert "ask the safeguarding lead" in sign_in(client, office).get("/continuing/").content.decode()
    browser, address = sign_in(client, head), f"/pupils/{ten_days.pk}/professionals/"
    assert "Priti Lakhani" in browser.get(address).content.decode()
    assert SensitiveRead.objects.get().purpose == "Telling somebody of an absence"
    said = {"whom": "1", "told_name": "Duty team", "how": "phone", "day": str(THE_DAY), "time": "09:40"}
    assert "has not come yet" in browser.post(address, said | {"time": "11:00"}).content.decode()
    assert browser.post(address, said).status_code == 302
    note = ProfessionalTold.objects.get()
    assert (note.told_name, note.on_file, note.date) == ("Duty team", "Priti Lakhani", THE_DAY)
    assert "All told" in browser.get("/professionals/").content.decode()
    assert browser.post(address, {"take_back": str(note.pk)}).status_code == 302
    assert ProfessionalTold.objects.get().taken_back_name == "Ruth Adeyemi"
    assert "All told" not in browser.get("/professionals/").content.decode()


@pytest.mark.parametrize("bad", [{"whom": "9"}, {"whom": "x"}, {}, {"take_back": "999999"}])
def test_a_press_that_names_nobody_is_not_found(ten_days, head, client, bad):
    assert sign_in(client, head).post(f"/pupils/{ten_days.pk}/professionals/", bad).status_code == 404


def test_another_school_finds_neither_pupil_nor_referral(ten_days, school, other_school, office, client):
    made = make_referral(found=found_of(ten_days, office), note="", school=school, by=office, at=at("09:30"))
    stranger = sign_in(client, person(other_school, "office", "Next Door"))
    for address in (
        f"pupils/{ten_days.pk}/refer/",
        f"referrals/{made.pk}/",
        f"referrals/{made.pk}/document/",
    ):
        assert stranger.get(f"/{address}").status_code == 404


def test_note_sent_returns_what_it_made(ten_days, school, office):
    made = make_referral(found=found_of(ten_days, office), note="", school=school, by=office, at=at("09:30"))
    more = {"to_whom": "Hub", "how": "portal", "sent_at": at("09:40"), "by": office, "at": at("09:41")}
    assert note_referral_sent(referral=made, **more) == note_referral_sent(referral=made, **more)
