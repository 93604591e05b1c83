"""The grounds of regulation 9, as a table of cases: what may be chosen, for whom, and what each one waits for."""

import datetime as dt
from dataclasses import replace

import pytest

from absence.deadlines import by_day, ground_h_after, ground_i_after
from registers.leaving import (
    CONSENT_FROM,
    GROUNDS,
    Enquiry,
    Lawful,
    LeaverFacts,
    consent_needed,
    last_attended,
    leave_over_since,
    standing,
    standings,
)
from registers.leaving_steps import WAYS, Kind, Step, checklist

TODAY = dt.date(2026, 11, 24)
MONDAY = dt.date(2026, 11, 2)
AGED_SEVEN = dt.date(2019, 3, 14)
AGED_FOUR = dt.date(2022, 5, 1)
EVERY_STEP = dict.fromkeys(Step, TODAY)
FACTS = LeaverFacts(
    called="Noah Price",
    dob=AGED_SEVEN,
    today=TODAY,
    on=TODAY,
    registration="single",
    phase="Primary",
    year_group="3",
    boarder=False,
    next_meets=TODAY + dt.timedelta(days=1),
    notice_day=TODAY,
)


def may_choose(**facts):
    return "".join(
        each.ground.letter for each in standings(replace(FACTS, **facts)) if each.lawful is Lawful.NOW
    )


def test_no_ground_stands_open_while_nothing_is_recorded():
    assert may_choose() == ""


def test_every_ground_of_the_regulation_has_words_a_source_and_a_mark():
    assert "".join(GROUNDS) == "abcdefghijklmno9(3)"
    assert all(each.words and each.cited.endswith(("(V)", "(V2)", "(M)")) for each in GROUNDS.values())


@pytest.mark.parametrize(
    ("facts", "open_now"),
    [
        ({}, "adefgjko"),
        ({"registration": "main"}, "cdefgjko"),
        ({"year_group": "N2"}, "abdefgjko"),
        ({"boarder": True}, "adefgjkmo"),
        ({"phase": "Special"}, "adefgjkno"),
        ({"dob": AGED_FOUR, "year_group": "R"}, "9(3)"),
        ({"dob": dt.date(2010, 3, 1)}, "l9(3)"),
    ],
)
def test_only_lawful_grounds_are_offered(facts, open_now):
    assert may_choose(steps=EVERY_STEP, **facts) == open_now


def test_ground_l_opens_when_compulsory_school_age_ends_before_the_school_meets_again():
    leaver = {"dob": dt.date(2010, 9, 20), "steps": EVERY_STEP}  # 16 in 2026-27: until Friday 25 June 2027
    friday, monday = dt.date(2027, 6, 25), dt.date(2027, 6, 28)
    assert "l" in may_choose(on=friday, today=friday, next_meets=monday, **leaver)
    before = {"on": dt.date(2027, 6, 24), "today": dt.date(2027, 6, 24), "next_meets": friday}
    assert "l" not in may_choose(**before, **leaver)


def test_a_ground_names_the_steps_that_it_waits_for():
    found = standing(GROUNDS["f"], replace(FACTS, has_social_worker=True))
    assert (found.lawful, found.why_not) == (
        Lawful.NOT_YET,
        "Record first: the social worker was told before the name is deleted; the parent's written notice came, and"
        " names the day; no school attendance order names this school.",
    )


def test_home_education_wants_the_day_that_the_notice_names():
    assert "f" not in may_choose(notice_day=None, steps=EVERY_STEP)


def test_home_education_waits_for_the_day_in_the_notice():
    notice = {"notice_day": TODAY + dt.timedelta(days=3), "steps": EVERY_STEP}
    assert "f" not in may_choose(**notice)
    assert "f" in may_choose(**notice, on=TODAY + dt.timedelta(days=3))


# --- h and i: their days, and the joint enquiries --------------------------------------------------------------------

NOT_FOUND = Enquiry(TODAY, found=False, agreed_not_returning=False, may_be_unable=False)


