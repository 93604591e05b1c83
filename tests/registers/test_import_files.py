"""Imports on the page: what would change is shown first, and exactly that is applied."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registers.actions.import_runs import prune_imports
from registers.models import AdmissionChange, ImportFile, ImportRun, Mark, Post, Pupil, School
from tests.cast import sign_in
from tests.factories import at
from tests.importing import bring_in, everything_stored
from tests.school_folder import FIRST_DAY, SchoolFolder, upn

pytestmark = pytest.mark.django_db
PAGE = "/imports/"


@pytest.fixture
def folder(tmp_path, set_clock):
    """The school folder of the tests, brought in by the command."""
    set_clock("09:20:00")
    made = SchoolFolder(tmp_path / "school")
    bring_in(made.write())
    return made


@pytest.fixture
def post_of(folder):
    """Somebody at that school in a role."""

    def make(role):
        school = School.objects.get(urn="150321")
        from tests.cast import person

        post = person(school, role, f"Sam {role.capitalize()}")
        post.user.is_demo = True
        post.user.save()
        return post

    return make


@pytest.fixture
def head(client, post_of):
    post = post_of("head")
    sign_in(client, post)
    return post


def upload(client, folder, *names, files=(), **fields):
    """Post the named files of the folder; the run's page as answered."""
    folder.write()
    sent = [SimpleUploadedFile(f"{n}.csv", (folder.path / f"{n}.csv").read_bytes()) for n in names] + list(
        files
    )
    data = {"upload": sent, "as_of": "2026-11-24", **fields}
    return client.post(PAGE, data, follow=True)


def zipped(folder, *, names=None, prefix="export/"):
    folder.write()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.path.iterdir()):
            if names is None or path.stem in names:
                archive.writestr(prefix + path.name, path.read_bytes())
    return SimpleUploadedFile("export.zip", stream.getvalue())


def press(client, do, run=None):
    run = run or ImportRun.objects.get()
    return client.post(reverse("registers:import_run", args=[run.pk]), {"do": do}, follow=True)


def stored():
    return {name: rows for name, rows in everything_stored().items() if not name.startswith("Import")}


def test_nothing_changes_before_apply_and_then_exactly_what_was_shown(client, folder, head):
    folder["pupils"][0]["surname"] = "Brooke"
    before = stored()
    page = upload(client, folder, "pupils").content.decode()
    assert "surname Brook → Brooke" in page
    assert "Apply 1 change" in page
    assert stored() == before
    assert "exactly as it was shown" in press(client, "apply").content.decode()
    change = AdmissionChange.objects.get()
    assert (change.original, change.new, change.name, change.position) == (
        "Brook",
        "Brooke",
        head.user.name,
        head.position,
    )
    run = ImportRun.objects.get()
    assert (run.state, run.decided_name, run.report["changes"]) == ("applied", head.user.name, 1)
    assert [file.content for file in run.files.all()] == [None]


def test_a_zip_of_the_whole_folder_is_read_and_says_that_nothing_differs(client, folder, head):
    page = upload(client, folder, files=[zipped(folder)]).content.decode()
    assert "Nothing would change" in page
    assert [file.name for file in ImportFile.objects.order_by("name")][:2] == [
        "class_history.csv",
        "closures.csv",
    ]


def test_every_problem_is_named_with_file_row_and_column(client, folder, head):
    folder["pupils"][1]["dob"] = "30/02/2019"
    folder["marks"][0]["code"] = "?"
    before = stored()
    page = upload(client, folder, "pupils", "marks").content.decode()
    problems = [(p["file"], p["row"], p["column"]) for p in ImportRun.objects.get().problems]
    assert problems == [("pupils.csv", 3, "dob"), ("marks.csv", 2, "code")]
    assert "Nothing was imported." in page
    assert "Apply" not in page
    assert stored() == before


def test_what_changed_meanwhile_is_shown_again_before_it_is_applied(client, folder, head):
    folder["pupils"][0]["surname"] = "Brooke"
    upload(client, folder, "pupils")
    Pupil.objects.filter(upn=upn(0)).update(surname="Banks")
    page = press(client, "apply").content.decode()
    assert "changed since the differences were shown" in page
    assert "surname Banks → Brooke" in page
    assert Pupil.objects.get(upn=upn(0)).surname == "Banks"
    press(client, "apply")
    assert Pupil.objects.get(upn=upn(0)).surname == "Brooke"


def test_a_mark_written_meanwhile_is_seen_too(client, folder, head):
    folder["marks"][0]["code"] = "I"
    upload(client, folder, "marks")
    first = folder["marks"][0]
    mark = Mark.objects.get(pupil__upn=first["upn"], date=first["date"], session=first["session"])
    Mark.objects.filter(
        school=mark.school_id, pupil=mark.pupil_id, date=mark.date, session=mark.session
    ).update(code="O", rev=2, at=at("09:19"), reason="seen on the street", source="page")
    assert "changed since" in press(client, "apply").content.decode()
    assert Mark.objects.get(pupil__upn=first["upn"], date=first["date"], session=first["session"]).code == "O"


