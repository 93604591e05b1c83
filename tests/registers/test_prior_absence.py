"""A pupil who moves inside the site: what was missed at the earlier school counts on at the new one."""

from datetime import date

import pytest

from penalties.actions.thresholds import scan_thresholds
from registers.actions.amend import amend_mark
from registers.actions.prior_absence import refresh_prior_absence
from registers.models import Admission, PriorAbsence, PupilChange
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, at, mark

MOVED = date(2026, 11, 17)


@pytest.fixture
def mover(school, other_school, group_3b, pupils, teacher):
    """Noah missed four sessions at the earlier school, left it, and is at the other one since 17 November."""
    old = pupils[4]
    for day in (9, 10, 11, 12):
        mark(old, "O", by=teacher, date=date(2026, 11, day), when=at("09:00", date(2026, 11, day)))
    Admission.objects.filter(pupil=old).update(deleted_on=date(2026, 11, 16))
    new = GroupFactory(school=other_school, name="M", pupils=["Noah Price"]).memberships.get().pupil
    new.upn = old.upn
    new.save()
    Admission.objects.filter(pupil=new).update(starting_day=MOVED)
    return old, new


def copies(pupil):
    return list(
        PriorAbsence.objects.filter(pupil=pupil)
        .order_by("date")
        .values_list("date", "code", "school_name", "from_school__urn")
    )


def test_unauthorised_sessions_at_the_earlier_school_are_taken_over(mover, other_school):
    assert refresh_prior_absence(school=other_school) == 4
    assert copies(mover[1]) == [
        (date(2026, 11, day), "O", "Larkfield Primary School", "150000") for day in (9, 10, 11, 12)
    ]
    assert copies(mover[0]) == []


def test_doing_it_again_changes_nothing(mover, other_school, school):
    refresh_prior_absence(school=other_school)
    assert (refresh_prior_absence(school=other_school), refresh_prior_absence(school=school)) == (0, 0)


def test_an_amendment_at_the_earlier_school_reaches_the_new_one(mover, school, other_school, office):
    refresh_prior_absence(school=other_school)
    amend_mark(
        pupil=mover[0],
        day=date(2026, 11, 10),
        session="AM",
        code="I",
        reason="letter from the doctor",
        base_rev=1,
        by=office,
        at=at("12:00"),
    )
    refresh_prior_absence(school=school)

    assert [row[0].day for row in copies(mover[1])] == [9, 11, 12]


def test_whoever_missed_sessions_elsewhere_is_looked_at_again(mover, other_school):
    refresh_prior_absence(school=other_school)
    noted = PupilChange.objects.filter(school=other_school).values_list("pupil", "reader")
    assert list(noted) == [(mover[1].pk, "threshold")]


def test_a_session_that_a_notice_has_used_stays(mover, school, other_school, office):
    refresh_prior_absence(school=other_school)
    PriorAbsence.objects.filter(date=date(2026, 11, 10)).update(used_on=THE_DAY)
    amend_mark(
        pupil=mover[0],
        day=date(2026, 11, 10),
        session="AM",
        code="I",
        reason="letter from the doctor",
        base_rev=1,
        by=office,
        at=at("12:00"),
    )
    refresh_prior_absence(school=school)

    assert [row[0].day for row in copies(mover[1])] == [9, 10, 11, 12]


def test_the_threshold_is_met_across_both_schools(mover, other_school):
    there = person(other_school, "office", "Una Office")
    for day in (18, 19, 20):
        for session, when in (("AM", "09:00"), ("PM", "13:20")):
            mark(
                mover[1],
                "O",
                by=there,
                date=date(2026, 11, day),
                session=session,
                when=at(when, date(2026, 11, day)),
            )
    assert scan_thresholds(school=other_school, on=THE_DAY, at=at("21:00")).at_ten == 1
