"""Notices are written down for each parent and child, and what the law leaves no room for is refused."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from penalties.actions.notices import (
    NewsRefused,
    NoticeRefused,
    NoticeSays,
    NoticeUnlawful,
    record_notice,
)
from penalties.escalation import Amount, Stage
from penalties.models import NoticeNews, PenaltyNotice
from penalties.notice_history import history_of, known_of, told_elsewhere
from penalties.used import used_sessions
from registers.models import PriorAbsence
from tests.factories import THE_DAY, at, mark
from tests.penalties.noticed import TEN, WEEK, away, happened, noticed, parent_of, referred

OCTOBER = dt.date(2024, 10, 10)
MARCH = dt.date(2026, 3, 5)
UNKNOWN = {"issued": "unknown", "issued_on": None}
SECOND_WEEK = tuple((day - dt.timedelta(days=7), half) for day, half in TEN)


@pytest.fixture
def pupil(pupils, office):
    away(pupils[0], office)
    return pupils[0]


@pytest.fixture
def mother(pupil):
    return parent_of(pupil)


def before(pupil, contact, by, day):
    return noticed(pupil, contact, by, issued_on=day, from_before="The authority’s letter")


def of(pupil, contact):
    return next(each for each in history_of(pupil, proposed=THE_DAY) if each.contact == contact)


def test_a_notice_is_written_with_its_sessions_and_its_amount(pupil, mother, champion):
    case = referred(pupil, champion)
    notice = noticed(pupil, mother, champion)
    assert (notice.case, notice.amount, notice.amount_early, notice.proposed_on) == (case, 160, 80, THE_DAY)
    assert list(notice.sessions.order_by("date", "session").values_list("date", "session", "code")) == [
        (day, half, "G") for day, half in TEN
    ]
    assert used_sessions([pupil.school_id]) == {pupil.pk: set(TEN)}


def test_pressing_twice_writes_one_notice(pupil, mother, champion):
    operation = uuid.uuid4()
    says = NoticeSays("authority", "yes", THE_DAY, sessions=TEN)
    both = [
        record_notice(
            pupil=pupil, contact=mother, says=says, operation=operation, by=champion, at=at("10:00")
        )
        for _ in range(2)
    ]
    assert both[0] == both[1]
    assert PenaltyNotice.objects.count() == 1


def test_mother_and_father_stand_alone(pupil, mother, champion):
    before(pupil, mother, champion, OCTOBER)
    parent_of(pupil, "Omar Khan", relationship="Father")
    stages = {each.contact.name: each.next.stage for each in history_of(pupil, proposed=MARCH)}
    assert stages == {"Fatima Khan": Stage.SECOND, "Omar Khan": Stage.FIRST}


def test_an_older_childs_notice_does_not_count_for_the_younger(pupil, pupils, mother, champion):
    before(pupil, mother, champion, OCTOBER)
    pupils[1].cares.create(
        school=pupil.school, contact=mother, relationship="Mother", parental_responsibility=True,
        lives_with=True, priority=1,
    )  # fmt: skip
    assert of(pupils[1], mother).next.stage is Stage.FIRST


def test_a_second_notice_costs_the_full_amount(pupil, mother, champion):
    before(pupil, mother, champion, OCTOBER)
    notice = noticed(pupil, mother, champion)
    assert (notice.amount, notice.amount_early) == (160, None)


def test_a_third_is_refused_with_the_reason_and_when_one_is_allowed_again(pupil, mother, champion):
    for day in (OCTOBER, MARCH):
        before(pupil, mother, champion, day)
    with pytest.raises(NoticeUnlawful, match="allowed again from 11 October 2027"):
        noticed(pupil, mother, champion)
    assert PenaltyNotice.objects.count() == 2


def test_a_withdrawn_one_does_not_count_and_uses_nothing(pupil, mother, champion):
    first = noticed(pupil, mother, champion)
    happened(first, "withdrawn", THE_DAY, champion, ground="wrong_person")
    assert used_sessions([pupil.school_id]) == {}
    assert of(pupil, mother).next.stage is Stage.FIRST
    assert noticed(pupil, mother, champion, when="14:00").amount_early == 80


def test_one_that_was_not_issued_after_all_uses_nothing(pupil, mother, champion):
    referred(pupil, champion)
    notice = noticed(pupil, mother, champion, **UNKNOWN)
    assert used_sessions([pupil.school_id], [pupil.pk]) == {pupil.pk: set(TEN)}
    happened(notice, "not_issued", THE_DAY, champion)
    assert used_sessions([pupil.school_id], [pupil.pk]) == {}
    happened(notice, "issued", THE_DAY, champion, when=at("13:00"))
    assert used_sessions([pupil.school_id], [pupil.pk]) == {pupil.pk: set(TEN)}


def test_a_session_stays_used_while_the_other_parents_notice_stands(pupil, mother, champion):
    father = parent_of(pupil, "Omar Khan")
    first, second = noticed(pupil, mother, champion), noticed(pupil, father, champion)
    happened(first, "withdrawn", THE_DAY, champion, ground="not_due")
    assert used_sessions([pupil.school_id]) == {pupil.pk: set(TEN)}
    happened(second, "withdrawn", THE_DAY, champion, ground="not_due")
    assert used_sessions([pupil.school_id]) == {}


def test_a_session_that_an_earlier_school_told_as_used_is_used(pupil, other_school):
    day = dt.date(2026, 7, 1)
    PriorAbsence.objects.create(
        school=pupil.school, pupil=pupil, date=day, session="AM", code="G", school_name="Elm", used_on=MARCH
    )
    assert used_sessions([pupil.school_id]) == {pupil.pk: {(day, "AM")}}
    assert told_elsewhere(pupil) == [(MARCH, "Elm")]
    assert used_sessions([other_school.pk]) == {}


def test_no_session_is_used_twice_for_one_parent(pupil, mother, champion, office):
    away(pupil, office, SECOND_WEEK)
    noticed(pupil, mother, champion)
    with pytest.raises(NoticeUnlawful, match="Each session is used once"):
        noticed(pupil, mother, champion, sessions=(*SECOND_WEEK, TEN[0]))
    assert noticed(pupil, mother, champion, sessions=SECOND_WEEK).amount_early is None


@pytest.mark.parametrize(
    ("says", "refusal", "words"),
    [
        ({"issued_on": None}, NoticeRefused, "Give the day"),
        ({"issued": "unknown"}, NoticeRefused, "leave it empty"),
        ({"issued_on": THE_DAY + dt.timedelta(days=1)}, NoticeRefused, "still to come"),
        ({"received_on": THE_DAY - dt.timedelta(days=1)}, NoticeRefused, "before it is issued"),
        ({"sessions": TEN[:9]}, NoticeRefused, "10 sessions or more; these are 9"),
        ({"sessions": ()}, NoticeRefused, "these are 0"),
        ({"sessions": (*TEN[:9], (THE_DAY, "AM"))}, NoticeRefused, "no unauthorised absence"),
        ({"issued_on": WEEK[3]}, NoticeRefused, "outside the time of this notice"),
        ({"issuer": "school"}, NoticeRefused, "Support is thought of first"),
        (UNKNOWN, NoticeRefused, "Support is thought of first"),
    ],
)
def test_what_is_not_so_is_refused(pupil, mother, champion, says, refusal, words):
    with pytest.raises(refusal, match=words):
        noticed(pupil, mother, champion, **says)
    assert PenaltyNotice.objects.count() == 0


def test_sessions_that_never_lay_in_ten_school_weeks_are_no_notice(pupil, mother, champion, office):
    early = tuple((dt.date(2026, 7, 6), half) for half in ("AM", "PM"))
    away(pupil, office, early)
    with pytest.raises(NoticeRefused, match="10 sessions within 10 school weeks; these lie further apart"):
        noticed(pupil, mother, champion, sessions=(*early, *TEN[2:]))
    assert noticed(pupil, mother, champion, sessions=(*early, *TEN)).sessions.count() == 12


def test_an_unsettled_reason_is_settled_first(pupil, mother, champion, office):
    mark(pupil, "N", by=office, date=WEEK[0], reason="not a holiday", when=at("16:00", WEEK[0]))
    with pytest.raises(NoticeRefused, match="not established"):
        noticed(pupil, mother, champion)


def test_no_notice_below_compulsory_school_age(pupil, mother, champion):
    pupil.dob = dt.date(2022, 10, 1)
    pupil.save()
    with pytest.raises(NoticeUnlawful, match="compulsory school age"):
        noticed(pupil, mother, champion)


def test_the_school_issues_none_where_the_code_leaves_it_to_the_authority(pupil, mother, champion):
    referred(pupil, champion)
    with pytest.raises(NoticeUnlawful, match="leaves it to the local authority"):
        noticed(pupil, mother, champion, issuer="school")


def test_only_a_contact_of_the_child_is_given_one(pupil, pupils, champion):
    with pytest.raises(NoticeRefused, match="is no contact"):
        noticed(pupil, parent_of(pupils[1], "Ann Other"), champion)


def test_what_was_told_stays_unknown_and_blocks_a_third_until_it_is_settled(pupil, mother, champion):
    before(pupil, mother, champion, OCTOBER)
    told = noticed(pupil, mother, champion, from_before="The mother said so", **UNKNOWN)
    assert (of(pupil, mother).next.stage, of(pupil, mother).next.sure) == (Stage.OTHER, False)
    with pytest.raises(NoticeUnlawful, match="Not all of them are certain"):
        noticed(pupil, mother, champion)
    happened(told, "not_issued", THE_DAY, champion)
    assert noticed(pupil, mother, champion, when="14:00").amount_early is None


def test_what_happened_is_noted_in_its_order(pupil, mother, champion):
    notice = noticed(pupil, mother, champion, received_on=THE_DAY)
    with pytest.raises(NewsRefused, match="only after that day"):
        happened(notice, "prosecuted", THE_DAY + dt.timedelta(days=27), champion)
    happened(notice, "paid", THE_DAY + dt.timedelta(days=20), champion, amount=80)
    standing = known_of(PenaltyNotice.objects.all())[0].standing
    assert (standing.words(THE_DAY), standing.total_paid, standing.amount) == ("Paid", 80, Amount(160, 80))
    with pytest.raises(NewsRefused, match="settles these absences"):
        happened(notice, "prosecuted", THE_DAY + dt.timedelta(days=40), champion)


def test_news_of_tomorrow_is_refused(pupil, mother, champion):
    notice = noticed(pupil, mother, champion)
    with pytest.raises(NewsRefused, match="still to come"):
        happened(
            notice, "paid", THE_DAY + dt.timedelta(days=1), champion, amount=80, when=at("12:00", THE_DAY)
        )


def test_a_third_cannot_become_issued_by_news(pupil, mother, champion):
    referred(pupil, champion)
    proposed = noticed(pupil, mother, champion, **UNKNOWN)
    for day in (OCTOBER, MARCH):
        before(pupil, mother, champion, day)
    with pytest.raises(NoticeUnlawful, match="No notice is allowed"):
        happened(proposed, "issued", THE_DAY, champion)


def test_the_database_keeps_notices_and_lets_none_be_withdrawn_twice(pupil, mother, champion):
    notice = noticed(pupil, mother, champion)
    news = happened(notice, "withdrawn", THE_DAY, champion, ground="not_due")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PenaltyNotice.objects.update(amount=1)
    with pytest.raises(IntegrityError, match="penalty_notice_withdrawn_once"), transaction.atomic():
        NoticeNews.objects.create(
            school=notice.school, notice=notice, kind="withdrawn", ground="not_due", on=THE_DAY,
            operation=uuid.uuid4(), by=champion, name=news.name, position=news.position, at=at("13:00"),
        )  # fmt: skip


def test_histories_cost_the_same_for_one_pupil_and_for_three(
    pupils, champion, django_assert_num_queries, office
):
    from penalties.notice_history import histories_of

    for pupil in pupils[:3]:
        before(pupil, parent_of(pupil, f"Parent {pupil.pk}"), champion, OCTOBER)
    for count in (1, 3):
        with django_assert_num_queries(5):
            histories_of(pupils[:count], proposed=THE_DAY)
