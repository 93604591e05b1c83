"""Notices to the authority (regulation 13): which fall due, by when, and that somebody told the authority."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.authority_notices import notices_due
from registers.models import Address, Admission, AuthorityNotice, SensitiveRead
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, PostFactory, PupilFactory, TermFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")
FIRST_DAY = dt.date(2026, 9, 2)
LAST_DAY = dt.date(2027, 7, 20)


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


@pytest.fixture
def years(school, pupils):
    """The school has years R to 6, and a summer term."""
    TermFactory(school=school, name="Summer", first_day=dt.date(2027, 4, 12), last_day=LAST_DAY)
    PupilFactory(school=school, forename="Ria", surname="Least", year="R")
    PupilFactory(school=school, forename="Sid", surname="Most", year="6")


def joined(school, name, day, year="3", **fields):
    """A pupil entered here."""
    forename, surname = name.split()
    pupil = PupilFactory(
        school=school,
        forename=forename,
        surname=surname,
        year=year,
        year__first_day=FIRST_DAY,
        roll__starting_day=day,
    )
    Admission.objects.filter(pupil=pupil).update(entered_at=at("09:00", day), **fields)
    return pupil


def due(school, on=THE_DAY):
    return [
        (each.admission.pupil.surname, each.kind, each.by, each.standard)
        for each in notices_due(school=school, on=on)
    ]


def test_a_new_pupil_is_due_by_the_fifth_day_after_entry(school, years):
    joined(school, "Leila Haddad", dt.date(2026, 11, 12))
    assert due(school) == [("Haddad", "new_pupil", dt.date(2026, 11, 17), "")]
    [notice] = notices_due(school=school, on=dt.date(2026, 11, 17))
    assert notice.overdue is False
    [notice] = notices_due(school=school, on=dt.date(2026, 11, 18))
    assert notice.overdue is True


@pytest.mark.parametrize(
    ("year", "day", "is_due"),
    [
        ("R", FIRST_DAY, False),  # youngest year AND the first day
        ("R", dt.date(2026, 9, 7), True),  # staggered: not the first day
        ("3", FIRST_DAY, True),  # the first day, but not the youngest year
        ("N2", dt.date(2026, 11, 2), False),  # nursery
    ],
)
def test_only_the_youngest_year_on_the_first_day_is_exempt(school, years, year, day, is_due):
    joined(school, "Leila Haddad", day, year=year)
    assert [each.waiting for each in notices_due(school=school, on=THE_DAY)] == [is_due]


@pytest.mark.parametrize(
    ("year", "day", "is_due"),
    [
        ("6", LAST_DAY, False),
        ("6", LAST_DAY + dt.timedelta(days=20), False),
        ("6", dt.date(2026, 12, 18), True),  # the end of a term, not of the year
        ("6", THE_DAY, True),
        ("3", LAST_DAY, True),
    ],
)
def test_a_deletion_is_due_no_later_than_its_day_unless_the_oldest_year_ends(
    school, years, year, day, is_due
):
    gone = {"deleted_on": day, "ground": "a", "deletion_entered_at": at("09:00")}
    pupil = joined(school, "Leila Haddad", FIRST_DAY, year=year, **gone)
    AuthorityNotice.objects.create(
        school=school,
        admission=pupil.admissions.get(),
        kind="new_pupil",
        told_on=FIRST_DAY,
        how="portal",
        by=PostFactory(school=school, role="office"),
        name="Joan Wright",
        position="Office",
        at=at("09:00"),
    )
    found = [each for each in notices_due(school=school, on=THE_DAY) if each.kind == "deletion"]
    assert [(each.by, each.waiting) for each in found] == [(day, is_due)]


def test_imported_stays_are_left_to_the_system_they_came_from(school, years):
    assert due(school) == []


def test_somebody_notes_that_the_authority_was_told(desk, school, years):
    pupil = joined(school, "Leila Haddad", dt.date(2026, 11, 12))
    page = reverse("registers:authority_notices")
    sent = {"told_on": THE_DAY.isoformat(), "how": "Portal"}
    assert "Tick the notices" in desk.post(page, sent).content.decode()
    key = f"new_pupil-{pupil.admissions.get().pk}"
    tomorrow = (THE_DAY + dt.timedelta(days=1)).isoformat()
    assert (
        "has not come yet" in desk.post(page, {**sent, "notice": key, "told_on": tomorrow}).content.decode()
    )

    assert desk.post(page, {**sent, "notice": key}).url == page
    kept = AuthorityNotice.objects.get()
    assert (kept.told_on, kept.how, kept.name, kept.position) == (
        THE_DAY,
        "Portal",
        "Joan Wright",
        "School office",
    )
    assert "Nothing is due." in desk.get(page).content.decode()
    desk.post(page, {**sent, "notice": key})
    assert AuthorityNotice.objects.count() == 1


def test_a_notice_holds_the_entry_of_the_register_on_paper_and_in_the_file(desk, school, years):
    pupil = joined(school, "Leila Haddad", dt.date(2026, 11, 12))
    care = CareFactory(pupil=pupil, contact__name="=Rana Haddad", contact__phone="07700 900321")
    for whose in ({"pupil": pupil}, {"contact": care.contact}):
        Address.objects.create(school=school, address="4 Mill Lane", first_day=FIRST_DAY, **whose)
    page = desk.get(reverse("registers:authority_notice", args=[f"new_pupil-{pupil.admissions.get().pk}"]))
    for words in (pupil.upn, "2019-03-14", "4 Mill Lane", "07700 900321", "pupil lives with them"):
        assert words in page.content.decode()
    file = desk.get(reverse("registers:authority_notices_file")).content.decode()
    assert f"New pupil,2026-11-17,{pupil.upn},Haddad,Leila" in file
    assert "'=Rana Haddad" in file


def test_a_confidential_address_stays_so(desk, school, years, client, head):
    pupil = joined(school, "Leila Haddad", dt.date(2026, 11, 12))
    Address.objects.create(
        school=school, pupil=pupil, address="4 Mill Lane", first_day=FIRST_DAY, confidential=True
    )
    url = reverse("registers:authority_notices_file")
    assert "4 Mill Lane" not in desk.get(url).content.decode()
    assert "4 Mill Lane" in sign_in(client, head).get(url).content.decode()


def test_the_same_place_held_for_the_mother_without_the_mark_stays_so_too(desk, school, years, client, head):
    pupil = joined(school, "Leila Haddad", dt.date(2026, 11, 12))
    home = {"school": school, "address": "4 Mill Lane", "first_day": FIRST_DAY}
    Address.objects.create(pupil=pupil, confidential=True, **home)
    Address.objects.create(contact=CareFactory(pupil=pupil).contact, **home)
    [notice] = notices_due(school=school, on=THE_DAY)
    page = reverse("registers:authority_notice", args=[notice.key])
    assert "4 Mill Lane" not in desk.get(page).content.decode()
    assert not SensitiveRead.objects.exists()
    assert "4 Mill Lane" in sign_in(client, head).get(page).content.decode()
    [look] = SensitiveRead.objects.all()
    assert (look.pupil, look.what, look.name) == (pupil, "address", "Ruth Adeyemi")


def test_a_made_up_notice_is_not_there(desk):
    for key in ("new_pupil-0", "x", "deletion-99999999999999999999"):
        assert desk.get(reverse("registers:authority_notice", args=[key])).status_code == 404


def test_the_statements_do_not_grow(desk, school, years):
    url = reverse("registers:authority_notices_file")
    counts = []
    for n, name in enumerate(["Leila Haddad", "Ken Ito", "Mia Juarez"]):
        CareFactory(pupil=joined(school, name, dt.date(2026, 11, 12 + n)))
        if n != 1:
            desk.get(url)
            with CaptureQueriesContext(connection) as found:
                desk.get(url)
            counts.append(len(found))
    assert counts[0] == counts[1]
