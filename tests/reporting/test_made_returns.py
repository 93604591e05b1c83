"""Returns on their pages: what is due, the frozen file, who sent it when, and a program that collects."""

import datetime as dt
import hashlib
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registers.actions.tokens import make_token
from registers.models import Address, Admission, AuthorityNotice, Leaving, Mark, SchoolDay
from registers.models.signed import signed_by
from registers.roles import Scope
from reporting.actions.returns import make_daily_return
from reporting.models import MadeReturn, ReturnCollected
from reporting.school_returns import returns_of
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, CareFactory, PupilFactory, TermFactory, at, mark
from tests.history import write_past

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


def joined(school, name, day=dt.date(2026, 11, 23)):
    """A pupil entered here, with an address and a parent."""
    forename, surname = name.split()
    pupil = PupilFactory(school=school, forename=forename, surname=surname, roll__starting_day=day)
    Admission.objects.filter(pupil=pupil).update(entered_at=at("09:00", day))
    CareFactory(pupil=pupil)
    return pupil


def housed(pupil, office):
    Address.objects.create(
        school=pupil.school, pupil=pupil, address="1 Mill Lane", first_day=dt.date(2026, 9, 2)
    )


def asked(page, about=None, **more):
    """What the form of that page would post."""
    operation = re.search(r'name="operation" value="([^"]+)"', page.content.decode())[1]
    return {"operation": operation, **({"about": about} if about else {}), **more}


def token(school, head):
    """The secret of a token with which a program collects returns for a day."""
    return make_token(
        school=school, label="Extract", scopes=[Scope.RETURNS_READ], by=head, at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(days=1),
    ).secret  # fmt: skip