@pytest.mark.parametrize(
    ("enquiries", "allowed"),
    [
        ([], ""),
        ([NOT_FOUND], "hi"),
        ([NOT_FOUND._replace(may_be_unable=True)], ""),
        ([NOT_FOUND._replace(found=True)], ""),
        ([NOT_FOUND._replace(found=True, agreed_not_returning=True)], "hi"),
        ([NOT_FOUND, NOT_FOUND._replace(made_on=TODAY + dt.timedelta(days=1), found=True)], ""),
    ],
)
def test_h_and_i_demand_enquiries_with_the_authority_first(enquiries, allowed):
    yesterday = TODAY - dt.timedelta(days=1)
    assert may_choose(days_i_reached=yesterday, days_h_reached=yesterday, enquiries=enquiries) == allowed


def test_i_may_be_considered_after_its_twentieth_day_and_only_for_today():
    assert may_choose(days_i_reached=TODAY, enquiries=[NOT_FOUND]) == ""
    reached = TODAY - dt.timedelta(days=1)
    assert may_choose(days_i_reached=reached, enquiries=[NOT_FOUND], on=TODAY + dt.timedelta(days=1)) == ""


def absent(days, code="O"):
    """Sessions of that many school days (Monday to Friday) from 2 November, all with that code."""
    dates = [MONDAY + dt.timedelta(days=n) for n in range(60)]
    dates = [day for day in dates if day.weekday() < 5][:days]
    return [(day, code) for day in dates for _ in ("AM", "PM")]


@pytest.mark.parametrize("breaks", ["U", "I", "/", ""])
def test_one_other_code_or_an_empty_session_breaks_the_twenty_days_of_i(breaks):
    whole = absent(20)
    assert ground_i_after(by_day(whole)) == dt.date(2026, 11, 27)
    assert ground_i_after(by_day([*whole[:20], (whole[20][0], breaks), *whole[21:]])) is None


def test_h_counts_ten_school_days_from_the_end_of_granted_leave():
    leave = [(dt.date(2026, 11, 20), "C"), (dt.date(2026, 11, 23), "O")]
    days = [dt.date(2026, 11, 20) + dt.timedelta(days=n) for n in range(30)]
    school_days = [day for day in days if day.weekday() < 5]
    assert leave_over_since(leave) == dt.date(2026, 11, 20)
    assert ground_h_after(dt.date(2026, 11, 20), school_days) == dt.date(2026, 12, 4)
    assert leave_over_since([*leave, (dt.date(2026, 11, 24), "U")]) is None


def test_last_attended_is_the_latest_day_with_a_session_that_the_pupil_came_to():
    marks = [(MONDAY, "/"), (MONDAY, "\\"), (TODAY, "O")]
    assert last_attended(marks) == MONDAY
    assert last_attended([*marks, (TODAY, "U")]) == TODAY
    assert last_attended([(TODAY, "N")]) is None


# --- the 2026 Act, and checklists ------------------------------------------------------------------------------------


def test_the_consent_of_the_2026_act_is_off_until_commenced():
    assert CONSENT_FROM is None
    asked = {"on": TODAY, "child_protection": True, "special_school": False}
    assert consent_needed(**asked) is False
    assert consent_needed(**asked, commenced=TODAY) is True
    assert consent_needed(**asked, commenced=TODAY + dt.timedelta(days=1)) is False
    assert consent_needed(on=TODAY, child_protection=False, special_school=False, commenced=TODAY) is False


def test_once_commenced_ground_f_waits_for_the_consent():
    without = {step: day for step, day in EVERY_STEP.items() if step is not Step.CONSENT}
    assert "f" not in may_choose(consent_needed=True, steps=without)
    assert "f" in may_choose(consent_needed=True, steps=EVERY_STEP)


def test_each_way_of_leaving_has_its_checklist():
    plain = {"has_social_worker": False, "consent_needed": False}
    assert checklist(Kind.MOVED_SCHOOL, **plain) == (Step.NEXT_SCHOOL_CONFIRMED, Step.RECORDS_SENT)
    assert checklist(Kind.HOME_EDUCATION, has_social_worker=True, consent_needed=True) == (
        Step.SOCIAL_WORKER_TOLD,
        Step.AUTHORITY_TOLD,
        Step.WRITTEN_NOTICE,
        Step.NO_ORDER,
        Step.CONSENT,
    )
    for way in WAYS.values():
        demanded = {step for letter in way.grounds[:1] for step in GROUNDS[letter].steps}
        assert demanded <= set(way.steps)
