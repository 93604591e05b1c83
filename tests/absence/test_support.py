"""From what was missed to a suggested step, the letter or meeting that a person sends, and what waits afterwards."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from absence.models import Meeting, MeetingRecord, SupportReferral, SupportStages, SupportStep
from absence.support_concerns import concerns_of
from absence.support_stages import Missed, Stage, Stages, Step, standing_of
from registers.models import Message, Pupil
from tests.absence.absent import attempt, days_before, miss, mother_of
from tests.cast import sign_in
from tests.factories import THE_DAY, PupilFactory, StatusFactory

DAY = dt.date(2026, 11, 2)
STAGES = Stages(weeks=6, conversation=3, letter=3, meeting=6, plan=6, formal=6)


def missed(*codes):
    return [
        Missed(DAY + dt.timedelta(days=n // 2), ("AM", "PM")[n % 2], code) for n, code in enumerate(codes)
    ]


def stands(*codes, steps=(), stages=None):
    stages = stages or STAGES
    found = standing_of(missed(*codes), stages=stages, steps=steps, first_day=DAY)
    return found.next, found.due, len(found.new)


def step(stage, up_to=None, *, taken=True):
    return Step(stage, taken, up_to or (DAY, ""))


@pytest.fixture
def ben(school, pupils, office, set_clock):
    """Ben Archer: five sessions of illness, four of them reported, and one without a reason; he has a mother."""
    set_clock("10:00:00")
    ben = pupils[0]
    *days, last = days_before(school, 3)
    miss(ben, days, by=office, code="I")
    miss(ben, [last], by=office, code="I", sessions=("AM",))
    miss(ben, [last], by=office, code="N", sessions=("PM",))
    for day in days:
        attempt(ben, office, date=day, outcome="reason_given", who="Anna Archer")
    mother_of(ben, name="Anna Archer", lives_with=True, parental_responsibility=True, priority=1)
    return ben


def concern(school, post, pupil):
    return concerns_of(school=school, post=post, on=THE_DAY, only=pupil.pk).pupils[0]


def letters_of(browser, address):
    """The form of the letters as the page draws it."""
    context = browser.get(address).context
    form = context.get("letters") or context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


def talk(browser, pupil):
    said = {"do": "conversation", "note": "Anna: he sleeps badly", "op": str(uuid.uuid4())}
    return browser.post(f"/pupils/{pupil.pk}/steps/", said, follow=True)


def test_the_stages_follow_each_other_the_gentlest_first():
    assert stands("I", "I") == (Stage.CONVERSATION, False, 2)
    assert stands("I", "I", "N") == (Stage.CONVERSATION, True, 3)
    talked = step(Stage.CONVERSATION)
    assert stands("I", "I", "N", steps=[talked]) == (Stage.LETTER, True, 3)
    assert stands(*"OOOOOO", steps=[talked, step(Stage.LETTER)]) == (Stage.MEETING, True, 6)


def test_only_what_came_after_the_last_step_counts_and_a_stage_left_out_comes_again():
    left_out = step(Stage.CONVERSATION, (DAY, "PM"), taken=False)
    assert stands(*"IIII", steps=[left_out]) == (Stage.CONVERSATION, False, 2)


def test_what_the_school_agreed_or_ordered_suggests_nothing():
    found = standing_of(missed("C", "C2", "E", "R", "I"), stages=STAGES, first_day=DAY)
    assert ([each.code for each in found.counted], len(found.apart)) == (["I"], 4)


def test_a_formal_conversation_comes_only_after_support_and_never_about_illness():
    before = [step(stage) for stage in (Stage.CONVERSATION, Stage.LETTER)]
    no_support = Stages(6, 3, 3, None, None, 6)
    assert stands(*"OOOOOO", steps=before, stages=no_support)[0] is Stage.LETTER
    supported = [*before, step(Stage.MEETING), step(Stage.PLAN)]
    assert stands(*"OOOOOO", steps=supported) == (Stage.FORMAL, True, 6)
    assert stands(*"IIIIII", steps=supported) == (Stage.MEETING, True, 6)
    assert stands(*"IIOOOO", steps=supported) == (Stage.FORMAL, False, 6)


def test_the_champion_sees_the_reason_mix_and_what_is_suggested(ben, school, office, teacher, client):
    assert [each.pupil for each in concerns_of(school=school, post=office, on=THE_DAY).due] == [ben]
    page = sign_in(client, office).get("/support/").content.decode()
    assert "5 of 6 sessions: illness, 4 reported by home; 1: no reason yet, no word from home" in page
    assert "A conversation" in page
    assert sign_in(client, teacher).get("/support/").status_code == 403


def test_nursery_reaches_no_stage(ben, school, office):
    ben.statuses.all().delete()
    StatusFactory(pupil=ben, value="N2")
    assert concerns_of(school=school, post=office, on=THE_DAY).due == []
    assert concern(school, office, ben).standing.next is None


def test_a_step_counts_anew_and_taking_it_back_counts_again(ben, school, office, client):
    browser = sign_in(client, office)
    talk(browser, ben)
    done = SupportStep.objects.get()
    assert (done.stage, done.kind, done.sessions) == ("conversation", "conversation", 6)
    assert concerns_of(school=school, post=office, on=THE_DAY).due == []
    assert "missed nothing that counts since the last step" in talk(browser, ben).content.decode()
    op = str(uuid.uuid4())
    for _ in range(2):
        browser.post(f"/pupils/{ben.pk}/steps/", {"do": "take_back", "step": done.pk, "op": op})
    assert list(SupportStep.objects.order_by("pk").values_list("kind", flat=True)) == [
        "conversation",
        "taken_back",
    ]
    assert len(concerns_of(school=school, post=office, on=THE_DAY).due) == 1


def test_leaving_out_needs_a_reason(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/"
    assert "Say why" in browser.post(page, {"do": "skip", "note": " "}, follow=True).content.decode()
    browser.post(page, {"do": "skip", "note": "In hospital until Friday"})
    assert SupportStep.objects.values_list("kind", "stage", "note").get() == (
        "skip",
        "conversation",
        "In hospital until Friday",
    )


def test_a_letter_about_illness_has_other_words_and_goes_once_as_it_was_read(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/letter/"
    said = letters_of(browser, page)
    mother = ben.cares.get(priority=1).contact
    assert "A child who is too ill for school should rest" in said[f"body_{mother.pk}"]
    said[f"body_{mother.pk}"] += "\n\nGet well soon."
    assert Message.objects.count() == 0
    for _ in range(2):
        assert browser.post(page, said).status_code == 302
    letter, done = Message.objects.get(), SupportStep.objects.get()
    assert (letter.channel, letter.state, letter.body[-14:]) == ("letter", "held", "Get well soon.")
    assert (done.kind, done.edited, letter.cause) == ("letter", True, f"support/{done.pk}/letter")


def test_a_letter_about_other_absence_names_the_days(ben, school, office, client):
    other = Pupil.objects.exclude(pk=ben.pk).order_by("pk").first()
    miss(other, days_before(school, 2), by=office, code="O")
    mother = mother_of(other, name="Rita Dean", lives_with=True)
    said = letters_of(sign_in(client, office), f"/pupils/{other.pk}/steps/letter/")
    body = said[f"body_{mother.pk}"]
    assert "has missed 4 half days:\n\n• Friday 20 November\n• Monday 23 November" in body


def test_after_a_letter_a_family_is_invited_to_talk_about_the_same_absence(ben, school, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/"
    browser.post(f"{page}letter/", letters_of(browser, f"{page}letter/"))
    assert concern(school, office, ben).standing.new == ()
    when = {
        "day": "2026-12-02",
        "time": "15:30",
        "place": "Room 4",
        "with_whom": "Joan",
        "kind": "attendance",
    }
    said = letters_of(browser, f"{page}meeting/?" + "&".join(f"{key}={value}" for key, value in when.items()))
    browser.post(f"{page}meeting/", said | when)
    steps = SupportStep.objects.order_by("pk").values_list("kind", "sessions", "mix")
    assert list(steps) == [(kind, 6, steps[0][2]) for kind in ("letter", "meeting")]
    assert "has missed 6 half days" in Message.objects.order_by("-pk").first().body


def test_support_comes_before_a_conversation_about_legal_steps(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/meeting/"
    when = {"day": "2026-12-02", "time": "15:30", "place": "Room 4", "with_whom": "Joan", "kind": "formal"}
    said = letters_of(browser, page + "?" + "&".join(f"{key}={value}" for key, value in when.items()))
    assert "Support comes first" in browser.post(page, said | when).content.decode()
    assert (Meeting.objects.count(), Message.objects.count()) == (0, 0)


def test_a_meeting_that_nobody_came_to_clears_nothing(ben, school, office, client, set_clock):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/meeting/"
    when = {
        "day": "2026-11-24",
        "time": "15:30",
        "place": "Room 4",
        "with_whom": "Joan",
        "kind": "family_team",
    }
    said = letters_of(browser, page + "?" + "&".join(f"{key}={value}" for key, value in when.items()))
    assert browser.post(page, said | when).status_code == 302
    assert concerns_of(school=school, post=office, on=THE_DAY).due == []
    set_clock("16:00:00")
    assert "Team around the family: what came of the meeting" in browser.get("/support/").content.decode()
    meeting = Meeting.objects.get()
    nobody = {"outcome": "nobody_came", "day": "2026-11-24", "time": "15:30", "agreed": "We visit"}
    assert browser.post(f"/meetings/{meeting.pk}/", nobody).status_code == 302
    assert [each.pupil for each in concerns_of(school=school, post=office, on=THE_DAY).due] == [ben]


def test_a_meeting_is_looked_at_again_only_by_one_of_its_own_kind(ben, school, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/meetings/add/"
    held = {
        "kind": "attendance", "day": "2026-11-23", "time": "15:00", "place": "Room 4", "with_whom": "Joan",
        "came": "Anna Archer", "said": "Ben: lunch is loud", "agreed": "A quiet place", "review_on": "2026-11-24",
        "op": str(uuid.uuid4()),
    }  # fmt: skip
    assert browser.post(page, held).status_code == 302
    assert MeetingRecord.objects.get().said == "Ben: lunch is loud"
    assert SupportStep.objects.get().meeting == Meeting.objects.get()
    other = held | {
        "kind": "other",
        "day": "2026-11-24",
        "time": "09:00",
        "op": str(uuid.uuid4()),
        "review_on": "",
    }
    browser.post(page, other)
    assert "Attendance: to be looked at again" in browser.get("/support/").content.decode()
    browser.post(page, other | {"kind": "attendance", "time": "09:10", "op": str(uuid.uuid4())})
    assert "to be looked at again" not in browser.get("/support/").content.decode()


def test_a_referral_waits_until_it_is_sent_answered_and_settled(ben, office, client):
    browser, page = sign_in(client, office), f"/pupils/{ben.pk}/steps/refer/"
    asked = {
        "kind": "early_help", "to_whom": "Larkfield Early Help", "why": "Sleep and mornings", "shared": "Name, age",
        "family": "not_told", "op": str(uuid.uuid4()),
    }  # fmt: skip
    assert "The family has to know" in browser.post(page, asked).content.decode()
    for _ in range(2):
        assert browser.post(page, asked | {"family": "agreed"}).status_code == 302
    referral = SupportReferral.objects.get()
    assert "Send it, and note how" in browser.get("/support/").content.decode()
    page = f"/support/referrals/{referral.pk}/"
    met = {"kind": "assessed", "day": "2026-11-24", "said": "Threshold met", "op": str(uuid.uuid4())}
    assert "Note first when it was sent" in browser.post(page, met).content.decode()
    browser.post(page, met | {"kind": "sent", "day": "2026-11-02", "said": "By secure e-mail"})
    assert "Ask whether it arrived" in browser.get("/support/").content.decode()
    browser.post(page, met | {"op": str(uuid.uuid4())})
    assert "Larkfield Early Help" not in browser.get("/support/").content.decode()
    assert list(referral.news.order_by("date").values_list("kind", flat=True)) == ["sent", "assessed"]


def test_the_school_sets_its_own_stages(school, head, client, set_clock):
    set_clock("10:00:00")
    browser = sign_in(client, head)
    said = {"weeks": 4, "conversation": "", "letter": 5, "meeting": "", "plan": "", "formal": 4}
    said["op"] = str(uuid.uuid4())
    assert "only after support" in browser.post("/settings/support/", said).content.decode()
    assert browser.post("/settings/support/", said | {"meeting": 6}).status_code == 302
    assert SupportStages.objects.of(school) == Stages(4, None, 5, 6, None, 4)


def test_steps_are_never_changed(ben, office, client):
    talk(sign_in(client, office), ben)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupportStep.objects.update(note="Something else")


def test_the_page_asks_the_same_for_one_pupil_and_for_many(ben, school, office, client):
    browser = sign_in(client, office)
    browser.get("/support/")
    talk(browser, ben)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/support/").status_code == 200
        return len(queries)

    miss(Pupil.objects.exclude(pk=ben.pk).order_by("pk").first(), days_before(school, 3), by=office)
    once = asked()
    for n in range(49):
        pupil = PupilFactory(school=school, surname=f"Other{n}")
        miss(pupil, days_before(school, 2), by=office)
        miss(pupil, days_before(school, 3)[:1], by=office, code="I")
        if n < 3:
            talk(browser, pupil)
    assert asked() == once