def test_a_return_is_checked_frozen_sent_and_accepted(desk, school, office):
    TermFactory(school=school, name="Summer", first_day=dt.date(2027, 4, 12), last_day=dt.date(2027, 7, 20))
    pupil = joined(school, "Leila Haddad")
    stay = pupil.admissions.get()
    address = reverse("reporting:authority_return", args=["new_pupil"])
    page = desk.get(address)
    assert "No address is on file" in page.content.decode()
    refused = desk.post(address, asked(page, f"new_pupil-{stay.pk}"))
    assert "Something is missing" in refused.content.decode()
    housed(pupil, office)
    press = asked(page, f"new_pupil-{stay.pk}")
    desk.post(address, press)
    desk.post(address, press)  # pressed twice it is made once
    made = MadeReturn.objects.get()
    assert made.sha256 == hashlib.sha256(bytes(made.content)).hexdigest()
    assert b"Haddad" in bytes(made.content)
    assert made.lines.get().pupil == pupil
    sent = reverse("reporting:note_return_sent", args=[made.pk])
    accepted = reverse("reporting:note_return_accepted", args=[made.pk])
    early = desk.post(accepted, asked(desk.get(accepted), accepted_on=THE_DAY, receipt=""))
    assert "note first that it went" in early.content.decode()
    desk.post(sent, asked(desk.get(sent), to_whom="Admissions team", how="portal", sent_on=THE_DAY))
    told = AuthorityNotice.objects.get()  # the admission register says so as well
    assert (told.admission, told.kind, told.told_on) == (stay, "new_pupil", THE_DAY)
    desk.post(accepted, asked(desk.get(accepted), accepted_on=THE_DAY, receipt="R-77"))
    assert (made.sent.get().name, made.accepted.get().receipt) == (office.user.name, "R-77")
    assert "Accepted" in desk.get(address).content.decode()
    for statement in ("UPDATE reporting_madereturn SET sha256 = 'x'", "DELETE FROM reporting_madereturnsent"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_authority_may_ask_for_those_for_whom_no_return_is_due(desk, school, office):
    TermFactory(school=school, name="Summer", first_day=dt.date(2027, 4, 12), last_day=dt.date(2027, 7, 20))
    pupil = PupilFactory(school=school, year="R", roll__starting_day=YEAR_STARTS)
    Admission.objects.filter(pupil=pupil).update(entered_at=at("09:00", YEAR_STARTS))
    CareFactory(pupil=pupil)
    housed(pupil, office)
    address = reverse("reporting:authority_return", args=["new_pupil"])
    page = desk.get(address)
    about = f"new_pupil-{pupil.admissions.get().pk}"
    assert (page.context["found"].open, f'value="{about}">' in page.content.decode()) == ([], True)
    desk.post(address, asked(page, about))
    assert MadeReturn.objects.get().lines.get().pupil == pupil


def test_a_return_told_without_a_file_is_never_called_sent(desk, school, office):
    stay = joined(school, "Leila Haddad").admissions.get()
    AuthorityNotice.objects.create(
        school=school, admission=stay, kind="new_pupil", told_on=THE_DAY, how="by phone", by=office,
        name=office.user.name, position=office.position, at=at("09:00"),
    )  # fmt: skip
    page = desk.get(reverse("reporting:authority_return", args=["new_pupil"])).content.decode()
    assert ("Told, no file kept" in page, ">Sent<" in page) == (True, False)


def test_the_pages_ask_as_much_for_three_pupils_as_for_one(desk, school, office):
    def statements():
        found = []
        for page in ("/returns/", "/returns/for/new_pupil/"):
            with CaptureQueriesContext(connection) as caught:
                assert desk.get(page).status_code == 200
            found.append(len(caught))
        return found

    housed(joined(school, "Leila Haddad"), office)
    statements()
    one = statements()
    for name in ("Mia Kent", "Noa Lund"):
        housed(joined(school, name), office)
    assert statements() == one


def test_who_is_still_away_without_authority_is_told_of_in_each_months_return(desk, school, office, pupils):
    TermFactory(school=school, name="Summer", first_day=dt.date(2027, 4, 12), last_day=dt.date(2027, 7, 20))
    housed(pupils[0], office)
    days = [THE_DAY - dt.timedelta(days=back) for back in range(21) if back % 7 not in (2, 3)]
    write_past(pupils[0], {(day, half): "O" for day in days for half in ("AM", "PM")}, by=office)
    address = reverse("reporting:authority_return", args=["attendance"])

    def due(on):
        [kind] = returns_of([MadeReturn.Kind.ATTENDANCE], school=school, post=office, on=on)
        return [(each.pupil, each.by, each.state.words) for each in kind.pressing]

    reached = sorted(days)[9]
    assert due(reached) == [(pupils[0], max(dt.date(2026, 10, 2), reached), "Ready")]
    about = re.search(r'value="(absent-[^"]+)"', desk.get(address).content.decode())[1]
    desk.post(address, asked(desk.get(address), about))
    made = MadeReturn.objects.get()
    page = desk.get(address).content.decode()
    assert (">Made, not sent<" in page, f'value="{about}">' in page) == (True, True)  # and may be made again
    sent = reverse("reporting:note_return_sent", args=[made.pk])
    desk.post(sent, asked(desk.get(sent), to_whom="Attendance team", how="portal", sent_on=THE_DAY))
    assert due(THE_DAY) == []
    tomorrow = THE_DAY + dt.timedelta(days=1)
    write_past(pupils[0], {(tomorrow, "AM"): "O", (tomorrow, "PM"): "O"}, by=office)
    last_school_day = (
        SchoolDay.objects.filter(school=school, date__lte=dt.date(2026, 12, 25)).latest("date").date
    )
    assert due(tomorrow) == [(pupils[0], last_school_day, "Ready")]


def test_home_says_which_returns_are_late_until_they_went(desk, school, office, pupils):
    part = {"X-Part": "to-look-at"}
    assert 'id="returns-waiting"' not in desk.get("/", headers=part).text
    days = [THE_DAY - dt.timedelta(days=back) for back in range(1, 19) if back % 7 not in (2, 3)]
    write_past(pupils[0], {(day, half): "O" for day in days for half in ("AM", "PM")}, by=office)
    housed(pupils[0], office)
    [card] = re.findall(
        r'<p class="[^"]*" id="returns-waiting">.*?</p>', desk.get("/", headers=part).text, re.DOTALL
    )
    address = reverse("reporting:authority_return", args=["attendance"])
    assert address in card
    words = re.sub(r"\s+", " ", re.sub("<.+?>", "", card))
    assert words == "Returns: Attendance return late for 1 pupil since Thu 19 Nov."
    about = re.search(r'value="(absent-[^"]+)"', desk.get(address).content.decode())[1]
    desk.post(address, asked(desk.get(address), about))
    assert 'id="returns-waiting"' in desk.get("/", headers=part).text  # made, and gone to nobody
    sent = reverse("reporting:note_return_sent", args=[MadeReturn.objects.get().pk])
    desk.post(sent, asked(desk.get(sent), to_whom="Attendance team", how="portal", sent_on=THE_DAY))
    assert 'id="returns-waiting"' not in desk.get("/", headers=part).text


def test_a_daily_return_says_what_it_corrects_and_a_program_collects_it(desk, school, office, pupils, head):
    monday = THE_DAY - dt.timedelta(days=1)
    mark(pupils[0], "N", by=office, date=monday)
    make_daily_return(school=school, on=monday, at=at("12:00", monday))
    found = Mark.objects.filter(school=school, pupil=pupils[0], date=monday)
    found.update(code="I", rev=2, at=at("15:00", monday), reason="reason established")
    mark(pupils[1], "/", by=office)
    made = make_daily_return(school=school, on=THE_DAY, at=at("08:45"))
    page = desk.get(reverse("reporting:daily_return", args=[made.pk])).content.decode()
    assert [words in page for words in ("N No reason yet", "I Illness", "Ready to collect", "sent to")] == [
        True, True, True, False,
    ]  # fmt: skip
    program = {"headers": {"Authorization": f"Bearer {token(school, head)}"}}
    listed = desk.get("/api/returns/?since=2026-11-24", **program).json()
    assert [(each["id"], each["rows"], each["stands"]) for each in listed["returns"]] == [(made.pk, 2, True)]
    answer = desk.get(f"/api/returns/{made.pk}/file/", **program)
    assert b"".join(answer.streaming_content) == bytes(made.content)
    rows = desk.get(f"/api/returns/{made.pk}/rows/", **program)
    assert [b'"correction": "1"' in row for row in rows.streaming_content] == [True, False]
    desk.head(f"/api/returns/{made.pk}/file/", **program)  # which takes nothing
    taken = ReturnCollected.objects.order_by("pk")
    assert [(each.taken_id, each.with_token) for each in taken] == [(made.pk, "Extract")] * 2
    assert "Collected" in desk.get("/returns/").content.decode()
    assert desk.get("/api/registers/2026-11-24/", **program).status_code == 403


def test_a_correction_is_shown_against_what_had_been_said_by_then(desk, school, office, pupils):
    friday, monday = THE_DAY - dt.timedelta(days=4), THE_DAY - dt.timedelta(days=1)
    mark(pupils[0], "N", by=office, date=friday)
    make_daily_return(school=school, on=friday, at=at("12:00", friday))
    Mark.objects.filter(school=school, pupil=pupils[0], date=friday).update(
        code="I", rev=2, at=at("15:00", friday), reason="reason established"
    )
    corrected = make_daily_return(school=school, on=monday, at=at("12:00", monday))
    late = make_daily_return(school=school, on=friday, at=at("12:05", monday))  # the afternoon's run
    page = desk.get(reverse("reporting:daily_return", args=[corrected.pk])).context["page"]
    assert [(each.before, each.now) for each in page.corrections] == [("N No reason yet", "I Illness")]
    page = desk.get(reverse("reporting:daily_return", args=[late.pk])).content.decode()
    assert "version 2, made on Monday 23 November at 12:05" in page


def test_a_program_that_keeps_its_place_sees_a_day_that_was_made_late(desk, school, office, head):
    friday, monday = THE_DAY - dt.timedelta(days=4), THE_DAY - dt.timedelta(days=1)
    make_daily_return(school=school, on=monday, at=at("12:00", monday))
    program = {"headers": {"Authorization": f"Bearer {token(school, head)}"}}
    kept = desk.get("/api/returns/", **program).json()["returns"][-1]["id"]
    late = make_daily_return(school=school, on=friday, at=at("12:05", monday))
    listed = desk.get(f"/api/returns/?after={kept}", **program).json()["returns"]
    assert [each["id"] for each in listed] == [late.pk]
    assert desk.get("/api/returns/%00/file/", **program).status_code == 404
    assert desk.get("/returns/daily/%00/").status_code == 404


def test_a_leaver_takes_a_transfer_file_along(desk, school, office, pupils):
    mark(pupils[0], "/", by=office)
    Admission.objects.filter(pupil=pupils[0]).update(
        deleted_on=THE_DAY, deletion_entered_at=at("08:00"), ground="a"
    )
    stay = pupils[0].admissions.get()
    address = reverse("reporting:make_transfer", args=[stay.pk])
    Leaving.objects.create(
        school=school, admission=stay, kind="moved_school", learned_on=THE_DAY, told_by="Mother",
        next_school="Oakmere Primary, Leeds", **signed_by(office, at("08:00")),
    )  # fmt: skip
    CareFactory(pupil=pupils[0]).limits.create(school=school, first_day=THE_DAY)
    page = desk.get(address).content.decode()
    assert ("Oakmere Primary, Leeds" in page, "The limit on a contact" in page) == (True, True)
    wide = desk.post(address, asked(desk.get(address), goes_to="school", la_code="８０１", estab="2222"))
    assert "Write the three digits" in wide.content.decode()
    own = desk.post(
        address, asked(desk.get(address), goes_to="school", la_code=school.la_code, estab=school.estab)
    )
    assert "this school’s own number" in own.content.decode()
    desk.post(address, asked(desk.get(address), goes_to="school", la_code="801", estab="2222"))
    made = MadeReturn.objects.get()
    assert made.file_name == f"{school.la_code}{school.estab}_CTF_8012222_001.xml"
    unsaid = desk.post(address, asked(desk.get(address), goes_to="school", la_code="801", estab=""))
    assert "Write the four characters" in unsaid.content.decode()
    desk.post(address, asked(desk.get(address), goes_to="XXXXXXX"))
    unknown = MadeReturn.objects.order_by("-pk").first()
    assert unknown.file_name == f"{school.la_code}{school.estab}_CTF_XXXXXXX_001.xml"
    assert b"<SessionsPossible>1</SessionsPossible>" in bytes(made.content)
    counts = desk.get("/returns/census/").content.decode()
    assert "A count report, not a census return" in counts
    file = desk.get("/returns/census/file/")
    assert b"".join(file.streaming_content).decode().splitlines()[1].startswith(pupils[0].upn)
