import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from absence.actions.groups import Agreed, DutyRefused, name_designated_teacher, record_group_duty
from absence.group_duties import Duty, Group
from absence.group_list import designated_teacher, group_list
from absence.models import DesignatedTeacher, GroupDuty
from absence.support_todo import waiting
from registers.models import Professional, SensitiveRead
from tests.absence.absent import days_before, miss
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, StatusFactory, at, mark

JOINT = Agreed(
    Duty.JOINT_APPROACH, THE_DAY, "Ms Orr of the authority, the mother", "A taxi; a quiet start", None
)


@pytest.fixture
def a_looked_after_child(school, pupils, set_clock):
    """Ben Archer is looked after, with a virtual school head on file; Chloe Dean has a plan (SEN)."""
    set_clock("10:00:00")
    ben, chloe = pupils[0], pupils[1]
    StatusFactory(pupil=ben, kind="looked_after", value="1")
    Professional.objects.create(
        school=school, pupil=ben, role="virtual_school", name="Ms Vane", first_day=YEAR_STARTS
    )
    for kind, value in (("sen", "E"), ("ehcp", "1")):
        StatusFactory(pupil=chloe, kind=kind, value=value)
    StatusFactory(pupil=pupils[2], kind="sen", value="N")
    return ben


def listed(post):
    return {
        group.key: [row.pupil.called for row in group.pupils] for group in group_list(post=post, on=THE_DAY)
    }


def record(pupil, group, agreed, by):
    return record_group_duty(pupil=pupil, group=group, agreed=agreed, by=by, on=THE_DAY, at=at("10:00"))


def test_groups_come_from_facts_on_file_and_social_ones_are_for_few(a_looked_after_child, office, head):
    seen = {Group.SEVERE: [], Group.SEN: ["Chloe Dean"], Group.YOUNG_CARER: [], Group.TRAVELLER: []}
    social = {
        Group.LOOKED_AFTER: ["Ben Archer"],
        Group.PREVIOUSLY: [],
        Group.SOCIAL_WORKER: [],
        Group.HAD_WORKER: [],
    }
    assert (listed(office), listed(head)) == (seen, seen | social)


def test_half_of_the_sessions_missed_is_severe_and_one_fewer_is_not(pupils, office, school):
    ben, chloe = pupils[0], pupils[1]
    [day] = days_before(school, 1)
    miss(ben, [day], by=office, code="I", sessions=("AM",))
    mark(ben, "\\", by=office, date=day, session="PM")
    miss(chloe, [day], by=office, code="I", sessions=("AM",))
    mark(chloe, "\\", by=office, date=day, session="PM")
    mark(chloe, "/", by=office)
    [row] = group_list(post=office, on=THE_DAY)[0].pupils
    assert (row.pupil, row.why, row.rate, row.is_waiting) == (ben, "1 of 2 sessions missed", "50.0", True)


def test_a_joint_approach_settles_what_is_missing_until_its_review_passes(pupils, office, school):
    ben = pupils[0]
    miss(ben, days_before(school, 2), by=office, code="I")
    record(ben, Group.SEVERE, JOINT, office)
    [row] = group_list(post=office, on=THE_DAY)[0].pupils
    assert (row.is_waiting, row.review_overdue, row.duties[0].words) == (
        False,
        False,
        "A taxi; a quiet start",
    )
    review = Agreed(Duty.SUPPORT, days_before(school, 2)[0], "Mother", "Ring", days_before(school, 1)[0])
    record(ben, Group.SEVERE, review, office)
    assert group_list(post=office, on=THE_DAY)[0].waiting == 1


def test_travelling_families_are_known_by_their_marks_and_not_by_who_they_are(pupils, office):
    pupils[0].ethnicity = "WIRT"
    pupils[0].save()
    mark(pupils[1], "T", by=office, note="Fair in York, back on Monday")
    assert listed(office)[Group.TRAVELLER] == [pupils[1].called]


def test_a_duty_is_written_once_and_stays(pupils, office):
    for _ in range(2):
        record(pupils[0], Group.SEVERE, JOINT, office)
    assert GroupDuty.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupDuty.objects.update(words="Nothing")


