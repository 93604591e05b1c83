"""School settings and the times of registers."""

from datetime import time

from django.urls import reverse

from registers.models import School, SessionTimes
from tests.cast import sign_in

SETTINGS = {
    "name": "Larkfield Primary School",
    "phone": "01632 960001",
    "email": "",
    "colour": "#1f5c4d",
    "threshold_codes": "GOU",
    "threshold_week_start": "0",
    "teacher_codes": ["I"],
    "leave_deciders": "Tom Hale, deputy head",
}


def test_the_head_changes_what_counts_towards_the_threshold(client, head, on_the_day):
    answer = sign_in(client, head).post(reverse("registers:settings"), SETTINGS)
    school = School.objects.get(pk=head.school_id)

    assert answer.url == reverse("registers:settings")
    assert (school.threshold_codes, school.teacher_codes, school.keep_offline_lists) == ("GOU", ["I"], False)


def test_a_wrong_setting_changes_nothing_and_names_the_place(client, head, on_the_day):
    page = sign_in(client, head).post(reverse("registers:settings"), SETTINGS | {"threshold_codes": "XYZ"})

    assert "Choose one of those shown" in page.content.decode()
    assert School.objects.get(pk=head.school_id).threshold_codes == "GNOU"


def test_one_weekday_may_have_times_of_its_own(client, head, on_the_day):
    sign_in(client, head).post(
        reverse("registers:session_times"),
        {"session": "AM", "starts": "09:00", "closes": "09:15", "ends": "12:00", "weekday": "2"},
    )
    wednesday = SessionTimes.objects.get(school=head.school, session="AM", weekday=2)
    assert (wednesday.starts, wednesday.closes) == (time(9), time(9, 15))

    client.post(reverse("registers:session_times"), {"do": "remove", "times": wednesday.pk})
    assert not SessionTimes.objects.filter(school=head.school, weekday=2).exists()


def test_a_register_is_not_kept_open_longer_than_the_national_ceiling(client, head, on_the_day):
    page = sign_in(client, head).post(
        reverse("registers:session_times"),
        {"session": "AM", "starts": "08:45", "closes": "09:20", "ends": "12:00", "weekday": ""},
    )
    assert "A register may stay open for 30 minutes at most; this is 35." in page.content.decode()


def test_the_office_may_not_change_settings(client, office, on_the_day):
    assert sign_in(client, office).get(reverse("registers:settings")).status_code == 403


def test_a_made_up_weekday_changes_no_times(client, head, on_the_day):
    before = list(SessionTimes.objects.filter(school=head.school).values_list("session", "weekday", "starts"))
    page = sign_in(client, head).post(
        reverse("registers:session_times"),
        {"session": "AM", "starts": "09:00", "closes": "09:15", "ends": "12:00", "weekday": "9"},
    )

    assert "Choose every weekday or one of Monday to Friday." in page.content.decode()
    assert (
        list(SessionTimes.objects.filter(school=head.school).values_list("session", "weekday", "starts"))
        == before
    )
