"""The demo school as `seed_demo` makes it: who is there, every register up to now, and the telling cases."""

import datetime as dt
from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db.models import Count

from attendance_site.parts import clock
from penalties.scan import Scan
from registers import codes
from registers.actions.cover import use_cover
from registers.code_rules import refusal
from registers.codes import Giver
from registers.demo.accounts import DemoAccount, demo_accounts
from registers.demo.cases import CASES
from registers.demo.site import make_demo
from registers.models import (
    Admission,
    Care,
    Closure,
    ContactLimit,
    ExpectedPattern,
    GroupMembership,
    GroupTeacher,
    Mark,
    MarkHistory,
    Movement,
    PlannedMark,
    PriorAbsence,
    Pupil,
    PupilChange,
    PupilStatus,
    Register,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
    User,
)
from registers.school_year import of_compulsory_school_age
from registers.suspensions import suspension_tasks
from tests.databases import pointed_at

NOW = dt.datetime(2026, 11, 24, 11, 5, tzinfo=clock.LONDON)
TODAY = NOW.date()
PASSWORD = "four-plain-words-27"


@pytest.fixture(scope="module")
def made(test_servers, django_db_blocker):
    """A small demo, made once for the tests of this file in a database of its own."""
    with test_servers.clone() as target, django_db_blocker.unblock(), pointed_at(target):
        yield make_demo(pupils=60, years=1, seed="2", now=NOW, password=PASSWORD, say=lambda words: None)


@pytest.fixture
def primary(made):
    return School.objects.get(urn="999001")


@pytest.fixture
def secondary(made):
    return School.objects.get(urn="999002")


def pupil(key, school):
    case = next(case for case in CASES if case.key == key)
    return Pupil.objects.filter(school=school, surname=case.surname, forename=case.children[0][0]).earliest(
        "pk"
    )


def letters(who, first=dt.date(2026, 9, 1), last=dt.date(2026, 11, 23)):
    return Counter(
        who.marks.filter(school=who.school, date__range=(first, last)).values_list("code", flat=True)
    )


def judged(school, on=TODAY - dt.timedelta(days=1)):
    return {standing.upn: standing.judgement for standing in Scan(school, on)}


def test_the_trust_has_a_primary_and_a_secondary_with_times_of_their_own(primary, secondary):
    assert (primary.phase, primary.la_code, primary.threshold_codes, str(primary.gates_open)) == (
        "Primary",
        "874",
        "GOU",
        "08:35:00",
    )
    assert primary.trust == secondary.trust
    assert secondary.threshold_codes == "GNOU"
    assert sorted(map(str, primary.session_times.values_list("starts", "closes", "ends"))) != sorted(
        map(str, secondary.session_times.values_list("starts", "closes", "ends"))
    )
    assert [str(time) for time in primary.session_times.get(session="AM").__dict__.values()][-3:][:2] == [
        "08:45:00",
        "08:55:00",
    ]


def test_each_of_three_years_has_190_days_and_five_inset_days_as_closures(primary):
    days = Counter(
        day.year if day.month >= 9 else day.year - 1
        for day in SchoolDay.objects.filter(school=primary).values_list("date", flat=True)
    )

    assert days == {2025: 190, 2026: 190, 2027: 190}
    assert Closure.objects.filter(school=primary, kind="inset").count() == 15
    assert Term.objects.filter(school=primary, academic_year="2025-26").earliest(
        "first_day"
    ).first_day == dt.date(2025, 9, 3)
    assert SchoolDay.objects.get(school=primary, date="2026-09-07").week == 41


def test_every_school_day_to_yesterday_has_a_mark_for_everybody_on_the_roll(primary, secondary):
    for school in (primary, secondary):
        days = set(SchoolDay.objects.filter(school=school, date__lt=TODAY).values_list("date", flat=True))
        found = {who: set() for who in Pupil.objects.filter(school=school).values_list("pk", flat=True)}
        for who, day, session in Mark.objects.filter(school=school, date__lt=TODAY).values_list(
            "pupil_id", "date", "session"
        ):
            found[who].add((day, session))
        for stay in Admission.objects.filter(school=school):
            on_roll = {day for day in days if stay.starting_day <= day <= (stay.deleted_on or day)}
            assert found[stay.pupil_id] == {(day, session) for day in on_roll for session in ("AM", "PM")}


