import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from absence.actions.sickness import (
    Answer,
    ReturnMadeAlready,
    SicknessRefused,
    ask_for_education,
    make_sickness_return,
    note_education_answer,
    note_sickness_return_sent,
)
from absence.models import EducationAnswer, EducationRequest, SicknessReturn, SicknessReturnSent
from absence.sickness import sickness_of
from absence.sickness_list import ill_pupils, sickness_list
from registers.models import Address, SensitiveRead
from registers.school_year import DayRange
from reporting.models import MadeReturn
from reporting.school_returns import returns_of
from tests.absence.absent import days_before, miss
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, GroupFactory, at, mark

DAYS = [dt.date(2026, 11, 2) + dt.timedelta(days=n) for n in range(28) if n % 7 < 5]
"""Twenty school days, Monday 2 to Friday 27 November 2026."""
ALWAYS = DayRange(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def standing(ill, others=None, *, returns=(), compulsory=ALWAYS):
    codes = dict.fromkeys(ill, ("I", "I")) | (others or {})
    return sickness_of(codes, returns=returns, compulsory=compulsory)


# vectors: I on 15 separate days in the school year → one return; not repeated inside the same continuous spell


def test_fifteen_separate_days_make_one_return_due_which_the_same_spell_does_not_repeat():
    present = dict.fromkeys(DAYS[1:10:2], ("/", "\\"))
    ill = [day for day in DAYS if day not in present]
    assert (len(ill), standing(ill[:14], present).is_due, standing(ill, present).is_due) == (15, False, True)
    assert not standing(ill, present, returns=[ill[-1]]).is_due


def test_a_later_spell_has_a_return_of_its_own():
    ill = DAYS[:16]
    back = {DAYS[16]: ("/", "\\")}
    told = [DAYS[15]]
    assert not standing(ill, back, returns=told).is_due
    again = standing([*ill, DAYS[17]], back, returns=told)
    assert (again.is_due, again.spell, again.returned_on) == (True, (DAYS[17],), None)


def test_half_a_day_of_illness_is_a_day_of_illness():
    halves = dict.fromkeys(DAYS[:15], ("/", "I"))
    found = sickness_of(halves, returns=[], compulsory=ALWAYS)
    assert (len(found.days), found.sessions, found.is_due) == (15, 15, True)


def test_only_days_of_compulsory_school_age_count():
    assert len(standing(DAYS, compulsory=DayRange(DAYS[5], DAYS[-1])).days) == 15


@pytest.mark.parametrize(
    ("between", "spell"), [(("K", "K"), 5), ((), 5), (("Y4", "Y4"), 5), (("/", "\\"), 2), (("O", "O"), 2)]
)
def test_arranged_education_and_days_without_a_session_do_not_break_a_spell(between, spell):
    ill = [*DAYS[:3], *DAYS[4:6]]
    assert len(standing(ill, {DAYS[3]: between}).spell) == spell


def test_an_illness_goes_on_until_something_else_comes():
    assert standing(DAYS[:3]).goes_on
    assert not standing(DAYS[:3], {DAYS[3]: ("/", "")}).goes_on


@pytest.fixture
def fourteen_days(school, pupils, office, set_clock):
    """Ben Archer has been ill for fourteen school days; his address is confidential."""
    set_clock("10:00:00")
    ben = pupils[0]
    miss(ben, days_before(school, 14), by=office, code="I", sessions=("AM",))
    Address.objects.create(
        school=school, pupil=ben, address="12 Hidden Lane", confidential=True, first_day=YEAR_STARTS
    )
    return ben


def ill(pupil, post):
    return ill_pupils([pupil.pk], post=post, on=THE_DAY)[0]


def returned(pupil, post, *, expected_days=0, why=""):
    return make_sickness_return(
        ill=ill(pupil, post), expected_days=expected_days, expected_why=why, school=pupil.school,
        by=post, on=THE_DAY, at=at("10:00"),
    )  # fmt: skip


def names(rows):
    return [row.pupil.called for row in rows]


def test_the_fifteenth_day_moves_a_pupil_from_near_to_due(fourteen_days, office):
    found = sickness_list(post=office, on=THE_DAY)
    assert (names(found.due), names(found.close)) == ([], ["Ben Archer"])
    mark(fourteen_days, "I", by=office)
    found = sickness_list(post=office, on=THE_DAY)
    assert (names(found.due), names(found.close)) == (["Ben Archer"], [])


def test_a_return_needs_fifteen_days_or_a_ground_to_expect_them(fourteen_days, office):
    with pytest.raises(SicknessRefused, match="14 days so far and 0 expected are fewer than fifteen"):
        returned(fourteen_days, office)
    with pytest.raises(SicknessRefused, match="on what ground"):
        returned(fourteen_days, office, expected_days=5, why=" ")
    made = returned(fourteen_days, office, expected_days=5, why="The hospital said a week")
    assert (made.ill_days, made.expected_days, made.expected_why) == (14, 5, "The hospital said a week")


def test_a_return_is_made_once_a_spell_and_never_changes(fourteen_days, office):
    mark(fourteen_days, "I", by=office)
    made = returned(fourteen_days, office)
    facts = dict(made.content["facts"])
    assert facts["School days with illness this school year"] == "15"
    assert "Hidden" not in str(made.content)
    with pytest.raises(ReturnMadeAlready):
        returned(fourteen_days, office)
    with pytest.raises(DatabaseError), transaction.atomic():
        SicknessReturn.objects.update(ill_days=1)


def test_the_file_for_the_authority_writes_days_as_dates_and_stays_due_on_the_fifteenth(
    fourteen_days, office
):
    later = THE_DAY + dt.timedelta(days=1)
    mark(fourteen_days, "I", by=office)
    returned(fourteen_days, office)
    [kind] = returns_of([MadeReturn.Kind.SICKNESS], school=fourteen_days.school, post=office, on=later)
    [row] = kind.open
    assert (row.by, row.is_overdue, row.values[2]) == (THE_DAY, True, fourteen_days.dob.isoformat())


def test_what_went_to_the_authority_is_noted_once_and_not_before_it_was_made(fourteen_days, office):
    mark(fourteen_days, "I", by=office)
    made = returned(fourteen_days, office)
    said = {"sickness_return": made, "to_whom": "Attendance service", "how": "email", "by": office}
    said |= {"on": THE_DAY, "at": at("10:05")}
    with pytest.raises(SicknessRefused, match="before it was made"):
        note_sickness_return_sent(sent_on=THE_DAY - dt.timedelta(days=1), **said)
    assert names(sickness_list(post=office, on=THE_DAY).to_send) == ["Ben Archer"]
    for _ in range(2):
        note_sickness_return_sent(sent_on=THE_DAY, **said)
    assert SicknessReturnSent.objects.count() == 1
    assert names(sickness_list(post=office, on=THE_DAY).returned) == ["Ben Archer"]


def test_education_that_is_arranged_says_who_what_and_from_when(fourteen_days, office):
    who = {"by": office, "on": THE_DAY, "at": at("10:00")}
    asked = ask_for_education(
        pupil=fourteen_days, asked_on=THE_DAY, to_whom="Tuition team", how="email", asked_for="English", **who
    )
    with pytest.raises(SicknessRefused, match="code K needs its nature"):
        note_education_answer(request=asked, answer=Answer("arranged", THE_DAY, "Ms Orr"), **who)
    answer = Answer("arranged", THE_DAY, "Ms Orr", "Home tuition in English", THE_DAY)
    note_education_answer(request=asked, answer=answer, **who)
    assert ill(fourteen_days, office).education.nature == "Home tuition in English"


def test_nursery_children_are_outside_the_return(fourteen_days, office):
    mark(fourteen_days, "I", by=office)
    fourteen_days.statuses.filter(kind="year_group").update(value="N2")
    assert sickness_list(post=office, on=THE_DAY).due == ()


def test_the_list_takes_the_same_statements_for_one_pupil_and_for_three(
    school, pupils, office, django_assert_num_queries
):
    for count in (1, 3):
        for pupil in pupils[:count]:
            miss(pupil, days_before(school, 15), by=office, code="I", sessions=("AM",))
        with django_assert_num_queries(7):
            found = sickness_list(post=office, on=THE_DAY)
        assert len(found.due) == count


def test_an_illness_is_told_from_the_page_and_who_reads_is_noted(client, fourteen_days, office):
    sign_in(client, office)
    mine = f"/pupils/{fourteen_days.pk}/illness"
    assert "Coming near" in client.get("/support/sickness/").content.decode()
    page = client.get(f"{mine}/").content.decode()
    assert "1 fewer than 15" in page
    assert SensitiveRead.objects.filter(what="health", pupil=fourteen_days, by=office).count() == 1
    refused = client.post(f"{mine}/return/", {"expected_days": "0", "expected_why": ""})
    assert "fewer than fifteen" in refused.content.decode()
    client.post(f"{mine}/return/", {"expected_days": "4", "expected_why": "The mother"}, follow=True)
    made = SicknessReturn.objects.get()
    sent = {"to_whom": "Attendance service", "how": "email", "sent_on": THE_DAY.isoformat()}
    client.post(f"/support/sickness/returns/{made.pk}/", sent)
    education = {"to_whom": "Tuition team", "how": "email", "asked_on": THE_DAY.isoformat()}
    client.post(f"{mine}/education/", education | {"asked_for": "English, an hour a day"})
    asked = EducationRequest.objects.get()
    answer = {"outcome": "arranged", "answered_on": THE_DAY.isoformat(), "provider": "Ms Orr"}
    answer |= {"nature": "Home tuition", "first_day": THE_DAY.isoformat()}
    client.post(f"/support/sickness/education/{asked.pk}/", answer)
    assert EducationAnswer.objects.get().provider == "Ms Orr"
    listed = client.get("/support/sickness/").content.decode()
    assert ("Told, and what was arranged" in listed, "Education is arranged" in listed) == (True, True)


def test_a_teacher_sees_no_illness(client, teacher, fourteen_days):
    sign_in(client, teacher)
    assert client.get(f"/pupils/{fourteen_days.pk}/illness/").status_code == 403


def test_a_pupil_of_another_school_is_not_there(client, office, other_school):
    stranger = (
        GroupFactory(school=other_school, name="Kestrel", pupils=["Other Child"]).memberships.get().pupil
    )
    sign_in(client, office)
    assert client.get(f"/pupils/{stranger.pk}/illness/return/").status_code == 404
