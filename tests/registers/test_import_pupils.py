"""pupils.csv and class_history.csv: stays on the roll, and what holds from day to day."""

import datetime as dt

import pytest

from registers.models import Address, Admission, AdmissionChange, GroupMembership, Pupil, PupilStatus
from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import DAY, SchoolFolder, mark_row, pupil_row, upn

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=7)


@pytest.fixture
def folder(tmp_path):
    return SchoolFolder(tmp_path / "files")


def file_report(report, name="pupils.csv"):
    return next(each for each in report.files if each.name == name)


def classes(number):
    found = GroupMembership.objects.filter(pupil__upn=upn(number)).order_by("first_day")
    return list(found.values_list("group__name", "first_day", "last_day"))


def statuses(number, kind):
    found = PupilStatus.objects.filter(pupil__upn=upn(number), kind=kind).order_by("first_day")
    return list(found.values_list("value", "first_day", "last_day"))


def changes():
    found = AdmissionChange.objects.order_by("pk")
    return list(found.values_list("field", "original", "new", "reason", "name", "position"))


def test_a_first_import_dates_everything_from_the_admission(folder):
    bring_in(folder.write("school", "pupils"))
    admitted = dt.date(2025, 9, 3)
    assert Admission.objects.get(pupil__upn=upn(0)).starting_day == admitted
    assert classes(1) == [("3A", admitted, None)]
    assert statuses(1, "fsm") == [("1", admitted, None)]
    assert statuses(1, "social_worker") == [("none", admitted, None)]
    assert statuses(1, "year_group") == [
        ("2", admitted, dt.date(2026, 8, 31)),
        ("3", dt.date(2026, 9, 1), None),
    ]
    home = Address.objects.get(pupil__upn=upn(1))
    assert (home.address, home.postcode, home.first_day) == ("2 Mill Lane, Fenborough", "ZZ1 1ZZ", admitted)
    assert changes() == []


def test_a_later_change_holds_from_as_of(folder):
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][1] |= {"class": "4C", "fsm": "0", "year_group": "4", "sen": "E", "ehcp": "1"}
    report = bring_in(folder.write("pupils"), on=LATER, as_of=DAY)
    before, admitted = DAY - dt.timedelta(days=1), dt.date(2025, 9, 3)
    assert classes(1) == [("3A", admitted, before), ("4C", DAY, None)]
    assert statuses(1, "fsm") == [("1", admitted, before), ("0", DAY, None)]
    assert statuses(1, "sen") == [("N", admitted, before), ("E", DAY, None)]
    assert statuses(1, "ehcp") == [("0", admitted, before), ("1", DAY, None)]
    assert statuses(1, "year_group")[1:] == [("3", dt.date(2026, 9, 1), before), ("4", DAY, None)]
    assert file_report(report).changes.lines == [
        f"Ben Cole ({upn(1)}): sen N → E from {DAY}; ehcp 0 → 1 from {DAY}; fsm 1 → 0 from {DAY};"
        f" year group 3 → 4 from {DAY}; class 3A → 4C from {DAY}"
    ]


def test_as_of_is_today_unless_given(folder):
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][1]["class"] = "4C"
    bring_in(folder.write("pupils"), on=LATER)
    assert classes(1)[1] == ("4C", LATER, None)


def test_a_changed_name_and_address_keep_their_five_parts(folder):
    bring_in(folder.write("school", "staff", "pupils"))
    folder["pupils"][2] |= {"surname": "Drake", "address": "9 High Street, Fenborough"}
    bring_in(folder.write("pupils"), on=LATER, by_email="office@willowbrook.example")
    by = ("imported from pupils.csv", "Olive Jones", "School office")
    assert changes() == [
        ("surname", "Dunn", "Drake", *by),
        ("address", "3 Mill Lane, Fenborough, ZZ1 1ZZ", "9 High Street, Fenborough, ZZ1 1ZZ", *by),
    ]
    homes = Address.objects.filter(pupil__upn=upn(2)).order_by("first_day")
    assert list(homes.values_list("address", "first_day", "last_day")) == [
        ("3 Mill Lane, Fenborough", dt.date(2025, 9, 3), LATER - dt.timedelta(days=1)),
        ("9 High Street, Fenborough", LATER, None),
    ]


