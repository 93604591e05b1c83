"""Appointments that come each week are M where registration is missed, and no absence where it is not."""

import datetime as dt

import pytest

from absence.actions.appointments import Appointment, plan_appointments
from absence.actions.support_plans import PlanRefused
from absence.appointments import Away, Registration, missed
from registers.models import PlannedMark
from tests.cast import sign_in
from tests.factories import THE_DAY, at

TIMES = [
    Registration("AM", None, dt.time(8, 45), dt.time(8, 55)),
    Registration("PM", None, dt.time(13, 10), dt.time(13, 20)),
    Registration("PM", 4, dt.time(12, 30), dt.time(12, 40)),
]


@pytest.mark.parametrize(
    ("weekday", "leaves", "back", "sessions"),
    [
        (0, "08:30", "10:00", ["AM"]),
        (0, "08:30", "08:50", []),
        (0, "09:30", "11:00", []),
        (0, "12:00", "15:15", ["PM"]),
        (4, "12:00", "13:00", ["PM"]),
        (0, "08:00", "15:15", ["AM", "PM"]),
    ],
)
def test_a_time_away_misses_the_registration_that_lies_within_it(weekday, leaves, back, sessions):
    away = Away(weekday, dt.time.fromisoformat(leaves), dt.time.fromisoformat(back))
    assert missed(away, TIMES) == sessions


def appointment(leaves="08:30", back="10:30", last=28):
    away = Away(2, dt.time.fromisoformat(leaves), dt.time.fromisoformat(back))
    return Appointment("Therapy", away, THE_DAY, THE_DAY + dt.timedelta(days=last))


def test_therapy_is_planned_once_as_m_on_its_half_day(pupils, champion):
    for _ in range(2):
        plan_appointments(pupil=pupils[0], appointment=appointment(), by=champion, at=at("09:00"))
    plans = PlannedMark.objects.filter(pupil=pupils[0]).values_list("code", "halves", "note", "source")
    assert list(plans) == [("M", "0000100000", "Therapy, 8:30 to 10:30", "each week")]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (appointment("10:00", "11:00"), "The pupil is there for registration on that day"),
        (appointment("11:00", "10:00"), "The pupil comes back after leaving"),
        (appointment(last=400), "within 190 days"),
        (appointment(last=-1), "It ends after it begins"),
    ],
)
def test_what_is_no_absence_or_has_no_end_is_refused(pupils, champion, asked, why):
    with pytest.raises(PlanRefused, match=why):
        plan_appointments(pupil=pupils[0], appointment=asked, by=champion, at=at("09:00"))


def test_the_tab_lists_what_the_page_planned(client, on_the_day, pupils, champion):
    sign_in(client, champion)
    said = {"what": "Therapy", "weekday": "2", "leaves": "08:30", "back": "10:30"}
    said |= {"first_day": THE_DAY, "last_day": THE_DAY + dt.timedelta(days=28)}
    shown = client.post(f"/pupils/{pupils[0].pk}/support/appointments/", said, follow=True)
    assert "Therapy, 8:30 to 10:30, Tuesday 24 November 2026 to Tuesday 22 December 2026" in shown.text