def test_every_mark_may_stand_where_it_stands(made):
    wrong = Counter()
    for mark in Mark.objects.select_related("pupil").iterator():
        age = of_compulsory_school_age(mark.pupil.dob, mark.date)
        why = refusal(
            mark.code,
            date=mark.date,
            session=mark.session,
            compulsory_age=age,
            giver=Giver.HEAD,
            detail=mark.note,
        )
        wrong.update([why] if why else [])

    assert wrong == {}


def test_changed_marks_have_their_history_and_the_register_adds_up(made):
    assert MarkHistory.objects.count() > 200
    assert Mark.objects.filter(rev__gt=1).count() == MarkHistory.objects.count()
    assert Mark.objects.filter(rev__gt=1, reason="").count() == 0
    call_command("verify_register", verbosity=0)


def test_no_n_is_older_than_five_school_days_but_those_that_tell(primary, secondary):
    days = list(
        SchoolDay.objects.filter(school=primary, date__lt=TODAY)
        .order_by("-date")
        .values_list("date", flat=True)[:5]
    )
    old = Mark.objects.filter(code="N", date__lt=days[-1])

    assert {mark.pupil.surname for mark in old.select_related("pupil")} == {"Adeyemi-Cole", "Winterbourne"}
    assert Mark.objects.filter(code="N", date__lt=TODAY).count() >= 4


def test_every_class_has_a_teacher_and_pupils_and_everybody_a_contact(made):
    assert set(GroupTeacher.objects.values_list("group", flat=True)) == set(
        RegistrationGroup.objects.values_list("pk", flat=True)
    )
    assert set(GroupMembership.objects.on(TODAY).values_list("group", flat=True)) == set(
        RegistrationGroup.objects.values_list("pk", flat=True)
    )
    contacts = Counter(Care.objects.values("pupil").annotate(n=Count("pk")).values_list("n", flat=True))
    assert Pupil.objects.filter(cares=None).count() == 0
    assert sum(number for n, number in contacts.items() if n >= 2) > 0.8 * sum(contacts.values())


def test_year_groups_step_up_each_first_of_september(primary):
    who = pupil("nine", primary)
    steps = (
        PupilStatus.objects.filter(pupil=who, kind="year_group")
        .order_by("first_day")
        .values_list("value", "last_day")
    )

    assert list(steps) == [*((name, dt.date(2023 + n, 8, 31)) for n, name in enumerate("R123")), ("4", None)]


def test_the_threshold_cases_stand_where_their_titles_say(primary, secondary):
    here, there = judged(primary), judged(secondary)
    nine, summer, joiner = (pupil(key, primary).upn for key in ("nine", "across_summer", "joiner"))

    assert (here[nine].current, here[nine].peak, here[nine].met_on) == (9, 9, None)
    assert (here[summer].peak, here[summer].met_on, here[summer].met_session) == (
        10,
        dt.date(2026, 9, 10),
        "PM",
    )
    assert (here[joiner].current, here[joiner].met_session) == (10, "PM")
    assert there[pupil("moved_up", secondary).upn].peak == 10
    assert PriorAbsence.objects.filter(pupil=pupil("moved_up", secondary), from_school=primary).count() == 10
    assert PriorAbsence.objects.filter(pupil=pupil("joiner", primary), from_school=None).count() == 6


def test_the_other_telling_cases_show_what_their_titles_say(primary, secondary):
    tenth = letters(pupil("tenth", primary))
    severe = letters(pupil("severe", secondary))
    absent, possible = (
        sum(n for code, n in tenth.items() if code in among) for among in (codes.ABSENT, codes.POSSIBLE)
    )

    assert absent * 10 == possible > 90
    assert sum(severe[code] for code in "NOI") * 2 > severe.total()
    assert letters(pupil("mornings", primary))["X"] == 53
    assert letters(pupil("dual", primary))["D"] > 40
    assert letters(pupil("part_time", primary))["C2"] > 10
    assert letters(pupil("traveller", primary))["T"] == 10
    assert letters(pupil("suspended", secondary))["E"] == 10
    assert letters(pupil("social_worker", primary), dt.date(2026, 11, 20)) == {"N": 4}
    assert pupil("social_worker", primary).professionals.get().role == "social_worker"
    assert pupil("dual", primary).admissions.get().registration == "main"
    assert ContactLimit.objects.get().care.pupil == pupil("limit", primary)
    assert pupil("leaver", primary).admissions.get().deleted_on < TODAY