def test_a_leaver_is_on_the_roll_to_the_last_day_and_the_class_ends_with_it(folder):
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][4] |= {"left": "2026-11-20", "leaving_ground": "g", "destination": "Meadow School"}
    bring_in(folder.write("pupils"))
    stay = Admission.objects.get(pupil__upn=upn(4))
    assert (stay.deleted_on, stay.ground, stay.destination) == (dt.date(2026, 11, 20), "g", "Meadow School")
    assert stay.last_attended is None
    assert classes(4) == [("3B", dt.date(2025, 9, 3), dt.date(2026, 11, 20))]
    assert [(field, new) for field, _, new, *_ in changes()] == [
        ("left", "2026-11-20"),
        ("ground", "g"),
        ("destination", "Meadow School"),
    ]
    before = everything_stored()
    assert bring_in(folder.path, on=LATER).changes == 0
    assert everything_stored() == before


def test_a_leaving_day_that_moves_takes_the_class_with_it(folder):
    folder["pupils"][4] |= {"left": "2026-11-20", "leaving_ground": "9(3)"}
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][4]["left"] = "2026-12-04"
    bring_in(folder.write("pupils"))
    assert classes(4) == [("3B", dt.date(2025, 9, 3), dt.date(2026, 12, 4))]


def test_a_leaver_of_long_ago_was_in_the_year_group_of_then(folder):
    folder["pupils"][5] |= {"year_group": "2", "class": "", "left": "2026-07-17", "leaving_ground": "a"}
    bring_in(folder.write("school", "pupils"))
    assert statuses(5, "year_group") == [("2", dt.date(2025, 9, 3), None)]
    assert classes(5) == []


def test_a_pupil_may_come_back(folder):
    folder["pupils"][0] |= {"left": "2026-03-27", "leaving_ground": "g", "year_group": "2", "class": "2A"}
    folder["pupils"].append(pupil_row(0, "Ada Brook") | {"admitted": "2026-09-02"})
    report = bring_in(folder.write("school", "pupils"))
    assert file_report(report).added == 7
    assert list(
        Admission.objects.filter(pupil__upn=upn(0))
        .order_by("starting_day")
        .values_list("starting_day", "deleted_on")
    ) == [
        (dt.date(2025, 9, 3), dt.date(2026, 3, 27)),
        (dt.date(2026, 9, 2), None),
    ]
    assert classes(0) == [
        ("2A", dt.date(2025, 9, 3), dt.date(2026, 3, 27)),
        ("3A", dt.date(2026, 9, 2), None),
    ]
    assert statuses(0, "year_group") == [
        ("2", dt.date(2025, 9, 3), dt.date(2026, 9, 1)),
        ("3", dt.date(2026, 9, 2), None),
    ]
    assert bring_in(folder.path, on=LATER).changes == 0


def test_a_pupil_comes_back_by_a_later_file(folder):
    folder["pupils"][0] |= {"left": "2026-03-27", "leaving_ground": "g", "year_group": "2", "class": "2A"}
    bring_in(folder.write("school", "pupils"))
    folder["pupils"].append(pupil_row(0, "Ada Brook") | {"admitted": "2026-11-23", "fsm": "1"})
    report = bring_in(folder.write("pupils"))
    assert file_report(report).changes.lines == [f"new: Ada Brook ({upn(0)}), on the roll from 2026-11-23"]
    assert classes(0)[1] == ("3A", dt.date(2026, 11, 23), None)
    assert statuses(0, "fsm") == [
        ("0", dt.date(2025, 9, 3), dt.date(2026, 11, 22)),
        ("1", dt.date(2026, 11, 23), None),
    ]


def test_periods_that_overlap_are_refused(folder):
    folder["pupils"].append(pupil_row(0, "Ada Brook") | {"admitted": "2026-09-02"})
    folder["pupils"].append(pupil_row(1, "Ben Cole"))
    assert why_refused(folder.write("school", "pupils")) == [
        "pupils.csv, row 8, column admitted: the pupil is on the roll already by row 2; periods may not overlap",
        "pupils.csv, row 9, column admitted: the pupil is on the roll already by row 3; periods may not overlap",
    ]


def test_a_corrected_first_day_moves_what_began_with_it(folder):
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][3]["admitted"] = "2025-09-01"
    bring_in(folder.write("pupils"))
    first = dt.date(2025, 9, 1)
    assert Admission.objects.get(pupil__upn=upn(3)).starting_day == first
    assert (classes(3)[0][1], statuses(3, "fsm")[0][1]) == (first, first)
    assert changes()[0][:3] == ("starting day", "2025-09-03", "2025-09-01")
    assert bring_in(folder.path).changes == 0


