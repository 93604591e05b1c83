"""Pages of cases: who is at the threshold, who is near, one case session by session, and the checklist."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from penalties.models import CaseDecision
from registers.models import PriorAbsence, PupilStatus
from tests.absence.support import plan_of
from tests.cast import person, sign_in
from tests.factories import THE_DAY, StatusFactory, at, mark
from tests.penalties.considered import HOLIDAY, answers, decide, raised, scan
from tests.penalties.improving import end, give
from tests.penalties.noticed import TEN, away, noticed, parent_of
from tests.penalties.test_decide_case import SUPPORTED

CASES, EARLY = reverse("penalties:cases"), reverse("penalties:early_warnings")
WORDS = re.compile(r"\s+")


@pytest.fixture(autouse=True)
def ten_in_the_morning(set_clock):
    set_clock("10:00")


@pytest.fixture
def head(school):
    return person(school, "head", "Ann Hale")


@pytest.fixture
def case(pupils, head):
    return raised(pupils[2], head)


def words(response):
    """The page as somebody reads it."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return WORDS.sub(" ", text).replace(" .", ".").replace(" ,", ",").replace(" :", ":")


def opened(client, post, url):
    return words(sign_in(client, post).get(url))


def test_the_list_shows_who_is_to_be_considered_with_the_window_and_the_mix(client, case, head, pupils):
    parent_of(pupils[2])
    page = opened(client, head, CASES)
    assert "To consider 1" in page
    assert "Aisha Khan 3B 10 10 G Mon 31 Aug to Sun 15 Nov 10 drop out after the calendar ends" in page
    assert "none known nothing on file no leave asked for Review Aisha Khan" in page


def test_without_a_case_the_list_says_from_when_somebody_stands_there(client, head):
    page = opened(client, head, CASES)
    assert "No case waits for a decision. A pupil stands here from the tenth unauthorised session." in page


def test_the_list_shows_flags_support_and_earlier_notices(client, case, head, pupils):
    StatusFactory(pupil=pupils[2], kind=PupilStatus.Kind.SEN, value="K")
    plan_of(pupils[2], head)
    mother = parent_of(pupils[2])
    noticed(pupils[2], mother, head, issued_on=dt.date(2025, 3, 3), from_before="The parent said so")
    page = opened(client, head, CASES)
    assert "Support plan SEN support" in page
    assert "Fatima Khan: 1 Plan no leave" in page


def test_early_warnings_are_a_list_of_their_own(client, head, pupils):
    away(pupils[0], head, TEN[:9], code="O")
    away(pupils[1], head, TEN[:6], code="U")
    away(pupils[3], head, TEN[:5], code="O")
    away(pupils[4], head, TEN, code="O")
    page = opened(client, head, EARLY)
    names = [pupil.called for pupil in pupils if f"{pupil.called} 3B" in page]
    assert names == ["Ben Archer", "Chloe Dean"]
    assert "Ben Archer 3B 9 1 9 O" in page
    assert "Ben Archer" not in opened(client, head, CASES)


def test_who_is_near_and_had_ten_in_earlier_weeks_leads_to_the_open_case(client, head, pupils):
    case = raised(pupils[2], head, [(day - dt.timedelta(weeks=10), half) for day, half in TEN])
    away(pupils[2], head, TEN[:6], code="O")
    response = sign_in(client, head).get(EARLY)
    assert "Aisha Khan 3B 6 4 ten before: the case of Aisha Khan" in words(response)
    assert f'href="{reverse("penalties:case", args=[case.pk])}">ten before' in response.content.decode()


def test_without_anybody_near_the_list_says_so(client, head):
    assert "Nobody is near." in opened(client, head, EARLY)


def test_a_case_shows_first_what_is_to_be_thought_of_first(client, case, head, pupils):
    StatusFactory(pupil=pupils[2], kind=PupilStatus.Kind.SOCIAL_WORKER, value="CIN")
    StatusFactory(pupil=pupils[2], kind=PupilStatus.Kind.MEDICAL, value="1")
    plan_of(pupils[2], head)
    page = opened(client, head, reverse("penalties:case", args=[case.pk]))
    assert page.index("Before anything else") < page.index("Ten school weeks")
    assert "Support plan Open since 24 November 2026" in page
    assert "Disability or medical condition Medical condition on file" in page
    assert "Social care Child in need plan: talk to them first" in page


def test_who_may_not_see_social_care_reads_who_may(client, case, school, pupils):
    StatusFactory(pupil=pupils[2], kind=PupilStatus.Kind.SOCIAL_WORKER, value="CIN")
    page = opened(client, person(school, "office", "Joan Wright"), reverse("penalties:case", args=[case.pk]))
    assert "Child in need" not in page
    assert "Something is on file. The safeguarding lead, attendance champion and head can see it." in page


