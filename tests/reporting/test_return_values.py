"""What returns are worked out from, without a database: their files, terms of the census, days and states."""

import datetime as dt
from types import SimpleNamespace

import pytest

from registers.imports.ctf import read_ctf
from reporting.attendance_rows import month_after, ten_day_run
from reporting.census import age_at_start, census_terms, is_counted
from reporting.due_returns import DueReturn, KindOfReturn, Problem, State
from reporting.return_story import Changed, corrected, differences, held
from reporting.returns import HEADER, SessionKey, lines_in
from reporting.said import Said
from reporting.transfer_xml import Adult, SchoolNamed, Since, Transfer, YearTotals, file_name, transfer_xml
from tests.ctf_files import OTHER_SCHOOL
from tests.school_folder import upn

DAY, BEFORE = dt.date(2026, 11, 24), dt.date(2026, 11, 23)
ANN, BOB = "A801200005001", "A801200005002"


def a_file(*rows):
    """A file with these rows: UPN, year group, born, day, session, code, correction."""
    lines = [
        f"150000,874,2001,{who},Ann,Archer,{born},F,,,,,,,{year},,,,,{day},{session},{code},{again}\n"
        for who, year, born, day, session, code, again in rows
    ]
    return (HEADER + "".join(lines)).encode()


MIDDAY = a_file((ANN, "R", "2022-03-01", DAY, "AM", "N", 0), (BOB, "1", "2021-03-01", DAY, "AM", "/", 0))
AFTERNOON = a_file(
    (BOB, "1", "2021-03-01", BEFORE, "PM", "I", 1),
    (ANN, "R", "2022-03-01", DAY, "AM", "I", 0),
    (ANN, "R", "2022-03-01", DAY, "PM", "\\", 0),
)


def test_what_was_said_last_is_what_stands_of_a_session():
    monday, tuesday = Said(), Said()
    monday.in_half("2026-11-23 AM").update({ANN: "N", BOB: "/"})
    tuesday.in_half("2026-11-23 AM")[ANN] = ""
    tuesday.in_half("2026-11-24 PM")[ANN] = "\\"
    said = Said.of([monday.record, tuesday.record])
    assert tuesday.record == '{"2026-11-23 AM":{"A801200005001":""},"2026-11-24 PM":{"A801200005001":"\\\\"}}'
    assert said.upns == {ANN, BOB}
    assert [
        said.code_of(SessionKey(day, ANN, half)) for day, half in (("2026-11-23", "AM"), ("2026-11-24", "PM"))
    ] == [
        "",
        "\\",
    ]
    assert said.code_of(SessionKey("2026-11-24", BOB, "AM")) is None
    assert [said.differs("2026-11-23 AM", number) for number in (1, 2, 3)] == [True, False, True]
    assert [said.differs("2026-11-24 AM", number) for number in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("compulsory", "found"),
    [
        (False, [("Reception", 1, 1, 2), ("Year 1 and above", 0, 0, 0), ("Together", 1, 1, 2)]),
        (True, [("Reception", 0, 0, 0), ("Year 1 and above", 0, 0, 0), ("Together", 0, 0, 0)]),
    ],
)
def test_a_headline_has_reception_apart_and_leaves_days_before_out(compulsory, found):
    parts = held(lines_in(AFTERNOON), on=DAY, compulsory_only=compulsory)
    assert [
        (each.words, each.pupils, each.measures.absent, each.measures.possible) for each in parts
    ] == found


def test_a_version_differs_by_what_was_said_what_is_said_and_what_no_longer_is():
    assert differences(lines_in(MIDDAY), lines_in(AFTERNOON)) == [
        Changed(SessionKey("2026-11-23", BOB, "PM"), None, "I"),
        Changed(SessionKey("2026-11-24", ANN, "AM"), "N", "I"),
        Changed(SessionKey("2026-11-24", ANN, "PM"), None, "\\"),
        Changed(SessionKey("2026-11-24", BOB, "AM"), "/", None),
    ]
    key = SessionKey("2026-11-23", BOB, "PM")
    said = Said()
    said.in_half("2026-11-23 PM")[BOB] = "N"
    assert corrected(lines_in(AFTERNOON), said, on=DAY) == [Changed(key, "N", "I")]


def test_the_terms_of_a_census_meet_without_a_gap():
    terms = census_terms(2026)
    assert [(term.key, term.first.isoformat(), term.last.isoformat()) for term in terms] == [
        ("autumn", "2026-08-01", "2026-12-31"),
        ("spring", "2027-01-01", "2027-03-28"),
        ("summer1", "2027-03-29", "2027-05-30"),
        ("summer2", "2027-05-31", "2027-07-31"),
    ]


@pytest.mark.parametrize(
    ("born", "boarder", "term", "counted"),
    [
        (dt.date(2022, 8, 31), False, 0, True),  # four on 31 August
        (dt.date(2022, 9, 1), False, 0, False),  # three
        (dt.date(2011, 8, 31), False, 2, True),  # fifteen
        (dt.date(2011, 8, 31), False, 3, False),  # fifteen, second half of the summer term
        (dt.date(2010, 8, 31), False, 0, False),  # sixteen
        (dt.date(2016, 1, 1), True, 0, False),
    ],
)
def test_who_is_counted_goes_by_the_age_on_31_august(born, boarder, term, counted):
    assert is_counted(born, boarder=boarder, term=census_terms(2026)[term], start=2026) is counted
    assert age_at_start(dt.date(2022, 8, 31), 2026) == 4