def test_a_former_upn_renames_the_pupil(folder):
    bring_in(folder.write())
    old, new = upn(3), upn(33)
    folder["pupils"][3] |= {"upn": new, "former_upn": old}
    for row in folder["marks"] + folder["contacts"]:
        row["upn"] = new if row["upn"] == old else row["upn"]
    report = bring_in(folder.write())
    assert report.changes == 1
    pupil = Pupil.objects.get(upn=new)
    assert (pupil.former_upn, pupil.marks.count(), Pupil.objects.filter(upn=old).exists()) == (old, 10, False)
    assert changes()[0][:3] == ("UPN", old, new)
    assert bring_in(folder.path, on=LATER).changes == 0


def test_a_former_upn_of_another_pupil_is_refused(folder):
    folder["pupils"][3]["former_upn"] = upn(4)
    assert why_refused(folder.write("school", "pupils")) == [
        f"pupils.csv, row 5, column former_upn: {upn(4)} is also a pupil of its own in this file"
    ]


def test_two_pupils_held_under_both_upns_are_refused(folder):
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][3]["former_upn"] = upn(4)
    del folder["pupils"][4]
    assert why_refused(folder.write("pupils")) == [
        f"pupils.csv, row 5, column former_upn: the school holds {upn(4)} and {upn(3)} as two pupils;"
        " the office settles which is which first"
    ]


def test_a_pupil_missing_from_a_later_file_is_listed_and_stays(folder):
    bring_in(folder.write("school", "pupils"))
    before = everything_stored()
    del folder["pupils"][2]
    report = bring_in(folder.write("pupils"))
    assert file_report(report).listed.lines == [
        f"Cara Dunn ({upn(2)}) is on the roll but not in the file; nothing changed"
    ]
    assert everything_stored() == before


def test_an_empty_cell_says_nothing(folder):
    folder["pupils"][0] |= {"known_as": "Addie", "social_worker": "CIN"}
    bring_in(folder.write("school", "pupils"))
    before = everything_stored()
    folder["pupils"][0] |= {"known_as": "", "social_worker": "", "fsm": "", "address": ""}
    assert bring_in(folder.write("pupils")).changes == 0
    assert everything_stored() == before


def test_a_leaver_whom_the_file_has_back_is_listed(folder):
    folder["pupils"][0] |= {"left": "2026-11-20", "leaving_ground": "g"}
    bring_in(folder.write("school", "pupils"))
    folder["pupils"][0] |= {"left": "", "leaving_ground": ""}
    report = bring_in(folder.write("pupils"))
    assert (report.changes, file_report(report).listed.lines) == (
        0,
        ["Ada Brook left on 2026-11-20 here, and the file has no leaving day; the office settles it"],
    )


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"sen": "K", "ehcp": "1"}, "ehcp: is 1 exactly where sen is E"),
        ({"sen": "E", "ehcp": "0"}, "ehcp: is 1 exactly where sen is E"),
        ({"left": "2025-09-02"}, "left: 2025-09-02 is before the pupil was admitted on 2025-09-03"),
        ({"leaving_ground": "a"}, "leaving_ground: is given for a pupil who has not left"),
        (
            {"left": "2026-01-05", "leaving_ground": "p"},
            "leaving_ground: 'p' is not a letter from a to o, or 9(3)",
        ),
        ({"class": ""}, "class: is empty for a pupil who has not left"),
        (
            {"year_group": "15"},
            "year_group: '15' is not one of N1, N2, R, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14",
        ),
        ({"dob": "2026-09-03"}, "dob: 2026-09-03 is after the pupil was admitted on 2025-09-03"),
        ({"dob": "2019-02-29"}, "dob: '2019-02-29' is not a date; write it as 2026-11-24"),
        ({"fsm": "yes"}, "fsm: 'yes' is neither 1 (yes) nor 0 (no)"),
        ({"registration": "guest"}, "registration: 'guest' is not one of single, main, subsidiary"),
        ({"social_worker": "LAC"}, "social_worker: 'LAC' is not one of none, CIN, CP"),
        ({"class": "3" * 31}, "class: is 31 characters long; at most 30 fit"),
        ({"sex": ""}, "sex: is empty; every row needs it"),
    ],
)
def test_a_row_that_cannot_be_is_refused(folder, cells, problem):
    folder["pupils"][0].update(cells)
    wanted = f"pupils.csv, row 2, column {problem}"
    assert why_refused(folder.write("school", "pupils")) == [wanted]


