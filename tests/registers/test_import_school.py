"""What a folder of files makes: the school, its days and its staff; and what the same folder changes later."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.models import (
    Admission,
    Care,
    Closure,
    GroupMembership,
    GroupTeacher,
    Mark,
    MarkHistory,
    Post,
    Pupil,
    PupilStatus,
    School,
    SessionTimes,
    Term,
    Trust,
    User,
)
from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import DAY, URN, SchoolFolder, pupil_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return SchoolFolder(tmp_path / "files")


def counts(report):
    return {each.name: (each.added, each.changed, each.unchanged) for each in report.files}


def test_a_folder_makes_a_school(folder):
    report = bring_in(folder.write())
    assert counts(report) == {
        "school.csv": (1, 0, 0),
        "staff.csv": (4, 0, 0),
        "terms.csv": (4, 0, 0),
        "closures.csv": (4, 0, 0),
        "pupils.csv": (6, 0, 0),
        "contacts.csv": (6, 0, 0),
        "class_history.csv": (2, 0, 0),
        "patterns.csv": (1, 0, 0),
        "professionals.csv": (1, 0, 0),
        "marks.csv": (60, 0, 0),
        "prior_absence.csv": (1, 0, 0),
    }
    assert (Term.objects.count(), Closure.objects.count(), Pupil.objects.count(), Care.objects.count()) == (
        4,
        4,
        6,
        6,
    )
    assert Mark.objects.count() == 60


def test_the_school_is_as_its_row_says(folder):
    folder["school"][0] |= {"threshold_week_start": "Sunday", "threshold_codes": "UOG", "gates_open": "08:30"}
    bring_in(folder.write("school"))
    school = School.objects.get()
    assert (school.urn, school.name, school.la_code, school.estab, school.phase) == (
        URN,
        "Willowbrook Primary School",
        "874",
        "2002",
        "Primary",
    )
    assert (school.threshold_week_start, school.threshold_codes, school.gates_open) == (
        6,
        "GOU",
        dt.time(8, 30),
    )
    assert school.trust.name == "Willow Learning Trust"


def test_a_change_of_the_school_is_reported_in_the_words_of_the_file(folder):
    bring_in(folder.write("school"))
    folder["school"][0] |= {"threshold_week_start": "wednesday", "threshold_codes": "GOU"}
    report = bring_in(folder.write("school"), at="09:30")
    assert report.file("school.csv").changes.lines == [
        f"Willowbrook Primary School (URN {URN}): threshold_codes GNOU → GOU; "
        "threshold_week_start monday → wednesday"
    ]


def test_registration_closes_as_written_and_a_session_ends_where_the_next_begins_or_the_day_ends(folder):
    bring_in(folder.write("school"))
    found = SessionTimes.objects.order_by("session").values_list(
        "session", "weekday", "starts", "closes", "ends"
    )
    assert list(found) == [
        ("AM", None, dt.time(8, 45), dt.time(8, 55), dt.time(13, 10)),
        ("PM", None, dt.time(13, 10), dt.time(13, 20), dt.time(15, 15)),
    ]


def test_a_school_without_a_trust_joins_the_only_one_or_founds_its_own(folder):
    folder["school"][0]["trust"] = ""
    bring_in(folder.write("school"))
    assert School.objects.get().trust.name == "Willowbrook Primary School"
    folder["school"][0] |= {"urn": "150322", "name": "Second School", "estab": "2003"}
    bring_in(folder.write("school"))
    assert Trust.objects.count() == 1


def test_importing_twice_changes_nothing(folder):
    bring_in(folder.write())
    before = everything_stored()
    report = bring_in(folder.path, at="09:30")
    assert report.changes == 0
    assert everything_stored() == before
    assert MarkHistory.objects.count() == 0


def test_importing_again_weeks_later_changes_nothing(folder):
    bring_in(folder.write())
    before = everything_stored()
    assert bring_in(folder.path, on=DAY + dt.timedelta(days=20)).changes == 0
    assert everything_stored() == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder):
    before = everything_stored()
    dry = bring_in(folder.write(), dry_run=True)
    assert everything_stored() == before
    real = bring_in(folder.path)
    assert [each.words() for each in dry.files] == [each.words() for each in real.files]
    assert (dry.dry_run, real.dry_run) == (True, False)


def test_a_bom_and_any_order_of_columns_are_accepted(folder):
    folder["pupils"] = [dict(reversed(list(row.items()))) for row in folder["pupils"]]
    report = bring_in(folder.write(bom=True))
    assert counts(report)["pupils.csv"] == (6, 0, 0)


def test_staff_have_roles_classes_and_no_password(folder):
    bring_in(folder.write("school", "staff"))
    posts = Post.objects.exclude(role="command").order_by("user__email", "role")
    assert list(posts.values_list("user__email", "role", "position")) == [
        ("head@willowbrook.example", "head", "Headteacher"),
        ("office@willowbrook.example", "champion", "Attendance champion"),
        ("office@willowbrook.example", "office", "School office"),
        ("teacher@willowbrook.example", "teacher", "Class teacher"),
    ]
    assert not any(user.has_usable_password() for user in User.objects.all())
    teaching = GroupTeacher.objects.order_by("group__name").values_list(
        "group__name", "post__role", "first_day"
    )
    assert list(teaching) == [("3A", "teacher", dt.date(2026, 9, 1)), ("3B", "teacher", dt.date(2026, 9, 1))]


def test_a_later_file_moves_a_teacher_and_lists_who_is_missing(folder):
    bring_in(folder.write("school", "staff"))
    folder["staff"][3]["classes"] = "3B;4A"
    folder["staff"][3]["position"] = "Year 3 lead"
    del folder["staff"][0]
    report = bring_in(folder.write("staff"))
    (file,) = [each for each in report.files if each.name == "staff.csv"]
    assert file.changes.lines == [
        "Tariq Khan, teacher: position Class teacher → Year 3 lead; now has 4A; no longer has 3A"
    ]
    assert file.listed.lines == [
        "Hana Idris (head@willowbrook.example), head, is not in the file; the post stays"
    ]
    teaching = GroupTeacher.objects.order_by("group__name").values_list(
        "group__name", "first_day", "last_day"
    )
    assert list(teaching) == [
        ("3A", dt.date(2026, 9, 1), DAY - dt.timedelta(days=1)),
        ("3B", dt.date(2026, 9, 1), None),
        ("4A", DAY, None),
    ]


def test_a_post_that_was_ended_here_is_not_given_back(folder):
    bring_in(folder.write("school", "staff"))
    Post.objects.filter(role="head").update(last_day=DAY - dt.timedelta(days=5))
    report = bring_in(folder.path)
    assert (report.changes, report.listed) == (0, 1)


def test_the_same_role_twice_and_two_names_for_one_person_are_refused(folder):
    folder["staff"].append(folder["staff"][0] | {"position": "Head again"})
    folder["staff"][2]["name"] = "Oliver Jones"
    assert why_refused(folder.write("school", "staff")) == [
        "staff.csv, row 4, column name: office@willowbrook.example is Olive Jones in an earlier row",
        "staff.csv, row 6, column role: head@willowbrook.example is head in row 2 already",
    ]


def test_a_trust_officer_belongs_to_the_trust_and_has_no_classes(folder):
    folder["staff"].append(
        folder["staff"][0] | {"email": "ceo@willow.example", "name": "Cleo Ray", "role": "trust"}
    )
    bring_in(folder.write("school", "staff"))
    post = Post.objects.get(role="trust")
    assert (post.school, post.trust.name) == (None, "Willow Learning Trust")
    assert bring_in(folder.path).changes == 0
    folder["staff"][-1]["classes"] = "3A"
    assert why_refused(folder.write("staff")) == [
        "staff.csv, row 6, column classes: are of a school; somebody who works for the trust has none"
    ]


def test_somebody_known_from_another_school_is_the_same_person(folder, head):
    folder["staff"][0] |= {"email": head.user.email.upper(), "name": "Ruth Adeyemi-Cole"}
    bring_in(folder.write("school", "staff"))
    assert list(User.objects.filter(email=head.user.email).values_list("name", "posts__school__urn")) == [
        ("Ruth Adeyemi-Cole", "150000"),
        ("Ruth Adeyemi-Cole", URN),
    ]
    assert bring_in(folder.path).changes == 0


def test_a_long_list_of_new_rows_is_counted_only(folder):
    folder["pupils"] += [pupil_row(n, f"Pupil{n} Name{n}") for n in range(10, 40)]
    report = bring_in(folder.write("school", "pupils"))
    (pupils,) = [each for each in report.files if each.name == "pupils.csv"]
    assert pupils.words() == ["pupils.csv: 36 added, 0 changed, 0 unchanged"]


def test_two_schools_share_a_site_and_nothing_else(folder, tmp_path):
    bring_in(folder.write())
    second = SchoolFolder(tmp_path / "second")
    second["school"][0] |= {"urn": "150322", "name": "Second School", "estab": "2003"}
    bring_in(second.write())
    assert list(School.objects.order_by("urn").values_list("urn", "trust__name")) == [
        (URN, "Willow Learning Trust"),
        ("150322", "Willow Learning Trust"),
    ]
    for model in (Pupil, Admission, Term, GroupMembership, PupilStatus, Mark):
        by_school = [model.objects.filter(school__urn=urn).count() for urn in (URN, "150322")]
        assert by_school[0] == by_school[1] > 0


BATCHES_MORE = 4  # rows are written five hundred at a time: more pupils need a few batches more


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_number_of_statements_does_not_grow_with_pupils(tmp_path, dry_run):
    needed = []
    for number, pupils in enumerate((60, 170)):
        folder = SchoolFolder(tmp_path / str(number))
        folder["school"][0] |= {"urn": f"15050{number}"}
        folder["pupils"] += [pupil_row(n, f"Pupil{n} Name{n}") for n in range(10, 10 + pupils)]
        with CaptureQueriesContext(connection) as queries:
            bring_in(folder.write(), dry_run=dry_run)
        needed.append(len(queries))
    assert needed[1] - needed[0] <= BATCHES_MORE
