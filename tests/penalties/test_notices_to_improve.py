"""Notices to improve: what the letter says, the daily look at the register, and how one ends."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from penalties.actions.improvement import ImprovementRefused
from penalties.improvement import Outcome
from penalties.models import CaseDecision, CaseEvent, NoticeToImprove
from registers.letter_blocks import BENEATH
from registers.message_causes import fallen_away
from registers.models import ContactLimit, LanguageSwitch, Message, SchoolDay
from tests.cast import person, sign_in
from tests.factories import THE_DAY, at, mark
from tests.penalties.improving import BEGINS, end, give, now_of, to_improve
from tests.penalties.noticed import parent_of

pytestmark = pytest.mark.usefixtures("on_the_day")
LIST = "/penalties/improve/"
LAST = dt.date(2026, 12, 20)
AFTER = dt.date(2026, 12, 21)


@pytest.fixture
def head(school):
    return person(school, "head", "Ruth Bell")


@pytest.fixture
def office(school):
    return person(school, "office", "Joan Wright")


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def mother(aisha):
    return parent_of(aisha, "Fatima Khan")


@pytest.fixture
def case(aisha, head):
    return to_improve(aisha, head)


@pytest.fixture
def notice(case, mother, head):
    return give(case, head, mother)[0]


def fill(pupil, by, *, code="/", but=()):
    """Every session of the notice has a mark: present, but those given as (day, session, code)."""
    other = {(day, session): code for day, session, code in but}
    for day in SchoolDay.objects.filter(school=pupil.school, date__range=(BEGINS, LAST)):
        for session in ("AM", "PM"):
            standing = "\\" if code == "/" and session == "PM" else code
            mark(pupil, other.get((day.date, session), standing), by=by, date=day.date, session=session)


def monday(n, session="AM", code="O"):
    """A session so many days into the notice."""
    return BEGINS + dt.timedelta(days=n), session, code


def test_the_letter_has_everything_that_a_notice_must_say(notice):
    letter = notice.letter
    assert (letter.channel, letter.state, letter.language) == ("letter", "held", "en")
    wanted = [
        "Dear Fatima Khan", "Aisha Khan, class 3B, has missed 10 half days", "• Monday 9 November\n",
        "Education Act 1996, section 7", "• Breakfast club", "• Early help: ring Joan Wright",
        "Monday 30 November 2026 to Sunday 20 December 2026",
        "• Aisha misses at most 2 half days without the school’s agreement.\n• Coming to the meetings",
        "£160, or £80 if it is paid within 21 days", "• Nobody answers the door.", "Ruth Bell, Head",
    ]  # fmt: skip
    assert [words for words in wanted if words not in letter.body] == []
    assert (notice.last_day, len(notice.sessions), notice.to_name) == (LAST, 10, "Fatima Khan")


def test_each_parent_has_a_notice_and_a_letter_of_their_own_and_pressing_twice_gives_one(
    case, mother, head, aisha
):
    father = parent_of(aisha, "Imran Khan", relationship="Father")
    press = uuid.uuid4()
    made = give(case, head, mother, father, operation=press)
    assert give(case, head, mother, father, operation=press) == made
    assert [(each.to_name, each.letter.contact) for each in made] == [
        ("Fatima Khan", mother),
        ("Imran Khan", father),
    ]
    assert Message.objects.filter(cause__startswith="notice_to_improve/").count() == 2


def test_who_reads_another_language_has_the_translation_beneath_the_english(case, mother, head):
    LanguageSwitch.objects.create(
        school=case.school,
        language="pl",
        is_on=True,
        by=head,
        name="Ruth Bell",
        position="Head",
        at=at("07:00"),
    )
    mother.language = "Polish"
    mother.save()
    english, beneath = give(case, head, mother)[0].letter.body.split(BENEATH)
    assert english.startswith("Dear Fatima Khan")
    assert "poniedziałek 30 listopada 2026" in beneath
    assert "Dziecko jest nieobecne z powodu wakacji, na które nie było zgody." in beneath
    assert "Nobody answers the door." in beneath


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"weeks": 2}, "A notice to improve lasts 3 to 6 weeks."),
        ({"weeks": 7}, "A notice to improve lasts 3 to 6 weeks."),
        ({"first_day": THE_DAY}, "The time begins after today"),
        ({"first_day": dt.date(2026, 11, 28)}, "The time begins on a school day."),
        ({"weeks": 6}, "The school’s calendar ends before the weeks of the notice do."),
        ({"allowed": 10}, "A notice allows none to 9 sessions."),
        ({"support": " "}, "Say what was done to help"),
        ({"more_support": ""}, "Say what more there is"),
        ({"grounds": ()}, "Say on which grounds"),
    ],
)
def test_a_notice_that_is_not_whole_is_refused(case, mother, head, says, words):
    with pytest.raises(ImprovementRefused, match=words):
        give(case, head, mother, **says)
    assert NoticeToImprove.objects.count() == 0


def test_nothing_is_given_that_nobody_decided(case, mother, head):
    CaseDecision.objects.create(
        **{
            field.name: getattr(CaseDecision.objects.latest("pk"), field.name)
            for field in CaseDecision._meta.fields
            if field.name not in ("id", "outcome", "operation")
        },
        outcome="support",
        operation=uuid.uuid4(),
    )
    with pytest.raises(ImprovementRefused, match="Nobody has decided on a notice to improve"):
        give(case, head, mother)


def test_a_second_one_waits_until_the_first_has_ended(case, notice, mother, head):
    with pytest.raises(ImprovementRefused, match="has a notice to improve already"):
        give(case, head, mother)
    end(notice, head, "withdrawn", THE_DAY, words="The wrong parent")
    assert Message.objects.get(pk=notice.letter_id).state == "cancelled"
    assert len(give(case, head, mother)) == 1


def test_somebody_who_may_not_be_told_is_given_none(case, mother, head, aisha):
    ContactLimit.objects.create(
        school=case.school, care=mother.cares.get(pupil=aisha), scope="no_access", ground="Court order",
        first_day=THE_DAY,
    )  # fmt: skip
    with pytest.raises(ImprovementRefused, match="There is no parent on file"):
        give(case, head, mother)


def test_the_register_is_looked_at_each_morning(notice, aisha, head):
    assert now_of(notice, head, THE_DAY).watched.outcome == Outcome.NOT_BEGUN
    fill(aisha, head, but=[monday(0), monday(0, "PM"), monday(1), monday(3, "PM", "N")])
    assert now_of(notice, head, BEGINS + dt.timedelta(days=1)).watched.outcome == Outcome.RUNNING
    found = now_of(notice, head, BEGINS + dt.timedelta(days=2))
    assert (found.watched.outcome, found.watched.failed_at[:2], found.left) == (
        Outcome.NOT_MET,
        (BEGINS + dt.timedelta(days=1), "AM"),
        0,
    )


@pytest.mark.parametrize(
    ("but", "says", "kind"),
    [
        ([monday(0), monday(0, "PM")], Outcome.MET, "met"),
        ([monday(0), monday(0, "PM"), monday(4, "AM", "G")], Outcome.NOT_MET, "not_met"),
        ([monday(0), monday(0, "PM"), monday(4, "AM", "I")], Outcome.MET, "met"),
    ],
)
def test_the_morning_after_the_last_day_says_whether_it_is_met_and_a_person_says_so(
    notice, aisha, head, but, says, kind
):
    fill(aisha, head, but=but)
    found = now_of(notice, head, AFTER)
    assert (found.watched.outcome, found.wants_somebody) == (says, True)
    wrong = "met" if kind == "not_met" else "not_met"
    with pytest.raises(ImprovementRefused, match="The register says"):
        end(notice, head, wrong, AFTER)
    press = uuid.uuid4()
    assert end(notice, head, kind, AFTER, operation=press) == end(notice, head, kind, AFTER, operation=press)
    assert now_of(notice, head, AFTER).words == found.watched.words


def test_what_nobody_has_settled_leaves_it_open(notice, aisha, head):
    fill(aisha, head, but=[monday(0), monday(0, "PM"), monday(4, "AM", "N")])
    found = now_of(notice, head, AFTER)
    assert (found.watched.outcome, len(found.watched.in_doubt), found.wants_somebody) == (
        Outcome.NOT_KNOWN,
        1,
        True,
    )


def test_an_amendment_after_the_end_is_shown(notice, aisha, head):
    fill(aisha, head, but=[monday(0), monday(0, "PM"), monday(4)])
    end(notice, head, "not_met", AFTER)
    mark(aisha, "I", by=head, date=monday(4)[0], session="AM", when=at("09:30", AFTER))
    assert now_of(notice, head, AFTER).is_contradicted


def test_it_ends_early_only_on_a_ground_that_it_states(notice, head):
    on = BEGINS + dt.timedelta(days=3)
    with pytest.raises(ImprovementRefused, match="on no other"):
        end(notice, head, "early", on, ground="We are tired of it", words="Away")
    with pytest.raises(ImprovementRefused, match="Say what happened"):
        end(notice, head, "early", on, ground=notice.grounds[1])
    with pytest.raises(ImprovementRefused, match="Its time is not over"):
        end(notice, head, "not_met", on)
    assert end(notice, head, "early", on, ground=notice.grounds[1], words="Three visits").kind == "early"
    with pytest.raises(ImprovementRefused, match="Ruth Bell has already said how it ended"):
        end(notice, head, "withdrawn", on, words="No")


def test_a_letter_about_sessions_that_are_gone_does_not_go(notice, case):
    cause = notice.letter.cause
    assert fallen_away(case.school_id, [cause], at("10:00")) == {}
    CaseEvent.objects.create(
        school=case.school, case=case, kind="withdrawn", on=THE_DAY, at=at("09:30"), why="An amendment"
    )
    assert list(fallen_away(case.school_id, [cause], at("10:00"))) == [cause]


def test_the_letter_is_read_before_it_is_put_into_the_outbox(client, case, mother, office):
    sign_in(client, office)
    page = reverse("penalties:give_notice_to_improve", args=[case.pk])
    form = client.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {
        "first_day": "2026-11-30", "weeks": "3", "allowed": "0", "support": "Meetings", "more_support": "Early help",
    }  # fmt: skip
    read = client.post(page, {**sent, "do": "read"})
    assert "Aisha misses no half-day without" in read.content.decode()
    assert NoticeToImprove.objects.count() == 0
    given = client.post(page, {**sent, "do": "give"})
    assert given.url == reverse("penalties:notices_to_improve")
    assert "Fatima Khan" in client.get(given.url).content.decode()


def test_the_head_says_how_it_ended_and_the_office_does_not(client, notice, head, office):
    page = reverse("penalties:notice_to_improve", args=[notice.pk])
    said = {"kind": "withdrawn", "words": "Sent to the wrong parent", "operation": str(uuid.uuid4())}
    sign_in(client, office)
    assert client.post(page, said).status_code == 403
    sign_in(client, head)
    assert client.post(page, said).status_code == 302
    assert "Sent to the wrong parent" in client.get(page).content.decode()


def test_a_letter_that_went_is_taken_back_by_another_that_is_read_first_and_written_once(
    client, notice, head, office
):
    Message.objects.filter(pk=notice.letter_id).update(state="sent")
    back = reverse("penalties:letter_of_withdrawal", args=[notice.pk])
    sign_in(client, head)
    assert "There is no letter to take back" in client.get(back).content.decode()
    said = {"kind": "withdrawn", "words": "The wrong parent", "operation": str(uuid.uuid4())}
    page = reverse("penalties:notice_to_improve", args=[notice.pk])
    assert client.post(page, said).url == back
    assert "Fatima Khan does not know yet." in client.get(page).content.decode()
    sign_in(client, office)
    read = client.get(back).content.decode()
    assert "no penalty notice can follow from it" in read
    assert "The wrong parent" not in read
    written = Message.objects.filter(cause=f"notice_withdrawn/{notice.pk}")
    assert written.count() == 0
    assert [client.post(back).url, client.post(back).url] == [page, page]
    letter = written.get()
    assert (letter.contact.name, letter.channel, letter.state) == ("Fatima Khan", "letter", "held")
    assert "On Tuesday 24 November we wrote to you" in letter.body
    assert "Monday 30 November 2026 to Sunday 20 December 2026" in letter.body
    assert "does not know yet" not in client.get(page).content.decode()
    assert list(fallen_away(notice.school_id, [notice.letter.cause], at("10:00")).values()) == [
        "The notice was withdrawn."
    ]


def test_the_list_takes_as_many_statements_for_three_as_for_one(client, pupils, head):
    for pupil in pupils[:1]:
        give(to_improve(pupil, head), head, parent_of(pupil, f"Parent of {pupil.forename}"))
    sign_in(client, head)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for pupil in pupils[1:3]:
        give(to_improve(pupil, head), head, parent_of(pupil, f"Parent of {pupil.forename}"))
    with CaptureQueriesContext(connection) as three:
        assert client.get(LIST).content.count(b'<th scope="row"') == 3
    assert len(three) == len(one)