@pytest.mark.parametrize(
    ("agreed", "why"),
    [
        (Agreed(Duty.PLAN, THE_DAY, "Mother", "x"), "not one of the things"),
        (Agreed(Duty.SUPPORT, THE_DAY + dt.timedelta(days=1), "Mother", "x"), "has not come yet"),
        (Agreed(Duty.SUPPORT, THE_DAY, "Mother", "x", YEAR_STARTS), "before it was agreed"),
    ],
)
def test_what_cannot_be_right_is_refused(pupils, office, agreed, why):
    with pytest.raises(DutyRefused, match=why):
        record(pupils[0], Group.SEVERE, agreed, office)


def test_the_newest_designated_teacher_leads(school, head):
    for teacher in ("Ms Onyango", "Mr Bell", "Mr Bell"):
        name_designated_teacher(school=school, teacher=teacher, since=THE_DAY, by=head, at=at("10:00"))
    assert (designated_teacher(school).teacher, DesignatedTeacher.objects.count()) == ("Mr Bell", 2)


def test_the_page_shows_what_is_missing_and_takes_what_was_agreed(client, a_looked_after_child, head):
    sign_in(client, head)
    page = client.get("/support/groups/").content.decode()
    assert ("Nobody is named as designated teacher" in page, "Virtual school head: Ms Vane" in page) == (
        True,
        True,
    )
    client.post("/support/groups/designated-teacher/", {"teacher": "Ms Onyango", "since": "2026-09-01"})
    said = {"duty": "pep", "on_day": THE_DAY.isoformat(), "with_whom": "Ms Vane", "words": "Target 95%"}
    client.post(
        f"/support/groups/looked_after/{a_looked_after_child.pk}/", said | {"review_on": "2027-02-01"}
    )
    page = client.get(f"/support/groups/looked_after/{a_looked_after_child.pk}/").content.decode()
    assert ("Target 95%" in page, "Ms Onyango" in page) == (True, True)
    assert SensitiveRead.objects.filter(what="social_care", pupil=a_looked_after_child).count() == 1


def test_social_groups_are_not_there_for_the_office(client, a_looked_after_child, office):
    sign_in(client, office)
    page = client.get("/support/groups/").content.decode()
    assert ("Looked after" in page, "Ms Vane" in page) == (False, False)
    assert client.get(f"/support/groups/looked_after/{a_looked_after_child.pk}/").status_code == 404
    assert client.get("/support/groups/nonsense/1/").status_code == 404


def test_the_list_takes_the_same_statements_for_one_pupil_and_for_three(
    pupils, head, django_assert_max_num_queries
):
    for count in (1, 3):
        for pupil in pupils[:count]:
            if not pupil.statuses.filter(kind="looked_after").exists():
                StatusFactory(pupil=pupil, kind="looked_after", value="1")
        with django_assert_max_num_queries(11):
            found = group_list(post=head, on=THE_DAY)
        assert [len(group.pupils) for group in found if group.key == Group.LOOKED_AFTER] == [count]


def test_half_of_school_missed_waits_for_the_champion_until_a_joint_approach_is_agreed(
    school, pupils, office, champion
):
    ben = pupils[0]
    days = days_before(school, 10)
    miss(ben, days[:5], by=office, code="I")
    for day in days[5:]:
        for session in ("AM", "PM"):
            mark(ben, "/" if session == "AM" else "\\", by=office, date=day, session=session)

    def waits():
        rows = waiting(champion, effects=(), now=at("10:00"))
        return [(each.pupil, each.words) for each in rows]

    assert waits() == [("Ben Archer", "10 of 20 sessions missed: joint approach with the authority")]
    record(ben, Group.SEVERE, JOINT, champion)
    assert waits() == []
    record(ben, Group.SEVERE, Agreed(JOINT.duty, THE_DAY, JOINT.with_whom, "A taxi", THE_DAY), champion)
    assert waits() == [("Ben Archer", "10 of 20 sessions missed: joint approach to be looked at again")]


def test_who_had_a_social_worker_stays_known_and_who_has_one_again_stands_once(pupils, head):
    ben, chloe = pupils[0], pupils[1]
    ended = {"kind": "social_worker", "value": "CIN", "last_day": THE_DAY - dt.timedelta(days=30)}
    for pupil in (ben, chloe):
        StatusFactory(pupil=pupil, **ended)
    StatusFactory(pupil=chloe, kind="social_worker", value="CIN", first_day=THE_DAY)
    seen = {group: names for group, names in listed(head).items() if "worker" in group}
    assert seen == {Group.SOCIAL_WORKER: ["Chloe Dean"], Group.HAD_WORKER: ["Ben Archer"]}
