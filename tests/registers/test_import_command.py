"""`manage.py import_school`: a whole folder, or nothing; which files may come, who imports, and what it says."""

import io

import pytest
from django.core.management import CommandError, call_command

from registers.models import Mark, Pupil, SchoolDay, User
from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import URN, SchoolFolder, upn

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return SchoolFolder(tmp_path / "files")


def test_each_file_may_come_alone_once_the_school_exists(folder):
    folder.write("school")
    bring_in(folder.path)
    (folder.path / "school.csv").unlink()
    for name in (
        "staff",
        "terms",
        "closures",
        "pupils",
        "contacts",
        "class_history",
        "marks",
        "prior_absence",
    ):
        path = folder.write(name)
        report = bring_in(path)
        assert [each.name for each in report.files] == [f"{name}.csv"]
        assert report.changes > 0
        (path / f"{name}.csv").unlink()
    assert (SchoolDay.objects.count() > 200, Mark.objects.count()) == (True, 60)


def test_a_file_alone_needs_a_school(folder):
    assert why_refused(folder.write("pupils")) == [
        "school.csv: is not in the folder: there is no school yet; add school.csv"
    ]


def test_where_the_site_has_several_schools_the_one_meant_is_named(folder, other_school):
    bring_in(folder.write("school"))
    (folder.path / "school.csv").unlink()
    assert why_refused(folder.write("pupils")) == [
        "school.csv: is not in the folder: say which school is meant by --school URN"
    ]
    bring_in(folder.path, urn=URN)
    assert set(Pupil.objects.values_list("school__urn", flat=True)) == {URN}


def test_another_schools_urn_is_refused(folder):
    assert why_refused(folder.write("school"), urn="999999") == [
        f"school.csv, row 2, column urn: {URN} is not the school asked for, 999999"
    ]
    bring_in(folder.path)
    (folder.path / "school.csv").unlink()
    assert why_refused(folder.write("pupils"), urn="999999") == [
        "--school: no school here has the URN 999999; import its school.csv first"
    ]


def test_every_problem_of_every_file_is_named_and_nothing_is_imported(folder):
    folder["school"][0]["am_close"] = "08:40"
    folder["staff"][0]["role"] = "caretaker"
    folder["terms"][0]["first_day"] = "03/09/2025"
    folder["closures"][0]["kind"] = "snow"
    folder["pupils"][0]["upn"] = "A874200218000"
    folder["pupils"][1]["sex"] = "X"
    folder["pupils"][2]["surname"] = ""
    folder["contacts"][3]["priority"] = "first"
    folder["marks"][50]["code"] = "QQ"
    folder["prior_absence"][0]["code"] = "I"
    before = everything_stored()
    assert why_refused(folder.write()) == [
        "school.csv, row 2, column am_close: 08:40 is not after 08:45",
        "staff.csv, row 2, column role: 'caretaker' is not one of teacher, office, champion, safeguarding, head,"
        " governor, trust, la, data_officer, admin",
        "terms.csv, row 2, column first_day: '03/09/2025' is not a date; write it as 2026-11-24",
        "closures.csv, row 2, column kind: 'snow' is not one of holiday, inset, bank_holiday, planned, unexpected",
        "pupils.csv, row 2, column upn: The check letter of A874200218000 would be H: one of its characters is wrong.",
        "pupils.csv, row 3, column sex: 'X' is not one of F, M",
        "pupils.csv, row 4, column surname: is empty; every row needs it",
        "contacts.csv, row 5, column priority: 'first' is not a whole number from 1 to 99",
        "marks.csv, row 52, column code: QQ is not an attendance code. Choose one from the code list.",
        "prior_absence.csv, row 2, column code: 'I' is not one of G, N, O, U",
    ]
    assert everything_stored() == before


def test_an_unknown_upn_refuses_everything(folder):
    folder["marks"][0]["upn"] = upn(77)
    folder["contacts"][0]["upn"] = upn(77)
    before = everything_stored()
    words = f"{upn(77)} is not a pupil of Willowbrook Primary School; add the pupil to pupils.csv first"
    assert why_refused(folder.write()) == [
        f"contacts.csv, row 2, column upn: {words}",
        f"marks.csv, row 2, column upn: {words}",
    ]
    assert everything_stored() == before


def test_unknown_files_and_columns_are_reported_and_ignored(folder):
    folder["pupils"][0]["shoe_size"] = "31"
    for row in folder["pupils"][1:]:
        row["shoe_size"] = "30"
    folder.write()
    (folder.path / "photos.csv").write_text("anything")
    report = bring_in(folder.path)
    assert report.ignored == [
        "photos.csv is not a file that an import knows",
        "pupils.csv: the column 'shoe_size' is not known",
    ]
    assert Pupil.objects.count() == 6


def test_a_missing_required_column_is_named(folder):
    for row in folder["pupils"]:
        del row["dob"], row["sex"]
    assert why_refused(folder.write("school", "pupils")) == [
        "pupils.csv, row 1, column dob: is missing; the file needs this column",
        "pupils.csv, row 1, column sex: is missing; the file needs this column",
    ]


def test_without_by_the_command_makes_the_changes(folder):
    bring_in(folder.write())
    assert set(Mark.objects.values_list("name", "position", "by__role")) == {
        ("import_school", "command", "command")
    }
    assert User.objects.get(name="import_school").is_active is False


def test_by_names_the_person_who_imports(folder):
    bring_in(folder.write(), by_email="Office@willowbrook.example")
    assert set(Mark.objects.values_list("name", "position")) == {("Olive Jones", "School office")}


def test_by_must_be_somebody_of_the_school(folder):
    assert why_refused(folder.write(), by_email="nobody@elsewhere.example") == [
        "--by: nobody@elsewhere.example has no post at Willowbrook Primary School;"
        " leave --by out, or name somebody who works there"
    ]


def test_the_command_prints_the_report_and_what_to_do_next(folder):
    out = io.StringIO()
    call_command("import_school", str(folder.write()), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"Willowbrook Primary School (URN {URN})"
    assert "marks.csv: 60 added, 0 changed, 0 unchanged" in lines
    assert "90 changes made; 0 to look at." in lines
    assert lines[-2:] == [
        "What to do next:",
        "- Staff have no password yet: give each of them the link from Settings, People and roles.",
    ]


def test_the_command_fails_naming_what_is_wrong(folder):
    folder["pupils"][0]["dob"] = "soon"
    err = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported: 1 problem found"):
        call_command("import_school", str(folder.write()), stderr=err)
    assert err.getvalue() == "pupils.csv, row 2, column dob: 'soon' is not a date; write it as 2026-11-24\n"


@pytest.mark.parametrize("path", ["nowhere", "files/school.csv"])
def test_something_that_is_no_folder_is_refused(folder, tmp_path, path):
    folder.write("school")
    assert len(why_refused(tmp_path / path)) == 1


def test_an_empty_folder_is_refused(tmp_path):
    assert why_refused(tmp_path)[0].startswith(f"{tmp_path}: holds none of school.csv")


def test_as_of_that_is_no_date_is_refused(folder):
    with pytest.raises(CommandError, match="'tomorrow' is not a date"):
        call_command("import_school", str(folder.write()), as_of="tomorrow")