def test_dual_registration_and_the_other_school_are_kept(folder):
    folder["pupils"][0] |= {"registration": "subsidiary", "other_school": "Hill School"}
    folder["pupils"][1] |= {"registration": "main"}
    report = bring_in(folder.write("school", "pupils"))
    stay = Admission.objects.get(pupil__upn=upn(0))
    assert (stay.registration, stay.other_school) == ("subsidiary", "Hill School")
    assert file_report(report).listed.lines == [
        f"Ben Cole ({upn(1)}) is dual registered; the other school's name is missing"
    ]


def test_class_history_replaces_the_class_since_admission(folder):
    bring_in(folder.write())
    assert classes(0) == [
        ("2A", dt.date(2025, 9, 3), dt.date(2026, 7, 17)),
        ("3A", dt.date(2026, 9, 2), None),
    ]


def test_class_history_that_ends_leaves_the_class_of_pupils_from_then_on(folder):
    folder["class_history"] = folder["class_history"][:1]
    bring_in(folder.write("school", "pupils", "class_history"))
    assert classes(0) == [
        ("2A", dt.date(2025, 9, 3), dt.date(2026, 7, 17)),
        ("3A", dt.date(2026, 7, 18), None),
    ]
    assert bring_in(folder.path, on=LATER).changes == 0


def test_class_history_alone_changes_only_the_days_it_names(folder):
    bring_in(folder.write("school", "pupils"))
    folder["class_history"] = [
        {"upn": upn(1), "class": "2B", "first_day": "2025-09-01", "last_day": "2026-08-31"},
    ]
    report = bring_in(folder.write("class_history"))
    assert file_report(report, "class_history.csv").added == 1
    assert classes(1) == [
        ("2B", dt.date(2025, 9, 3), dt.date(2026, 8, 31)),
        ("3A", dt.date(2026, 9, 1), None),
    ]


def test_class_history_that_overlaps_or_lies_outside_the_roll_is_refused(folder):
    folder["class_history"] += [
        {"upn": upn(0), "class": "3B", "first_day": "2026-10-01", "last_day": ""},
        {"upn": upn(1), "class": "1A", "first_day": "2024-09-01", "last_day": "2025-07-17"},
        {"upn": upn(2), "class": "1A", "first_day": "2026-09-01", "last_day": "2026-08-01"},
    ]
    assert why_refused(folder.write("school", "pupils", "class_history")) == [
        "class_history.csv, row 4, column first_day: the pupil is in another class by row 3 on some of these days",
        "class_history.csv, row 6, column last_day: 2026-08-01 is before the first day 2026-09-01",
        f"class_history.csv, row 5, column first_day: {upn(1)} was not on the roll on any of these days",
    ]


def test_an_authority_that_is_not_known_is_listed_only(folder):
    from registers.upn import check_letter

    strange = check_letter("000200218001") + "000200218001"
    folder["pupils"].append(pupil_row(9, "Gil Hart") | {"upn": strange})
    report = bring_in(folder.write("school", "pupils"))
    assert file_report(report).listed.lines == [
        "row 8: 000 is not a local authority known here. Check the UPN with the pupil's last school."
    ]


def test_a_upn_in_small_letters_is_the_same_pupil(folder):
    bring_in(folder.write())
    folder["pupils"][0]["upn"] = upn(0).lower()
    folder["marks"] = [mark_row(0, "2026-11-11", "AM", "/") | {"upn": upn(0).lower()}]
    assert bring_in(folder.write("pupils", "marks")).changes == 0


def test_prior_absence_on_this_schools_roll_is_refused(folder):
    folder["prior_absence"] += [
        folder["prior_absence"][0] | {"date": "2026-01-07"},
        folder["prior_absence"][0],
    ]
    assert why_refused(folder.write()) == [
        f"prior_absence.csv, row 3, column date: {upn(2)} was on this school's roll on 2026-01-07;"
        " its own marks say what happened",
        "prior_absence.csv, row 4, column date: that session is in row 2 already",
    ]


def test_prior_absence_that_a_notice_used_is_changed_once(folder):
    bring_in(folder.write())
    folder["prior_absence"][0]["used_on"] = "2026-02-02"
    report = bring_in(folder.write("prior_absence"))
    assert file_report(report, "prior_absence.csv").changes.lines == [
        "Cara Dunn 2025-06-10 AM O: used on nothing → 2026-02-02"
    ]
    folder["prior_absence"][0]["used_on"] = ""
    assert bring_in(folder.write("prior_absence")).changes == 0