def test_another_urn_is_refused_and_a_pupil_who_is_not_in_the_file_stays(client, folder, head):
    folder["school"][0]["urn"] = "150999"
    upload(client, folder, "school")
    assert [p["reason"] for p in ImportRun.objects.get().problems] == [
        "150999 is not the school asked for, 150321"
    ]
    del folder["pupils"][5]
    page = upload(client, folder, "pupils").content.decode()
    assert "is on the roll but not in the file; nothing changed" in page
    assert Pupil.objects.count() == 6


def test_nobody_gains_by_a_file_what_their_role_does_not_give(client, folder, post_of):
    office = post_of("office")
    sign_in(client, office)
    row = folder["staff"][0] | {"email": office.user.email, "name": office.user.name, "role": "head"}
    folder["staff"].append(row)
    upload(client, folder, "staff")
    refused = ImportRun.objects.get()
    assert [(p["file"], p["column"], p["reason"].split(":")[0]) for p in refused.problems] == [
        ("staff.csv", "", "would change what stands here. your role does not include"),
        ("staff.csv", "role", f"gives {office.user.email} a role; nobody gives themselves one"),
    ]
    assert Post.objects.filter(user=office.user).count() == 1


def test_a_column_that_the_role_may_not_see_is_left_out(client, folder, post_of):
    sign_in(client, post_of("office"))
    folder["pupils"][0] |= {"social_worker": "CP", "known_as": "Adi"}
    page = upload(client, folder, "pupils").content.decode()
    assert "known as nothing → Adi" in page
    assert "the column social_worker is left out" in page
    press(client, "apply")
    assert not Pupil.objects.get(upn=upn(0)).statuses.filter(kind="social_worker", value="CP").exists()


def test_the_differences_that_a_head_was_shown_are_not_shown_to_the_office(client, folder, head, post_of):
    folder["pupils"][0]["social_worker"] = "CP"
    upload(client, folder, "pupils")
    run = ImportRun.objects.get()
    sign_in(client, post_of("office"))
    assert client.get(reverse("registers:import_run", args=[run.pk])).status_code == 404
    assert "Nothing has been imported" in client.get(PAGE).content.decode()


def test_an_import_is_decided_once(client, folder, head):
    folder["pupils"][0]["surname"] = "Brooke"
    upload(client, folder, "pupils")
    assert "Nothing was imported, and the files are forgotten" in press(client, "withdraw").content.decode()
    for do in ("apply", "withdraw", "answer", "nonsense"):
        assert press(client, do).status_code == 200
    assert ImportRun.objects.get().state == "withdrawn"
    assert Pupil.objects.get(upn=upn(0)).surname == "Brook"


def test_files_that_nobody_applied_are_forgotten_after_a_day(client, folder, head, set_clock):
    folder["pupils"][0]["surname"] = "Brooke"
    upload(client, folder, "pupils")
    assert prune_imports(at=at("09:19", FIRST_DAY.replace(month=11, day=25))) == 0
    assert prune_imports(at=at("09:21", FIRST_DAY.replace(month=11, day=25))) == 1
    run = ImportRun.objects.get()
    assert (run.state, run.report, run.files.get().content) == ("expired", {}, None)
    assert "uploaded" not in press(client, "apply").content.decode().split("Upload them again")[0][-20:]


BOMB = b"0" * (9 << 20)


def bad_zip(write):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", b"PK\x03\x04 nonsense", "damaged"),
        ("a.zip", bad_zip(lambda z: z.writestr("marks.csv", BOMB)), "unpacks to more than 8 MB"),
        ("a.zip", bad_zip(lambda z: [z.writestr(f"{n}.txt", "") for n in range(61)]), "holds 61 files"),
        ("a.zip", bad_zip(lambda z: [z.writestr(f"{n}/pupils.csv", "") for n in "ab"]), "pupils.csv twice"),
        (
            "a.zip",
            bad_zip(lambda z: z.writestr("../../etc/passwd", "x")),
            "the files that are read are called",
        ),
        ("notes.docx", b"words", "the files that are read are called"),
        ("big.csv", BOMB, "the page takes 8 MB"),
        ("pupils.csv", b"", "is empty"),
        ("x.xml", b"<!DOCTYPE a><CTfile/>", "has a DOCTYPE"),
        ("x.xml", b"<html/>", "is no common transfer file"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(client, folder, head, name, content, reason):
    page = client.post(
        PAGE, {"upload": SimpleUploadedFile(name, content), "as_of": "2026-11-24"}, follow=True
    )
    assert reason in page.content.decode()
    assert ImportRun.objects.get().state == "refused"
    assert not any(file.content for file in ImportFile.objects.all() if reason == "unpacks to more than 8 MB")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"as_of": "2026-11-24"},
        {"as_of": "x"},
        {"upload": "words", "as_of": "2026-11-25"},
        {"as_of": "0001-01-01"},
    ],
)
def test_a_form_without_files_or_with_an_odd_day_is_asked_again(client, folder, head, data):
    assert client.post(PAGE, data).status_code == 200
    assert ImportRun.objects.count() == 0


def test_the_statements_of_the_page_do_not_grow_with_the_imports(
    client, folder, head, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(3):
        upload(client, folder, "terms")
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[1] == counts[2]