def test_each_session_of_the_ten_weeks_is_drawn_with_its_code_and_leads_to_its_history(
    client, case, head, pupils
):
    response = sign_in(client, head).get(reverse("penalties:case", args=[case.pk]))
    links = re.findall(r'<a href="([^"]+)" class="ten__counts', response.content.decode())
    wanted = [reverse("registers:mark_history", args=[pupils[2].pk, day, session]) for day, session in TEN]
    assert links == wanted
    page = words(response)
    assert "10 sessions count; the tenth was on Friday 13 November 2026, PM. Codes: 10 G" in page
    assert page.count("Counts: holiday not agreed, of compulsory school age, in no notice.") == 20


def test_sessions_of_an_earlier_school_and_used_ones_are_told_apart(client, case, head, pupils, school):
    told = {"school": school, "pupil": pupils[2], "code": "O", "school_name": "Old Mill Primary"}
    PriorAbsence.objects.create(**told, date="2026-09-08", session="AM")
    PriorAbsence.objects.create(**told, date="2026-09-08", session="PM", used_on="2026-10-01")
    scan(school, when="08:50")
    page = opened(client, head, reverse("penalties:case", args=[case.pk]))
    assert "11 sessions count" in page
    assert "1 more used by a notice, left out" in page
    assert "at Old Mill Primary. Left out: a penalty notice has used it already." in page
    assert "Old Mill Primary told of a notice of Thursday 1 October 2026, and not to which parent." in page


def test_n_is_shown_apart(client, head, pupils):
    case = raised(pupils[2], head)
    mark(pupils[2], "N", by=head, date=TEN[0][0] + dt.timedelta(days=7))
    scan(case.school, when="08:50")
    page = opened(client, head, reverse("penalties:case", args=[case.pk]))
    assert "11 sessions count" in page
    assert "10 G; apart 1 N" in page
    assert "Counts, and is not yet settled: once a reason is known it may no longer." in page


def test_each_parent_stands_alone_with_notices_and_what_the_law_would_allow(client, case, head, pupils):
    mother, _ = parent_of(pupils[2]), parent_of(pupils[2], "Imran Khan", relationship="Father")
    noticed(pupils[2], mother, head, issued_on=dt.date(2025, 3, 3), from_before="The parent said so")
    page = opened(client, head, reverse("penalties:case", args=[case.pk]))
    assert "A second notice, £160 within 28 days, with no lower amount" in page
    assert "A first notice, £160 within 28 days, or £80 within 21" in page
    assert "National framework for penalty notices" in page


def test_a_mark_amended_shows_at_once_and_the_case_follows(client, case, head, pupils):
    day, session = TEN[-1]
    mark(pupils[2], "I", by=head, date=day, session=session, reason="Note from the doctor")
    url = reverse("penalties:case", args=[case.pk])
    page = opened(client, head, url)
    assert "The register has changed since" in page
    assert "9 sessions count" in page
    scan(case.school, when="08:50")
    page = opened(client, head, url)
    assert "No longer ten sessions" in page
    assert "Note from the doctor" in page


def test_the_office_sees_a_case_and_does_not_decide(client, case, school):
    office = person(school, "office", "Joan Wright")
    page = opened(client, office, reverse("penalties:case", args=[case.pk]))
    assert "The head or the attendance champion considers the case." in page
    assert client.get(reverse("penalties:consider_case", args=[case.pk])).status_code == 403


def test_the_checklist_decides_and_the_case_shows_it(client, case, head):
    url = reverse("penalties:consider_case", args=[case.pk])
    seen = sign_in(client, head).get(url).context["form"].initial
    answer = client.post(url, answers(**seen), follow=True)
    page = words(answer)
    assert "Decided, and kept with the case. Nothing has been sent." in page
    assert "Refer to the local authority Ten sessions of holiday that was not agreed. Ann Hale, Head" in page
    assert "Support appropriate? No: A holiday, and nothing else keeps the child from school." in page
    assert CaseDecision.objects.get().considered == HOLIDAY
    assert "Decided, until new sessions come (1)" in opened(client, head, CASES)


def test_the_question_about_support_cannot_be_skipped_on_the_page(client, case, head):
    url = reverse("penalties:consider_case", args=[case.pk])
    seen = sign_in(client, head).get(url).context["form"].initial
    page = words(client.post(url, answers(**seen, support_appropriate="")))
    assert "Answer first whether support is appropriate: nothing is decided before that." in page
    page = words(client.post(url, answers(**seen, why_not="")))
    assert "Say why support is not appropriate: an unauthorised holiday, for example." in page
    assert not CaseDecision.objects.exists()


