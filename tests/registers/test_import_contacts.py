"""contacts.csv: the adults, each once, and what each is to each child."""

import datetime as dt

import pytest

from registers.models import Address, AdmissionChange, Care, Contact, ContactLimit
from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import DAY, NAMES, SchoolFolder, contact_row, upn

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=7)


@pytest.fixture
def folder(tmp_path):
    folder = SchoolFolder(tmp_path / "files")
    for name in ("marks", "class_history", "patterns", "professionals", "prior_absence"):
        del folder[name]
    return folder


def contacts_of(report):
    return next(each for each in report.files if each.name == "contacts.csv")


def test_a_contact_and_the_care_are_as_the_row_says(folder):
    folder["contacts"][0] |= {
        "phone2": "01632 960002",
        "language": "Polish",
        "lives_with": "0",
        "priority": "2",
    }
    bring_in(folder.write())
    care = Care.objects.select_related("contact").get(pupil__upn=upn(0))
    one = care.contact
    assert (one.title, one.name, one.phone, one.phone2, one.email, one.language) == (
        "Ms",
        "Robin Brook",
        "07700 900000",
        "01632 960002",
        "brook@family.example",
        "Polish",
    )
    assert (care.relationship, care.parental_responsibility, care.lives_with, care.priority, care.portal) == (
        "Mother",
        True,
        False,
        2,
        True,
    )
    home = Address.objects.get(contact=one)
    assert (home.address, home.postcode, home.first_day) == (
        "1 Mill Lane, Fenborough",
        "ZZ1 1ZZ",
        dt.date(2025, 9, 3),
    )


def test_siblings_share_a_parent_by_name_and_email_or_phone(folder):
    folder["contacts"] += [
        contact_row(1, NAMES[1]) | {"name": "robin  brook", "email": "", "phone": "+44 7700 900 000"},
        contact_row(2, NAMES[2]) | {"name": "Robin Brook", "email": "Brook@family.example", "phone": ""},
        contact_row(3, NAMES[3]) | {"name": "Robin Brook", "email": "", "phone": "07700 900999"},
    ]
    bring_in(folder.write())
    found = Contact.objects.filter(name="Robin Brook").order_by("pk")
    cared_for = [sorted(contact.cares.values_list("pupil__upn", flat=True)) for contact in found]
    assert cared_for == [sorted(upn(n) for n in (0, 1, 2)), [upn(3)]]


def test_one_contact_id_is_one_person_whatever_the_name(folder):
    folder["contacts"] = [
        contact_row(0, NAMES[0]) | {"contact_id": "P7"},
        contact_row(1, NAMES[1]) | {"contact_id": "P7", "name": "R. Brook", "email": "", "phone": ""},
        contact_row(2, NAMES[2])
        | {"contact_id": "P8", "name": "Robin Brook", "email": "brook@family.example"},
    ]
    report = bring_in(folder.write())
    assert list(Contact.objects.order_by("contact_id").values_list("contact_id", "name")) == [
        ("P7", "Robin Brook"),
        ("P8", "Robin Brook"),
    ]
    assert contacts_of(report).listed.lines == [
        "row 3: name R. Brook differs from the same person's earlier row, which is kept: Robin Brook",
        "row 3: address 2 Mill Lane, Fenborough, ZZ1 1ZZ differs from the same person's earlier row,"
        " which is kept: 1 Mill Lane, Fenborough, ZZ1 1ZZ",
        "Robin Brook and Robin Brook share brook@family.example: none of them can sign in until the office settles it",
    ]
    before = everything_stored()
    assert bring_in(folder.path, on=LATER).changes == 0
    assert everything_stored() == before


def test_an_email_of_two_adults_is_imported_and_listed(folder):
    folder["contacts"].append(
        contact_row(0, NAMES[0]) | {"name": "Sam Brook", "phone": "07700 900111", "priority": "2"}
    )
    report = bring_in(folder.write())
    assert Contact.objects.filter(email="brook@family.example").count() == 2
    assert contacts_of(report).listed.lines == [
        "Robin Brook and Sam Brook share brook@family.example: none of them can sign in until the office settles it"
    ]


def test_adults_without_telephone_or_email_stay_the_same_people(folder):
    folder["contacts"] = [
        contact_row(n, name) | {"email": "", "phone": "", "portal": "0"} for n, name in enumerate(NAMES)
    ]
    bring_in(folder.write())
    before = everything_stored()
    assert bring_in(folder.path, on=LATER).changes == 0
    assert everything_stored() == before