def test_alike_pupils_and_twins_sit_in_one_class(primary):
    def classes(surname):
        found = GroupMembership.objects.on(TODAY).filter(
            school=primary, pupil__surname=surname, pupil__forename__in=["Amelia", "Aoife", "Ciarán"]
        )
        return set(found.values_list("group", flat=True)), list(
            found.values_list("pupil__forename", "pupil__dob")
        )

    (_alike, two), (twins, both) = classes("Clarke"), classes("Brannigan")

    assert len(twins) == 1
    assert len({dob for _, dob in both}) == 1
    assert len(two) == len({dob for _, dob in two}) == 2


def test_the_pupil_who_moved_up_is_two_names_with_one_upn(primary, secondary):
    assert pupil("moved_up", primary).upn == pupil("moved_up", secondary).upn
    assert pupil("moved_up", primary).admissions.get().deleted_on == dt.date(2026, 8, 31)
    assert pupil("moved_up", secondary).last_school == primary.name


def test_nursery_children_come_in_the_mornings(primary):
    nursery = RegistrationGroup.objects.get(school=primary, name="Nursery")
    members = GroupMembership.objects.on(TODAY).filter(group=nursery).values("pupil")

    assert set(
        ExpectedPattern.objects.on(TODAY).filter(pupil__in=members).values_list("expected", "code")
    ) == {("1010101010", "X")}
    assert set(Mark.objects.filter(pupil__in=members, session="PM").values_list("code", flat=True)) == {"X"}


def test_this_morning_is_partly_taken(primary):
    registers = Register.objects.filter(school=primary, date=TODAY)
    marks = Mark.objects.filter(date=TODAY)

    assert set(registers.values_list("session", flat=True)) == {"AM"}
    assert (
        0
        < registers.filter(taken_at=None).count()
        < registers.count()
        == len(School.objects.get(pk=primary.pk).groups.all())
    )
    assert 0 < marks.count() < GroupMembership.objects.on(TODAY).count()
    assert not marks.filter(at__gt=NOW).exists()
    assert set(Movement.objects.values_list("kind", flat=True)) == {"in", "out"}
    assert marks.filter(source="late_desk", rev=2).count() == Movement.objects.filter(kind="in").count() > 0


def test_plans_lie_ahead(made):
    plans = PlannedMark.objects.all()

    assert {"M", "C", "V"} <= set(plans.values_list("code", flat=True))
    assert not plans.exclude(source="suspension").filter(first_day__lt=TODAY).exists()


def test_each_run_of_e_is_a_suspension_and_one_reaches_day_six_today(secondary):
    head = secondary.posts.get(role="head")
    tasks = suspension_tasks(school=secondary, on=TODAY, post=head)
    reece = next(each for each in tasks if each.suspension.pupil.surname == "Hartnoll")
    assert (reece.due_on, reece.length, reece.contradictions) == (TODAY, "8 days", [])
    assert [line.whom for line in reece.still_to_tell] == ["authority"]


def test_readers_of_changes_find_each_pupil_once(made):
    assert PupilChange.objects.values("pupil", "reader").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def test_people_sign_in_with_the_one_password_and_hats_are_said(made):
    accounts = {account.email: account for account in demo_accounts()}

    assert accounts["office@primary.example"] == DemoAccount(
        "office@primary.example",
        User.objects.get(email="office@primary.example").name,
        "School office manager",
        "Fenlark Primary School",
    )
    assert accounts["5a@primary.example"].roles == "Class teacher, 5A; Deputy attendance champion"
    assert {"trust@fenlark.example", "head@secondary.example", "governor@primary.example"} <= accounts.keys()
    assert not User.objects.filter(email__in=accounts, is_demo=False).exists()
    assert check_password(PASSWORD, User.objects.get(email="office@primary.example").password)
    assert next(iter(accounts)) == "office@primary.example"


def test_the_printed_code_opens_the_one_day_pass(made):
    cover = use_cover(code=made.cover.split()[0], at=NOW)

    assert (cover.group.name, cover.post.user.name) == ("4A", "Robin Marchetti")


def test_the_list_names_every_telling_case(made):
    named = [name for _, name, _, _ in made.cases]

    assert sorted(named) == sorted(
        f"{forename} {case.surname}" for case in CASES for forename, _ in case.children
    )