@pytest.mark.parametrize("wrong", ["x", "9" * 40, "-1"])
def test_a_form_made_elsewhere_decides_nothing_and_breaks_nothing(client, case, head, wrong):
    url = reverse("penalties:consider_case", args=[case.pk])
    said = answers(seen_event=wrong, seen_decision=wrong)
    assert sign_in(client, head).post(url, said).status_code == 200
    assert not CaseDecision.objects.exists()


def test_a_withdrawn_case_has_nothing_to_decide(client, case, head, pupils):
    for day, session in TEN[:3]:
        mark(pupils[2], "I", by=head, date=day, session=session, reason="Note from the doctor")
    scan(case.school, when="08:50")
    page = opened(client, head, reverse("penalties:consider_case", args=[case.pk]))
    assert "There is nothing to decide." in page


def test_after_a_notice_to_improve_that_was_not_met_the_case_is_considered_again(client, case, head, pupils):
    decide(case, head, considered=SUPPORTED)
    [notice] = give(case, head, parent_of(pupils[2]), when=at("10:30"))
    assert "Notice to improve 1" in opened(client, head, CASES)
    end(notice, head, "withdrawn", THE_DAY, words="It went to the wrong address.")
    page = opened(client, head, CASES)
    assert "To consider 1" in page
    assert "To consider again" in page


def test_the_tab_of_a_pupil_shows_the_ten_weeks_and_every_case(client, case, head, pupils):
    page = opened(client, head, reverse("penalties:pupil_penalties", args=[pupils[2].pk]))
    assert "10 unauthorised sessions count in the present ten school weeks" in page
    assert "Raised Tuesday 24 November 2026 To consider" in page
    page = opened(client, head, reverse("penalties:pupil_penalties", args=[pupils[3].pk]))
    assert "There has been no case." in page


def test_a_closed_case_leads_to_the_one_that_is_open_now(client, case, head, pupils):
    decide(case, head)
    away(pupils[2], head, [(TEN[-1][0] + dt.timedelta(days=3), "AM")])
    scan(case.school, when="08:50")
    page = sign_in(client, head).get(reverse("penalties:case", args=[case.pk])).content.decode()
    following = pupils[2].penalty_cases.get(closed_at=None)
    assert following != case
    link = f'<a href="{reverse("penalties:case", args=[following.pk])}">See the case that is open now</a>'
    assert link in page


def test_the_case_of_another_school_is_not_found(client, case, other_school):
    stranger = person(other_school, "head", "Sam Stranger")
    sign_in(client, stranger)
    addresses = [reverse(f"penalties:{name}", args=[case.pk]) for name in ("case", "consider_case")]
    assert [client.get(each).status_code for each in addresses] == [404, 404]


def test_home_says_what_waits(client, case, head):
    later = {"HTTP_X_POLLING": "1", "HTTP_X_PART": "to-look-at"}
    page = words(sign_in(client, head).get(reverse("home"), **later))
    assert "Ten unauthorised sessions: 1 case to consider. Support first; nothing follows by itself." in page
    decide(case, head)
    page = words(client.get(reverse("home"), **later))
    assert "Ten unauthorised sessions" not in page


@pytest.mark.parametrize(("url", "sessions"), [(CASES, TEN), (EARLY, TEN[:8])])
def test_a_list_takes_as_many_statements_for_three_pupils_as_for_one(client, head, pupils, url, sessions):
    def statements(some, when):
        for pupil in some:
            away(pupil, head, sessions, code="O")
            noticed(pupil, parent_of(pupil), head, issued_on=dt.date(2025, 3, 3), from_before="Told")
            plan_of(pupil, head)
        scan(head.school, when=when)
        with CaptureQueriesContext(connection) as caught:
            page = words(client.get(url))
        return len(caught), sum(f"{pupil.called} 3B" in page for pupil in pupils)

    sign_in(client, head).get(url)
    one, shown = statements(pupils[:1], "08:00")
    assert statements(pupils[1:3], "08:50") == (one, 3)
    assert shown == 1


def test_a_case_takes_as_many_statements_with_more_sessions_and_support(client, case, head, pupils):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("penalties:case", args=[case.pk])).status_code == 200
        return len(caught)

    sign_in(client, head)
    plan_of(pupils[2], head)
    noticed(pupils[2], parent_of(pupils[2]), head, issued_on=dt.date(2025, 3, 3), from_before="Told")
    statements()
    few = statements()
    away(pupils[2], head, [(day + dt.timedelta(days=7), session) for day, session in TEN], code="O")
    noticed(
        pupils[2], parent_of(pupils[2], "Imran Khan"), head, issued_on=dt.date(2025, 4, 3), from_before="Told"
    )
    scan(head.school, when="08:50")
    assert statements() == few
