"""Beside another system: its file proposes, people approve, and nobody missing from a file is deleted."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.actions.mis import FileNotRead, read_nightly_file, read_nightly_files
from registers.imports.mis_columns import day_of, suggest, value_of
from registers.imports.mis_reading import read_rows
from registers.models import AdmissionChange, MisMapping, MisProposal, Pupil, School
from tests.cast import sign_in
from tests.factories import at
from tests.registers.test_import_files import folder, head, post_of  # noqa: F401
from tests.school_folder import NAMES, upn

HEADER = [
    "UPN",
    "Legal Surname",
    "Forename",
    "Gender",
    "Date of birth",
    "Year",
    "Reg Group",
    "Date of leaving",
    "FSM",
]
PAGE, MAPPING = "/imports/proposals/", "/imports/mapping/"


def theirs(n, **changed):
    """A pupil as the other system writes them."""
    forename, surname = NAMES[n].split() if n < len(NAMES) else ("Gwen", "Hart")
    row = dict(
        zip(HEADER, [upn(n), surname, forename, "Female", "04/03/2019", "Year 2", "2A", "", "F"], strict=True)
    )
    return row | changed


def written(rows, delimiter=",", encoding="utf-8"):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, HEADER, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


@pytest.fixture
def roll(folder):  # noqa: F811
    """The rows of the other system that agree with the roll here."""
    by_number = []
    for n, row in enumerate(folder["pupils"]):
        day = "/".join(reversed(row["dob"].split("-")))
        fsm = {"1": "T", "0": "F", "": ""}[row.get("fsm", "")]
        changed = {"Date of birth": day, "Gender": "Female" if row["sex"] == "F" else "Male", "FSM": fsm}
        changed |= {"Year": f"Year {row['year_group']}", "Reg Group": row["class"]}
        by_number.append(theirs(n, **changed))
    return by_number


@pytest.fixture
def mapped(client, roll, head):  # noqa: F811
    """The mapping as suggested from a sample, saved by the head."""
    client.post(MAPPING, {"do": "sample", "file": SimpleUploadedFile("sample.csv", written(roll))})
    mapping = MisMapping.objects.get()
    client.post(
        MAPPING, {"do": "map", "dates": "dmy"} | {f"column_{k}": v for k, v in mapping.columns.items()}
    )
    return MisMapping.objects.get()


def read(client, rows, **how):
    return client.post(
        PAGE, {"do": "read", "file": SimpleUploadedFile("roll.csv", written(rows, **how))}, follow=True
    )


def waiting():
    return list(
        MisProposal.objects.open()
        .order_by("kind", "upn", "field")
        .values_list("kind", "upn", "field", "original", "new")
    )


def test_columns_are_suggested_by_their_names():
    assert suggest([*HEADER, "Tutor"]) == {
        "upn": "UPN",
        "surname": "Legal Surname",
        "forename": "Forename",
        "dob": "Date of birth",
        "sex": "Gender",
        "year_group": "Year",
        "class": "Reg Group",
        "left": "Date of leaving",
        "fsm": "FSM",
    }
    assert suggest(["Surname", "Legal Surname"]) == {"surname": "Surname", "legal_surname": "Legal Surname"}


def test_names_cut_short_are_read_in_full():
    header = ["Unique Pupil No", "Fam Name", "First Nm", "Birth", "Gndr", "NC Yr", "Reg Grp", "Entry Dt"]
    ours = ["upn", "surname", "forename", "dob", "sex", "year_group", "class", "admitted"]
    assert suggest(header) == dict(zip(ours, header, strict=True))


@pytest.mark.parametrize(
    ("ours", "cell", "dates", "wanted"),
    [
        ("dob", "04/03/2019", "dmy", "2019-03-04"),
        ("dob", "04/03/2019 00:00:00", "dmy", "2019-03-04"),
        ("dob", "03/04/2019", "mdy", "2019-03-04"),
        ("dob", "4 Mar 2019", "dMy", "2019-03-04"),
        ("dob", "2019-03-04T00:00:00", "ymd", "2019-03-04"),
        ("sex", "Female", "dmy", "F"),
        ("year_group", "Year 3", "dmy", "3"),
        ("year_group", "Y03", "dmy", "3"),
        ("year_group", "Reception", "dmy", "R"),
        ("fsm", "Yes", "dmy", "1"),
        ("sen", "K - SEN Support", "dmy", "K"),
        ("upn", upn(1).lower(), "dmy", upn(1)),
        ("class", "", "dmy", ""),
    ],
)
def test_their_values_become_ours(ours, cell, dates, wanted):
    assert value_of(ours, cell, dates=dates, values={}) == wanted


@pytest.mark.parametrize("cell", ["31/02/2019", "2019", "04/03/19", "soon", "99999999999/1/1", "٤/٣/2019x"])
def test_an_odd_date_is_refused(cell):
    with pytest.raises(ValueError, match="not a date"):
        day_of(cell, "dmy")


@pytest.mark.django_db
def test_a_file_that_agrees_proposes_nothing(client, roll, mapped):
    page = read(client, roll).content.decode()
    assert waiting() == []
    assert "6 pupils are compared" in page
    assert read(client, roll, delimiter=";", encoding="cp1252").status_code == 200
    assert read(client, roll, delimiter="\t", encoding="utf-16").status_code == 200
    assert waiting() == []


@pytest.mark.django_db
def test_joiners_leavers_changes_and_who_is_missing_are_proposed(client, roll, mapped):
    roll[0]["Reg Group"] = "9Z"
    roll[1]["Date of leaving"] = "20/11/2026"
    del roll[2]
    read(client, [*roll, theirs(50)])
    was = Pupil.objects.get(upn=upn(0)).memberships.get(last_day=None).group.name
    assert waiting() == [
        ("change", upn(0), "class", was, "9Z"),
        ("joiner", upn(50), "", "", ""),
        ("leaver", upn(1), "left", "", "2026-11-20"),
        ("missing", upn(2), "", "", ""),
    ]
    assert Pupil.objects.count() == 6


@pytest.mark.django_db
def test_a_change_is_made_by_whoever_approves_it(client, roll, mapped, head):  # noqa: F811
    roll[0] |= {"Forename": "Adah", "FSM": "T"}
    read(client, roll)
    changes = MisProposal.objects.open()
    assert changes.count() == 2
    page = client.post(PAGE, {"do": "approve", "all": "change"}, follow=True).content.decode()
    assert "2 changes made, in your name." in page
    entry = AdmissionChange.objects.get()
    assert (entry.original, entry.new, entry.name) == ("Ada", "Adah", head.user.name)
    assert entry.reason == "imported from the other system's file"
    assert Pupil.objects.get(upn=upn(0)).statuses.get(kind="fsm", last_day=None).value == "1"
    read(client, roll)
    assert waiting() == []


@pytest.mark.django_db
def test_what_was_declined_stays_declined_while_its_value_stays(client, roll, mapped):
    roll[0]["Forename"] = "Adah"
    read(client, roll)
    one = MisProposal.objects.open().get()
    client.post(PAGE, {"do": "decline", "proposal": [one.pk]})
    read(client, roll)
    assert waiting() == []
    roll[0]["Forename"] = "Adele"
    read(client, roll)
    assert waiting() == [("change", upn(0), "forename", "Ada", "Adele")]


@pytest.mark.django_db
def test_a_proposal_about_what_has_changed_here_since_is_refused(client, roll, mapped):
    roll[0]["Forename"] = "Adah"
    read(client, roll)
    Pupil.objects.filter(upn=upn(0)).update(forename="Adela")
    page = client.post(PAGE, {"do": "approve", "all": "change"}, follow=True).content.decode()
    assert "what stands here has changed since" in page
    assert Pupil.objects.get(upn=upn(0)).forename == "Adela"


@pytest.mark.django_db
def test_a_row_that_cannot_be_read_is_listed_and_says_nothing(client, roll, mapped):
    roll[0]["Date of birth"] = "soon"
    page = read(client, roll).content.decode()
    assert "1 value could not be read" in page
    assert waiting() == []
    roll[0]["UPN"] = "A"
    read(client, roll)
    assert waiting() == [], "who is missing is not known where a row has no UPN"


@pytest.mark.django_db
def test_joiners_are_not_approved_here(client, roll, mapped):
    read(client, [*roll, theirs(50)])
    page = client.post(PAGE, {"do": "approve", "all": "joiner"}, follow=True).content.decode()
    assert "Only changes are approved here" in page
    assert Pupil.objects.count() == 6


@pytest.mark.django_db
def test_the_nightly_file_is_the_newest_of_the_schools_folder(tmp_path, roll, mapped):
    school = School.objects.get(urn="150321")
    assert read_nightly_files(folder=None, at=at("05:30")) == "No file of another system is expected."
    assert read_nightly_file(school=school, folder=tmp_path, at=at("05:30")) == ""
    place = tmp_path / "150321"
    place.mkdir()
    (place / "roll.csv").write_bytes(written([*roll, theirs(50)]))
    words = "roll.csv: 7 pupils read; 1 joiners, 0 leavers, 0 changes wait for approval; 0 not in the file."
    assert read_nightly_file(school=school, folder=tmp_path, at=at("05:30")) == words
    assert read_nightly_files(folder=tmp_path, at=at("05:30")) == "1 read."
    (place / "roll.csv").write_bytes(b"\0\0")
    with pytest.raises(FileNotRead, match=r"150321: roll.csv holds a NUL character"):
        read_nightly_files(folder=tmp_path, at=at("05:30"))


@pytest.mark.django_db
def test_the_command_reads_a_file_and_refuses_what_it_cannot(tmp_path, roll, mapped, capsys):
    file = tmp_path / "roll.csv"
    file.write_bytes(written(roll))
    call_command("read_mis_file", str(file), "--school", "150321")
    assert capsys.readouterr().out.startswith("6 pupils read; 0 joiners")
    with pytest.raises(CommandError, match="No school here"):
        call_command("read_mis_file", str(file), "--school", "999999")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("read_mis_file", str(tmp_path / "none.csv"), "--school", "150321")


@pytest.mark.django_db
def test_values_that_speak_not_for_themselves_are_asked(client, roll, head):  # noqa: F811
    for n, row in enumerate(roll):
        row["Gender"] = "1" if n % 2 else "2"
    client.post(MAPPING, {"do": "sample", "file": SimpleUploadedFile("s.csv", written(roll))})
    page = client.get(MAPPING).content.decode()
    assert "Sex: “1” means" in page
    mapping = MisMapping.objects.get()
    data = {"do": "map", "dates": "dmy", "value_sex_0": "M", "value_sex_1": "F"}
    client.post(MAPPING, data | {f"column_{k}": v for k, v in mapping.columns.items()})
    mapping.refresh_from_db()
    assert mapping.values == {"sex": {"1": "M", "2": "F"}}
    found = read_rows("s.csv", written(roll), columns=mapping.columns, values=mapping.values, dates="dmy")
    assert [row["sex"] for row in found.rows.values()] == ["F", "M", "F", "M", "F", "M"]
    assert "Ada" not in str(mapping.seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"", b"\0", b'"', b"a,a\n1,2\n", b"x\n" * 3, b"\xff\xfe\x00", b"UPN,Surname,Forename\n"]
)
def test_a_sample_or_file_that_cannot_be_read_says_why(client, roll, mapped, content):
    for page, do in ((MAPPING, "sample"), (PAGE, "read")):
        answer = client.post(page, {"do": do, "file": SimpleUploadedFile("s.csv", content)}, follow=True)
        assert answer.status_code == 200
    assert waiting() == []


@pytest.mark.django_db
def test_the_statements_of_the_page_do_not_grow(client, roll, mapped, post_of):  # noqa: F811
    counts = []
    for many in (1, 3):
        read(client, [*roll, *(theirs(50 + n) for n in range(many))])
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    sign_in(client, post_of("teacher"))
    assert [client.get(page).status_code for page in (PAGE, MAPPING, "/imports/")] == [403, 403, 403]
