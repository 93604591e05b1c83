"""Common transfer files: read whatever their shape, admitting nobody by themselves."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attendance_site.parts.xml_files import XmlRefused
from registers.imports.ctf import read_ctf
from registers.imports.ctf_attendance import YearOfMarks
from registers.models import Admission, ImportRun, PriorAbsence, Pupil
from tests.ctf_files import CONTACTS, HISTORY, NAME, attendance, ctf, pupil
from tests.importing import everything_stored
from tests.registers.test_import_files import folder, head, post_of, press  # noqa: F401
from tests.school_folder import upn

LAESTAB = "8742002"
MONDAY = "2026-10-05"
TWO_WEEKS = "/\\/O/\\/\\/\\----" + "U\\/\\/\\/\\/\\----"


def read(content, name=NAME):
    return read_ctf(name, content, laestab=LAESTAB)


def values(content):
    return read(content).pupils[0].values


@pytest.mark.parametrize(
    "content",
    [
        ctf(pupil(sex="<Gender>F</Gender>")),
        ctf(pupil(), holder="Pupils"),
        ctf(pupil(wrapped=True)),
        ctf(f"<Pupils>{pupil()}</Pupils>"),
        ctf(pupil(), encoding="iso-8859-1"),
        ctf(pupil(), encoding="utf-16"),
        b"\xef\xbb\xbf" + ctf(pupil()),
        ctf(pupil()).replace(b"<CTfile>", b'<CTfile xmlns="urn:made-up">'),
    ],
)
def test_every_shape_that_files_come_in_says_the_same(content):
    found = values(content)
    assert [found[name] for name in ("upn", "surname", "forename", "dob", "sex", "year_group")] == [
        upn(50),
        "Hart",
        "Gwen",
        "2019-03-04",
        "F",
        "2",
    ]


def test_contacts_address_and_history_are_read():
    found = read(ctf(pupil(more=CONTACTS + HISTORY))).pupils[0]
    assert (found.values["address"], found.values["postcode"]) == ("12, Mill Lane, Fenborough", "ZZ1 1ZZ")
    assert (found.values["sen"], found.values["fsm"], found.values["last_school"]) == (
        "K",
        "1",
        "Old Mill School",
    )
    assert found.contacts == [
        {
            "name": "Ida Hart",
            "title": "Ms",
            "relationship": "Mother",
            "parental_responsibility": "1",
            "lives_with": "1",
            "priority": "1",
            "address": "12, Mill Lane, Fenborough",
            "postcode": "ZZ1 1ZZ",
            "phone": "07700 900123",
            "phone2": "",
            "email": "ida.hart@family.example",
        }
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><CTfile>&x;</CTfile>', "has a DOCTYPE"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><CTfile>&x;</CTfile>'.encode("utf-16"), "has a DOCTYPE"),
        (b"<CTfile>&made-up;</CTfile>", "cannot be read as XML"),
        (b"<CTfile>" + b"<a>" * 70 + b"</a>" * 70 + b"</CTfile>", "nested deeper than 64"),
        (b"<CTfile>" + b"x" * 300_000 + b"</CTfile>", "a text of more than"),
        (ctf(pupil())[:-30], "cannot be read as XML"),
        (ctf(), "holds no pupils"),
        (ctf(pupil(), pupil()), "twice (pupils 1 and 2)"),
        (b"", "is empty"),
    ],
)
def test_a_hostile_or_broken_file_is_refused(content, why):
    with pytest.raises(XmlRefused, match=r".") as refusal:
        read(content)
    assert why in str(refusal.value)


def test_a_file_for_another_school_says_so():
    other = read(ctf(pupil(), dest="<LEA>874</LEA><Estab>9999</Estab>"), "8742046_CTF_8749999_001.xml")
    assert other.warnings == [
        "By its name the file is for 8749999; this school is 8742002",
        "The file says that it is for 8749999; this school is 8742002",
    ]
    assert read(ctf(pupil())).warnings == []
    assert "not named like a transfer file" in read(ctf(pupil()), "export.xml").warnings[0]


def year(marks, unauthorised="2", starts=MONDAY):
    return YearOfMarks("2026", "Old Mill School", unauthorised, "", "", starts, marks).dated_sessions()


def test_a_run_that_shows_its_weekends_and_adds_up_dates_its_sessions():
    assert [tuple(each) for each in year(TWO_WEEKS)] == [
        (dt.date(2026, 10, 6), "PM", "O"),
        (dt.date(2026, 10, 12), "AM", "U"),
    ]


@pytest.mark.parametrize(
    ("marks", "unauthorised", "starts"),
    [
        (
            TWO_WEEKS.replace("----", ""),
            "2",
            MONDAY,
        ),  # Monday to Friday only, or school days only: not to be told
        (TWO_WEEKS, "3", MONDAY),  # does not add up: a code of two letters may hide
        (TWO_WEEKS, "2", "2026-10-06"),  # a mark would fall on a Saturday
        (TWO_WEEKS, "2", "autumn"),
        ("O" * 5000, "5000", MONDAY),
        ("-" * 28, "0", MONDAY),
    ],
)
def test_a_run_that_does_not_prove_its_dates_dates_nothing(marks, unauthorised, starts):
    assert year(marks, unauthorised, starts) is None


def bring(client, content, name=NAME):
    data = {"upload": SimpleUploadedFile(name, content), "as_of": "2026-11-24"}
    return client.post("/imports/", data, follow=True).content.decode()


def answer(client, **fields):
    run = ImportRun.objects.latest("pk")
    data = {"do": "answer"} | {f"pupil1-{name}": value for name, value in fields.items()}
    return client.post(reverse("registers:import_run", args=[run.pk]), data, follow=True).content.decode()


@pytest.mark.django_db
def test_nobody_is_admitted_until_a_starting_day_is_said(client, folder, head):  # noqa: F811
    before = {name: rows for name, rows in everything_stored().items() if not name.startswith("Import")}
    page = bring(client, ctf(pupil(more=CONTACTS + HISTORY + attendance(TWO_WEEKS))))
    assert "Gwen Hart" in page
    assert "nothing is taken until you say when they start" in page
    after = {name: rows for name, rows in everything_stored().items() if not name.startswith("Import")}
    assert after == before
    assert "Say which class." in answer(client, admitted="2026-11-30", group="", year_group="2")
    page = answer(client, admitted="2026-11-30", group="2A", year_group="2")
    assert "Gwen Hart" in page
    press(client, "apply", ImportRun.objects.latest("pk"))
    new = Pupil.objects.get(upn=upn(50))
    assert Admission.objects.get(pupil=new).starting_day == dt.date(2026, 11, 30)
    assert new.cares.get().contact.name == "Ida Hart"
    found = PriorAbsence.objects.filter(pupil=new).order_by("date").values_list("date", "session", "code")
    assert list(found) == [(dt.date(2026, 10, 6), "PM", "O"), (dt.date(2026, 10, 12), "AM", "U")]


@pytest.mark.django_db
def test_what_differs_of_a_pupil_who_is_here_is_shown_old_and_new(client, folder, head):  # noqa: F811
    page = bring(client, ctf(pupil(0, forename="Adah", surname="Brook")))
    assert "forename Ada → Adah" in page
    assert "Not on the roll here" not in page
    press(client, "apply")
    changed = Pupil.objects.get(upn=upn(0))
    assert changed.forename == "Adah"
    assert changed.changes.get(field="forename").reason == f"imported from {NAME}"


@pytest.mark.django_db
def test_a_bad_value_names_the_pupil_and_the_contact(client, folder, head):  # noqa: F811
    bad = CONTACTS.replace("ida.hart@family.example", "nobody@")
    bring(client, ctf(pupil(0, forename="Ada", surname="Brook", more=bad)))
    assert [(p["file"], p["row"], p["column"]) for p in ImportRun.objects.get().problems] == [
        (NAME, 1, "contact 1, email")
    ]
