"""One pupil in one place: the timeline and who sees what of it, documents, the family, notes, messages home."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.concerns import raise_concern
from absence.actions.notes import NoteRefused, add_note
from absence.actions.safeguarding import write_safeguarding_note
from absence.actions.support_plans import note_action
from absence.actions.support_referrals import Asked, refer_for_support
from absence.actions.write_home import MessageRefused, Words, write_home
from absence.models import SupportPlan
from absence.pupil_documents import documents_of
from absence.siblings import family_at_school
from absence.timeline import KINDS, look_at, timeline_of
from registers.actions.messages import hand_over_message
from registers.models import Care, ContactLimit, Message, PupilStatus
from registers.pupil_flags import flags_of
from tests.absence.absent import attempt, days_before, miss, mother_of
from tests.absence.support import action_of, plan_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, at
from tests.families import sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")


def who(by, clock="10:00"):
    return {"operation": uuid.uuid4(), "by": by, "at": at(clock)}


def seen_by(pupil, post):
    return timeline_of(look_at(pupil, post, at=at("17:00")))


def written(pupil, by, *, to, channel="letter", body="Come and talk with us."):
    [message] = write_home(pupil=pupil, to=[to], words=Words(channel, body, "A word"), **who(by, "09:00"))
    return message


def with_portal(pupil, **more):
    mother = mother_of(pupil, lives_with=True, portal=True, **more)
    mother.email = "mother@family.example"
    mother.save()
    return mother


def concern_of(contact, pupil, by):
    said = {"relationship": "Mother", "words": "He is afraid of the hall.", "language": "en"}
    return raise_concern(contact=contact, pupil=pupil, **said, **who(by, "08:00"))


def test_everything_stands_in_one_list_the_newest_first(pupils, champion):
    pupil = pupils[0]
    attempt(pupil, champion, note="The bus was late")
    plan = plan_of(pupil, champion)
    action = action_of(plan, champion)
    note_action(action=action, done=True, on=THE_DAY, words="", **who(champion, "11:00"))
    add_note(pupil=pupil, words="The bus is late on Tuesdays.", **who(champion, "12:00"))
    found = seen_by(pupil, champion)
    assert [(each.kind, each.words, each.more) for each in found.happenings] == [
        ("notes", "A note", "The bus is late on Tuesdays."),
        ("plans", "Done: A quiet place at lunch", ""),
        ("calls", "Called: no answer", "The bus was late"),
        ("plans", "Miss Patel is to do by Tuesday 24 November 2026: A quiet place at lunch", ""),
        ("plans", "Support plan begun, kept going by Tom Hale", ""),
    ]
    assert found.counts == {"notes": 1, "plans": 3, "calls": 1}
    assert [each.kind for each in found.of("calls").happenings] == ["calls"]
    assert set(found.counts) <= set(KINDS)


def test_a_message_is_seen_by_the_family_once_it_has_gone_and_by_nobody_else_of_it(pupils, champion):
    mother = with_portal(pupils[0])
    letter = written(pupils[0], champion, to=mother)
    assert [each.family for each in seen_by(pupils[0], champion).happenings] == [""]
    hand_over_message(message=letter, by=champion, at=at("09:30"))
    add_note(pupil=pupils[0], words="Only for us.", **who(champion))
    found = seen_by(pupils[0], champion).of(family_only=True)
    assert [each.family for each in found.happenings] == ["Fatima Khan sees this"]
    Care.objects.update(portal=False)
    found = seen_by(pupils[0], champion).of(family_only=True)
    assert [each.family for each in found.happenings] == ["Fatima Khan was sent this"]


def test_the_eye_marks_what_the_family_s_own_page_lists(client, pupils, champion):
    mother, father = with_portal(pupils[0]), mother_of(pupils[0], "Imran Khan", portal=True)
    father.email = "father@family.example"
    father.save()
    for to, goes in ((mother, True), (mother, False), (father, True)):
        letter = written(pupils[0], champion, to=to)
        if goes:
            hand_over_message(message=letter, by=champion, at=at("09:30"))
    for adult in (mother, father):
        page = sign_in_parent(client, adult).get("/family/messages/").content.decode()
        marked = [
            each
            for each in seen_by(pupils[0], champion).happenings
            if each.family == f"{adult.name} sees this"
        ]
        assert (page.count("A word"), len(marked)) == (1, 1)
    father.email = mother.email
    father.save()
    found = seen_by(pupils[0], champion).of(family_only=True)
    assert {each.family for each in found.happenings} == {
        "Imran Khan was sent this",
        "Fatima Khan was sent this",
    }


def test_steps_and_referrals_stand_under_follow_up_too(client, pupils, champion):
    asked = Asked("school_nurse", "The nursing team", "Worry in the mornings", "Name and age", "agreed")
    referral = refer_for_support(pupil=pupils[0], asked=asked, **who(champion))
    sign_in(client, champion)
    page = client.get(f"/pupils/{pupils[0].pk}/contact/").content.decode()
    assert (
        f'<a href="/support/referrals/{referral.pk}/">Asked to help, School nurse: The nursing team</a>'
        in page
    )


def test_what_only_few_may_know_is_not_told_to_the_others(pupils, champion, head, office):
    mother = with_portal(pupils[0])
    concern_of(mother, pupils[0], head)
    write_safeguarding_note(pupil=pupils[0], words="A bruise.", **who(office, "09:00"))
    told = {
        post.role: [(each.words, each.more, bool(each.url)) for each in seen_by(pupils[0], post).happenings]
        for post in (office, champion, head)
    }
    note, concern = "A note for the safeguarding lead", "Fatima Khan raised a concern"
    assert told == {
        "office": [],
        "champion": [(note, "", False), (concern, "", True)],
        "head": [(note, "", True), (concern, "", True)],
    }


def test_the_timeline_takes_the_same_statements_for_one_row_of_each_kind_and_for_three(
    client, pupils, champion
):
    mother = with_portal(pupils[0])
    sign_in(client, champion)
    client.get("/")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            attempt(pupils[0], champion, operation=uuid.uuid4())
            written(pupils[0], champion, to=mother)
            add_note(pupil=pupils[0], words="A note.", **who(champion))
        with CaptureQueriesContext(connection) as statements:
            for page in ("timeline", "documents", "contact"):
                assert client.get(f"/pupils/{pupils[0].pk}/{page}/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_filter_is_in_the_address_and_what_is_wrong_there_is_as_if_it_were_not(client, pupils, champion):
    sign_in(client, champion)
    attempt(pupils[0], champion)
    add_note(pupil=pupils[0], words="A note.", **who(champion))
    page = f"/pupils/{pupils[0].pk}/timeline/"
    shown = {asked: client.get(page + asked).content.decode().count("story__time") for asked in (
        "", "?kind=calls", "?kind=nonsense", "?kind=leave", "?family=on", "?page=99"
    )}  # fmt: skip
    assert shown == {
        "": 2,
        "?kind=calls": 1,
        "?kind=nonsense": 2,
        "?kind=leave": 2,
        "?family=on": 0,
        "?page=99": 2,
    }


def test_a_note_is_corrected_once_by_another_and_pressing_twice_keeps_one(client, pupils, champion):
    sign_in(client, champion)
    url = f"/pupils/{pupils[0].pk}/notes/add/"
    said = {"operation": str(uuid.uuid4()), "words": "He came by bus."}
    for _ in range(2):
        assert client.post(url, said).status_code == 302
    note = pupils[0].notes.get()
    again = {"operation": str(uuid.uuid4()), "words": "He came by car."}
    assert client.post(f"{url}?corrects={note.pk}", again).status_code == 302
    found = {each.words: bool(each.struck) for each in seen_by(pupils[0], champion).happenings}
    assert found == {"A note that corrects an earlier one": False, "A note": True}
    with pytest.raises(NoteRefused, match="corrected already"):
        add_note(pupil=pupils[0], words="By train.", corrects=note, **who(champion))
    assert client.get(f"{url}?corrects=0").status_code == 404
    assert client.get(f"/pupils/{pupils[1].pk}/notes/add/?corrects={note.pk}").status_code == 404


def test_a_message_goes_only_to_adults_who_may_be_told_and_by_a_way_that_reaches_them(pupils, champion):
    mother = mother_of(pupils[0])
    other = mother_of(pupils[0], "Imran Khan", "")
    ContactLimit.objects.create(
        school=pupils[0].school, care=Care.objects.get(contact=mother), first_day=THE_DAY
    )
    for to, words, why in (
        ([], Words("text", "Hello"), "Choose whom"),
        ([mother], Words("text", "Hello"), "may not be told"),
        ([other], Words("text", "Hello"), "No mobile number"),
        ([other], Words("letter", "Hello"), "what it is about"),
        ([other], Words("letter", "  ", "A word"), "Write what"),
    ):
        with pytest.raises(MessageRefused, match=why):
            write_home(pupil=pupils[0], to=to, words=words, **who(champion))
    assert not Message.objects.exists()


def test_a_text_longer_than_four_is_no_text(pupils, champion):
    mother = mother_of(pupils[0])
    with pytest.raises(MessageRefused, match="longer than 4 texts"):
        write_home(pupil=pupils[0], to=[mother], words=Words("text", "Hello " * 200), **who(champion))
    press = who(champion)
    for _ in range(2):
        write_home(pupil=pupils[0], to=[mother], words=Words("text", "See you at 3:30 – thank you"), **press)
    assert [(each.body, each.state) for each in Message.objects.all()] == [
        ("See you at 3:30 - thank you", "held")
    ]


def test_the_page_writes_to_whom_is_chosen(client, pupils, champion):
    mother = mother_of(pupils[0])
    sign_in(client, champion)
    said = {
        "operation": str(uuid.uuid4()), "to": [str(mother.pk)], "channel": "letter", "subject": "Thank you",
        "body": "For coming.",
    }  # fmt: skip
    url = f"/pupils/{pupils[0].pk}/message/?as=letter"
    answer = client.post(url, {**said, "to": ["999999"]})
    assert "“999999” is not among them" in answer.content.decode()
    assert client.post(url, said).status_code == 302
    assert [str(each.contact) for each in Message.objects.all()] == ["Fatima Khan"]
    assert [each.title for each in documents_of(look_at(pupils[0], champion, at=at("17:00")))] == [
        "Thank you, to Fatima Khan"
    ]


def test_brothers_and_sisters_stand_beside_each_other(client, pupils, champion, office):
    mother = mother_of(pupils[0], lives_with=True)
    CareFactory(pupil=pupils[1], contact=mother, relationship="Aunt")
    monday, tuesday = days_before(pupils[0].school, 2)
    miss(pupils[0], [monday, tuesday], by=champion)
    miss(pupils[1], [tuesday], by=champion, sessions=["PM"])
    plan_of(pupils[1], champion)
    family = family_at_school(pupils[0], champion, at=at("12:00"))
    assert [(child.pupil, child.measures.absent, bool(child.plan)) for child in family.children] == [
        (pupils[0], 4, False),
        (pupils[1], 1, True),
    ]
    assert family.together == [tuesday]
    assert [(adult.contact, [care.relationship for care in adult.cares]) for adult in family.adults] == [
        (mother, ["Mother", "Aunt"])
    ]
    sign_in(client, office)
    client.get("/")
    with CaptureQueriesContext(connection) as two:
        client.get(f"/pupils/{pupils[0].pk}/family/")
    CareFactory(pupil=pupils[2], contact=mother)
    with CaptureQueriesContext(connection) as three:
        client.get(f"/pupils/{pupils[0].pk}/family/")
    assert len(two) == len(three)


def test_flags_in_the_head_are_by_role(pupils, champion, office, teacher):
    for kind, value in (("social_worker", "CIN"), ("medical", "1"), ("sen", "K"), ("fsm", "1")):
        PupilStatus.objects.create(
            school=pupils[0].school, pupil=pupils[0], kind=kind, value=value, first_day=THE_DAY
        )
    plan_of(pupils[0], champion)
    assert {
        post.role: [flag.words for flag in flags_of(pupils[0], post, THE_DAY)]
        for post in (champion, office, teacher)
    } == {
        "champion": ["Child in need plan", "Medical condition", "SEN support", "Support plan"],
        "office": ["Social care", "Medical condition", "SEN support", "Support plan"],
        "teacher": ["Medical condition", "SEN support"],
    }


def test_a_plan_keeps_the_concern_that_it_came_of(client, pupils, head):
    mother = with_portal(pupils[0])
    concern = concern_of(mother, pupils[0], head)
    sign_in(client, head)
    begin = f"/pupils/{pupils[0].pk}/support/begin/?concern={concern.pk}"
    assert begin in client.get(f"/families/concerns/{concern.pk}/").content.decode()
    page = client.get(begin).content.decode()
    assert re.search(r"parents_words[^>]*>\s*He is afraid of the hall\.", page)
    said = {
        "operation": str(uuid.uuid4()), "first_day": "2026-11-24", "lead": "Tom Hale", "review_on": "2026-12-08",
        "barriers": ["anxiety"], "healthcare": "not_needed", "provision": "no_plan",
        "parents_words": "He is afraid of the hall.",
    }  # fmt: skip
    assert client.post(begin, said).status_code == 302
    assert SupportPlan.objects.get().concern == concern
    assert "A plan came of it" in client.get(f"/families/concerns/{concern.pk}/").content.decode()
    assert client.get(f"/pupils/{pupils[1].pk}/support/begin/?concern={concern.pk}").status_code == 404


def test_the_certificate_prints_every_mark_of_the_days_that_are_asked_for(client, pupils, teacher):
    sign_in(client, teacher)
    url = f"/pupils/{pupils[0].pk}/certificate/"
    for asked in ("", "?first=2026-11-02&last=2026-11-20"):
        answer = client.get(url + asked)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    wrong = "?first=2026-11-20&last=2026-11-02"
    assert client.get(url + wrong)["Location"] == f"/pupils/{pupils[0].pk}/marks/{wrong}"