def test_a_new_telephone_and_email_belong_to_the_same_person_of_that_child(folder):
    bring_in(folder.write())
    folder["contacts"][0] |= {"phone": "07700 900555", "email": "new@family.example"}
    report = bring_in(folder.write("contacts"))
    assert contacts_of(report).changes.lines == [
        "Robin Brook for Ada Brook: phone 07700 900000 → 07700 900555; email brook@family.example → new@family.example"
    ]
    assert Contact.objects.count() == 6


def test_changed_homes_and_parents_are_entries_of_the_admission_register(folder):
    bring_in(folder.write())
    folder["contacts"][0] |= {"lives_with": "0", "address": "4 New Road, Fenborough", "priority": "3"}
    folder["contacts"].append(
        contact_row(0, NAMES[0])
        | {"name": "Sam Brook", "email": "sam@family.example", "phone": "", "priority": "2"}
    )
    bring_in(folder.write("contacts"), on=LATER)
    found = AdmissionChange.objects.order_by("pk").values_list(
        "pupil__upn", "field", "original", "new", "reason"
    )
    reason = "imported from contacts.csv"
    assert list(found) == [
        (
            upn(0),
            "contact Robin Brook: address",
            "1 Mill Lane, Fenborough, ZZ1 1ZZ",
            "4 New Road, Fenborough, ZZ1 1ZZ",
            reason,
        ),
        (upn(0), "contact Robin Brook: lives with", "yes", "no", reason),
        (upn(0), "contact", "", "Sam Brook", reason),
    ]
    homes = (
        Address.objects.filter(contact__name="Robin Brook")
        .order_by("first_day")
        .values_list("first_day", "last_day")
    )
    assert list(homes) == [(dt.date(2025, 9, 3), LATER - dt.timedelta(days=1)), (LATER, None)]


def test_a_contact_limit_waits_for_its_ground_and_is_never_lifted_by_a_file(folder):
    folder["contacts"][0]["contact_limit"] = "no_access"
    report = bring_in(folder.write())
    limit = ContactLimit.objects.get()
    assert (limit.scope, limit.ground, limit.first_day, limit.last_day) == ("no_access", "", DAY, None)
    assert contacts_of(report).listed.lines == [
        "Robin Brook for Ada Brook: complete the ground of the contact limit (no_access)"
    ]
    assert bring_in(folder.path).changes == 0
    folder["contacts"][0]["contact_limit"] = ""
    report = bring_in(folder.write("contacts"))
    assert (report.changes, ContactLimit.objects.filter(last_day__isnull=True).count()) == (0, 1)
    assert contacts_of(report).listed.lines == [
        "Robin Brook for Ada Brook: the contact limit (no_access) is not in the file; it stays"
    ]


def test_a_contact_missing_from_a_later_file_is_listed_and_stays(folder):
    folder["contacts"].append(
        contact_row(0, NAMES[0]) | {"name": "Sam Brook", "email": "", "phone": "", "portal": "0"}
    )
    bring_in(folder.write())
    before = everything_stored()
    del folder["contacts"][0]
    report = bring_in(folder.write("contacts"))
    assert contacts_of(report).listed.lines == [
        "Robin Brook for Ada Brook is not in the file; nothing changed"
    ]
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"parental_responsibility": ""}, "parental_responsibility: is empty; every row needs it"),
        ({"lives_with": "y"}, "lives_with: 'y' is neither 1 (yes) nor 0 (no)"),
        ({"priority": "0"}, "priority: '0' is not a whole number from 1 to 99"),
        ({"email": "not an address"}, "email: 'not an address' is not an e-mail address"),
        ({"contact_limit": "some"}, "contact_limit: 'some' is not one of no_contact_details, no_access"),
        ({"phone": "0" * 31}, "phone: is 31 characters long; at most 30 fit"),
    ],
)
def test_a_row_that_cannot_be_is_refused(folder, cells, problem):
    folder["contacts"][0].update(cells)
    assert why_refused(folder.write()) == [f"contacts.csv, row 2, column {problem}"]


def test_the_same_person_twice_for_one_child_is_refused(folder):
    folder["contacts"].append(dict(folder["contacts"][0]))
    assert why_refused(folder.write()) == [
        "contacts.csv, row 8, column name: is the same person for the same child as in row 2"
    ]


def test_somebody_who_may_sign_in_without_an_email_is_listed(folder):
    folder["contacts"][0]["email"] = ""
    report = bring_in(folder.write())
    assert contacts_of(report).listed.lines == [
        "Robin Brook may sign in for Ada Brook but has no e-mail address"
    ]