@pytest.mark.parametrize(
    ("day", "month_later"),
    [((2026, 9, 2), (2026, 10, 2)), ((2026, 12, 31), (2027, 1, 31)), ((2027, 1, 30), (2027, 2, 28))],
)
def test_the_next_attendance_return_is_due_a_month_later(day, month_later):
    assert month_after(dt.date(*day)) == dt.date(*month_later)


def a_run(*codes, first=dt.date(2026, 11, 2)):
    """Both sessions of so many weekdays with these codes."""
    weekdays = [
        first + dt.timedelta(days=n) for n in range(60) if (first + dt.timedelta(days=n)).weekday() < 5
    ]
    return [(day, code) for day, code in zip(weekdays, codes, strict=False) for _ in "ap"]


@pytest.mark.parametrize(
    ("codes", "length"),
    [
        ("O" * 10, 10),
        ("O" * 9, None),
        ("OOOOO" + "I" + "OOOOO", None),
        ("OOOOO" + "X" + "OOOOO", 10),  # not due that day
        ("G" * 12 + "/", 12),
        ("UO" * 10, None),  # a late arrival is at school
    ],
)
def test_ten_school_days_without_authority_are_one_after_another(codes, length):
    found = ten_day_run(a_run(*codes), since=dt.date(2026, 11, 2))
    assert (found and found.length) == length
    assert ten_day_run(a_run(*"O" * 10), since=dt.date(2026, 11, 17)) is None


def a_due(**fields):
    pupil = SimpleNamespace(pk=1, surname="Archer", forename="Ann")
    return DueReturn(**{"kind": "new_pupil", "pupil": pupil, "about": "new_pupil-1", "words": "", "by": BEFORE,
                        "on": DAY, "values": ("x",)} | fields)  # fmt: skip


def a_made(sent=(), accepted=()):
    return SimpleNamespace(
        sent=SimpleNamespace(all=lambda: sent), accepted=SimpleNamespace(all=lambda: accepted)
    )


LACKS = (Problem("No address is on file", "/"),)


@pytest.mark.parametrize(
    ("fields", "state", "overdue"),
    [
        ({}, State.READY, True),
        ({"by": DAY}, State.READY, False),
        ({"problems": LACKS}, State.ERRORS, True),
        ({"problems": LACKS, "made": a_made()}, State.READY, True),
        ({"not_due": "Nursery"}, State.NOT_DUE, False),
        ({"told": "by phone"}, State.TOLD, False),
        ({"told": "by phone", "made": a_made(sent=[1])}, State.SENT, False),
        ({"made": a_made(sent=[1], accepted=[1])}, State.ACCEPTED, False),
        ({"chosen": False}, State.READY, False),
    ],
)
def test_how_a_return_stands(fields, state, overdue):
    due = a_due(**fields)
    assert (due.state, due.is_overdue) == (state, overdue)


def test_a_kind_of_return_stands_as_the_worst_of_what_waits():
    def state(*rows, newest=None):
        return KindOfReturn("new_pupil", "New pupils", "", (), rows, newest).state

    assert state() is State.NOT_DUE
    assert state(a_due(chosen=False)) is State.NOT_DUE
    assert state(a_due(), a_due(problems=LACKS)) is State.ERRORS
    assert state(a_due(), newest=a_made(sent=[1])) is State.READY
    assert state(newest=a_made(sent=[1])) is State.SENT


def test_a_transfer_file_is_read_by_the_school_that_gets_it():
    sender, receiver = (
        SchoolNamed("874", "2002", "Old Mill & Sons"),
        SchoolNamed(OTHER_SCHOOL[:3], OTHER_SCHOOL[3:]),
    )
    day = dt.date(2026, 9, 2)
    transfer = Transfer(
        upn=upn(50), former_upn="", surname="Hart", forename="Gwen", middle_names="", known_as="", sex="F",
        dob=dt.date(2019, 3, 4), ethnicity="", year_group="2", address="12 Mill Lane\x07, Fenborough",
        postcode="ZZ1 1ZZ", entered=day, left=DAY, sen=[Since("K", day, None)], free_meals=[Since("1", day, None)],
        adults=[Adult("Ms", "Ida Hart", "Mother", True, True, ["07700 900123"], "ida@family.example")],
        years=[YearTotals(2027, 60, 52, 5, 3)],
    )  # fmt: skip
    at = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    content = transfer_xml(transfer, sender=sender, receiver=receiver, academic_year=2027, at=at)
    found = read_ctf(file_name(sender, receiver, 1), content, laestab=OTHER_SCHOOL)
    [pupil] = found.pupils
    assert (found.warnings, found.sender, pupil.notes) == ([], "Old Mill & Sons", [])
    told = {name: value for name, value in pupil.values.items() if value}
    assert told == {
        "upn": upn(50), "surname": "Hart", "forename": "Gwen", "dob": "2019-03-04", "sex": "F", "year_group": "2",
        "sen": "K", "fsm": "1", "last_school": "Old Mill & Sons", "address": "12 Mill Lane, Fenborough",
        "postcode": "ZZ1 1ZZ",
    }  # fmt: skip
    assert [(each["name"], each["phone"], each["lives_with"]) for each in pupil.contacts] == [
        ("Ida Hart", "07700 900123", "1")
    ]
