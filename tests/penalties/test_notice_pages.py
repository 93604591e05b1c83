"""The pages of notices and payments, of what parents say, of other steps, and of the authority's rules."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from penalties.models import AuthorityRules, NoticeNews, OtherTool, PenaltyNotice, Representation
from tests.cast import sign_in
from tests.factories import THE_DAY, ContactFactory, GroupFactory, PostFactory
from tests.penalties.noticed import TEN, away, happened, noticed, parent_of

pytestmark = pytest.mark.usefixtures("on_the_day")
OCTOBER = dt.date(2024, 10, 10)
MARCH = dt.date(2026, 3, 5)
SEPTEMBER = dt.date(2026, 9, 14)


@pytest.fixture
def pupil(pupils):
    return pupils[0]


@pytest.fixture
def mother(pupil):
    return parent_of(pupil)


@pytest.fixture
def at_desk(client, champion):
    return sign_in(client, champion)


def told(pupil, contact, by, day=SEPTEMBER, **says):
    return noticed(pupil, contact, by, issued_on=day, from_before="The authority’s letter", **says)


def words_of(client, name, *args, **query):
    return client.get(reverse(f"penalties:{name}", args=args), query).content.decode()


def post(client, name, *args, query="", **said):
    said.setdefault("operation", uuid.uuid4())
    return client.post(reverse(f"penalties:{name}", args=args) + query, said)


def record(client, pupil, contact, query="", **said):
    halves = [f"{day} {half}" for day, half in TEN]
    said = {"issuer": "authority", "issued": "yes", "issued_on": THE_DAY, "sessions": halves, **said}
    return post(client, "record_notice", pupil.pk, query=query, contact=contact.pk, **said)


def test_a_notice_is_written_down_and_paid(at_desk, pupil, mother, office):
    away(pupil, office)
    offered = words_of(at_desk, "record_notice", pupil.pk)
    assert "a first notice, £160 within 28 days, or £80 within 21" in offered
    assert offered.count('name="sessions"') == 10
    assert "Fri 13 Nov 2026 PM: G" in offered
    assert "G: holiday not agreed." in offered
    answer = record(at_desk, pupil, mother, received_on=THE_DAY)
    notice = PenaltyNotice.objects.get()
    assert answer.url == reverse("penalties:penalty_notice", args=[notice.pk])
    page = words_of(at_desk, "penalty_notice", notice.pk)
    assert "Monday 21 December 2026" in page
    assert "Monday 14 December 2026" in page
    paid = {"kind": "paid", "on": THE_DAY, "amount": 80, "words": "The authority wrote"}
    assert post(at_desk, "note_notice_news", notice.pk, **paid).status_code == 302
    assert "£80" in words_of(at_desk, "penalty_notice", notice.pk)
    assert ">Paid<" in words_of(at_desk, "notices", show="all")


def test_the_same_is_written_down_for_another_parent(at_desk, pupil, mother, office):
    away(pupil, office)
    father = parent_of(pupil, "Omar Khan", relationship="Father")
    record(at_desk, pupil, mother)
    first = PenaltyNotice.objects.get()
    page = words_of(at_desk, "record_notice", pupil.pk)
    assert "no session that a notice could be for" in page
    offered = "The sessions of the notice to Fatima Khan of Tuesday 24 November 2026, for Omar Khan"
    assert f'<a href="?like={first.pk}">{offered}</a>' in page
    assert words_of(at_desk, "record_notice", pupil.pk, like=first.pk).count("checked") >= 10
    assert record(at_desk, pupil, father, query=f"?like={first.pk}").status_code == 302
    assert PenaltyNotice.objects.filter(contact=father).get().sessions.count() == 10
    assert "The sessions of the notice" not in words_of(at_desk, "record_notice", pupil.pk)


def test_a_third_is_refused_on_the_page_and_says_why(at_desk, pupil, mother, office, champion):
    away(pupil, office)
    for day in (OCTOBER, MARCH):
        told(pupil, mother, champion, day)
    assert "no notice, for 2 count in the 3 years" in words_of(at_desk, "pupil_notices", pupil.pk)
    answer = record(at_desk, pupil, mother)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A notice is allowed again from 11 October 2027" in page
    assert "SI 2024/210" in page


def test_each_parent_stands_alone_on_the_page_of_the_child(at_desk, pupil, mother, champion):
    parent_of(pupil, "Omar Khan", relationship="Father")
    neighbour = {"relationship": "Neighbour", "parental_responsibility": False, "lives_with": False}
    parent_of(pupil, "Nell Next", **neighbour)
    told(pupil, mother, champion)
    page = words_of(at_desk, "pupil_notices", pupil.pk)
    assert page.count("a second notice, £160") == 1
    assert page.count("a first notice, £160") == 1
    assert page.count("Not a parent by what is on file") == 1


def test_what_waits_stands_on_the_list(at_desk, pupil, mother, champion):
    told(pupil, mother, champion)
    unknown = told(pupil, mother, champion, None, issued="unknown")
    page = words_of(at_desk, "notices")
    assert "Ask the authority whether it was paid" in page
    assert "Ask the authority whether it was issued" in page
    happened(unknown, "not_issued", THE_DAY, champion)
    page = words_of(at_desk, "notices")
    assert "Ask the authority whether it was issued" not in page
    assert "Not issued" in words_of(at_desk, "notices", show="all")


def test_what_waits_stands_on_the_first_page(at_desk, pupil, mother, champion):
    notice = told(pupil, mother, champion)
    said = {
        "contact": mother.pk,
        "notice": notice.pk,
        "received_on": THE_DAY,
        "how": "phone",
        "words": "Why?",
    }
    post(at_desk, "log_representation", pupil.pk, **said)
    page = at_desk.get(reverse("home"), headers={"X-Part": "counted"}).content.decode()
    assert "1 notice to ask the authority about" in page
    assert "1 parent waits for an answer" in page


def test_an_empty_list_says_what_it_is_for(at_desk):
    assert "Nothing waits." in words_of(at_desk, "notices")
    assert "No notice is known here." in words_of(at_desk, "notices", show="all")


def test_an_earlier_notice_is_written_down_as_it_was_told(at_desk, pupil, mother):
    said = {"contact": mother.pk, "from_before": "Elm School", "issuer": "authority", "issued": "unknown"}
    early = post(at_desk, "record_earlier_notice", pupil.pk, **said, early=60)
    assert "Give the full amount, too" in early.content.decode()
    assert post(at_desk, "record_earlier_notice", pupil.pk, **said, early=60, full=120).status_code == 302
    notice = PenaltyNotice.objects.get()
    assert (notice.issued, notice.amount, notice.amount_early, notice.from_before) == (
        "unknown",
        120,
        60,
        "Elm School",
    )
    assert "Not certain: ask the authority" in words_of(at_desk, "pupil_notices", pupil.pk)


def test_a_step_before_its_time_is_refused_on_the_page(at_desk, pupil, mother, champion):
    notice = told(pupil, mother, champion, THE_DAY)
    said = {"kind": "prosecuted", "on": THE_DAY, "words": "The authority said so"}
    page = post(at_desk, "note_notice_news", notice.pk, **said).content.decode()
    assert "may be prosecuted only after that day" in page
    assert NoticeNews.objects.count() == 0


def test_a_representation_is_logged_and_answered(at_desk, pupil, mother, champion):
    notice = told(pupil, mother, champion)
    said = {"contact": mother.pk, "notice": notice.pk, "received_on": THE_DAY, "how": "letter"}
    post(at_desk, "log_representation", pupil.pk, **said, words="We were <b>ill</b>.")
    made = Representation.objects.get()
    page = words_of(at_desk, "representation", made.pk)
    assert "The pack about Fatima Khan waits" in page
    assert "We were &lt;b&gt;ill&lt;/b&gt;." in page
    assert "Fatima Khan about" in words_of(at_desk, "notices")
    answer = {"on": THE_DAY, "outcome": "not_referred", "words": "We ask for none."}
    page = post(at_desk, "answer_representation", made.pk, **answer).content.decode()
    assert "The notice is issued already: the school can only ask the authority" in page
    answer = {"on": THE_DAY, "outcome": "asked_to_withdraw", "words": "We asked the authority."}
    assert post(at_desk, "answer_representation", made.pk, **answer).status_code == 302
    assert "The authority has withdrawn the notice" in words_of(at_desk, "representation", made.pk)
    again = post(at_desk, "answer_representation", made.pk, **answer)
    assert "has answered it already" in again.content.decode()
    assert not Representation.objects.unanswered().exists()


def test_what_nobody_could_withdraw_is_not_asked_to_be(at_desk, pupil, mother):
    said = {"contact": mother.pk, "notice": "", "received_on": THE_DAY, "how": "phone", "words": "Why?"}
    post(at_desk, "log_representation", pupil.pk, **said)
    made = Representation.objects.get()
    answer = {"on": THE_DAY, "outcome": "asked_to_withdraw", "words": "We asked."}
    page = post(at_desk, "answer_representation", made.pk, **answer).content.decode()
    assert "no notice yet that the authority could withdraw" in page


def test_another_step_is_begun_and_ends(at_desk, pupil, mother):
    said = {"kind": "parenting_order", "contact": mother.pk, "started_on": SEPTEMBER, "words": "The court"}
    assert post(at_desk, "record_other_tool", pupil.pk, **said).status_code == 302
    tool = OtherTool.objects.get()
    assert "still runs" in words_of(at_desk, "pupil_notices", pupil.pk)
    early = post(at_desk, "end_other_tool", tool.pk, on=OCTOBER, outcome="She came to each meeting.")
    assert "It ends after it began" in early.content.decode()
    post(at_desk, "end_other_tool", tool.pk, on=THE_DAY, outcome="She came to each meeting.")
    assert "She came to each meeting." in words_of(at_desk, "pupil_notices", pupil.pk)


RULES = {
    "authority": "Fenshire County Council",
    "compared": "Code of conduct, September 2026",
    "issuer": "school",
    "improvement_needed": "no",
    "improvement_by": "authority",
    "improvement_weeks": 4,
    "improvement_counted_in": "calendar",
    "deadline_days": 14,
    "deadline_counted_in": "calendar",
}


def test_the_authoritys_rules_are_proposed_until_somebody_compares_them(at_desk, pupil, mother, office):
    assert "was not read in yours" in words_of(at_desk, "authority_rules")
    assert "nobody has compared them" in words_of(at_desk, "notices")
    assert post(at_desk, "authority_rules", **RULES).status_code == 302
    rules = AuthorityRules.objects.of(pupil.school)
    assert (rules.authority, rules.issuer, rules.improvement_weeks) == (
        "Fenshire County Council",
        "school",
        4,
    )
    assert "nobody has compared them" not in words_of(at_desk, "notices")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"improvement_weeks": 7}, "lasts 3 to 6 weeks"),
        ({"below_sessions": 6}, "Give both"),
        ({"below_sessions": 10, "below_weeks": 10}, "means 1 to 9 sessions"),
        ({"deadline_days": 61}, "The deadline is"),
        ({"compared": ""}, "Fill this in"),
    ],
)
def test_rules_that_cannot_be_are_refused(at_desk, said, words):
    page = post(at_desk, "authority_rules", **RULES | said).content.decode()
    assert words in page
    assert AuthorityRules.objects.count() == 0


def test_fewer_sessions_are_enough_where_the_code_allows_it(at_desk, pupil, mother, office):
    away(pupil, office, TEN[:6])
    six = [f"{day} {half}" for day, half in TEN[:6]]
    assert "10 sessions or more; these are 6" in record(at_desk, pupil, mother, sessions=six).content.decode()
    post(at_desk, "authority_rules", **RULES | {"below_sessions": 6, "below_weeks": 6})
    assert record(at_desk, pupil, mother, sessions=six).status_code == 302


def test_the_office_sees_and_notes_and_does_not_propose(client, office, pupil, mother, champion):
    notice = told(pupil, mother, champion)
    sign_in(client, office)
    assert client.get(reverse("penalties:record_notice", args=[pupil.pk])).status_code == 403
    said = {"kind": "unpaid", "on": THE_DAY, "words": "The authority wrote"}
    assert post(client, "note_notice_news", notice.pk, **said).status_code == 302
    assert "Write down a notice<" not in words_of(client, "pupil_notices", pupil.pk)


def test_nothing_of_another_school_opens(at_desk, other_school, pupil, mother, champion):
    theirs = GroupFactory(school=other_school, name="Z", pupils=["Stranger Child"]).memberships.get().pupil
    by = PostFactory(school=other_school, role="head")
    notice = told(theirs, parent_of(theirs, "Ann Away"), by)
    for name, pk in (
        ("penalty_notice", notice.pk),
        ("pupil_notices", theirs.pk),
        ("record_notice", theirs.pk),
    ):
        assert at_desk.get(reverse(f"penalties:{name}", args=[pk])).status_code == 404
    assert record(at_desk, pupil, ContactFactory(school=other_school), sessions=[]).status_code == 200


def test_the_list_costs_the_same_with_one_row_and_with_three(at_desk, pupils, champion):
    words_of(at_desk, "notices")
    counts = []
    for pupil in pupils[:3]:
        told(pupil, parent_of(pupil, f"Parent of {pupil.forename}"), champion)
        with CaptureQueriesContext(connection) as asked:
            words_of(at_desk, "notices", show="all")
        counts.append(len(asked))
    assert counts[0] == counts[2]
