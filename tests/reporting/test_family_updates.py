"""Telling families how a half term went, and writing where attendance is below the school's own target."""

import datetime as dt
import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from registers.message_causes import fallen_away
from registers.models import LanguageSwitch, Message
from reporting.below_target import fell_below, is_below, target_words
from reporting.measures import measure
from reporting.models import AttendanceTarget, FamilyUpdate
from tests.absence.absent import days_before, mother_of
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, StatusFactory, at, mark
from tests.history import write_past

HALVES = ("AM", "PM")


@pytest.fixture
def marked(school, pupils, office, set_clock):
    """Ten days of marks for two of 3B: Ben was ill for three of them, Chloe away for three without a reason."""
    set_clock("10:00:00")
    days = days_before(school, 10)
    for pupil, code in zip(pupils[:2], ("I", "O"), strict=True):
        codes = {(day, half): "/" if half == "AM" else "\\" for day in days for half in HALVES}
        write_past(pupil, codes | {(day, half): code for day in days[-3:] for half in HALVES}, by=office)
    mother = mother_of(pupils[0], name="Anna Archer", lives_with=True)
    mother.language, mother.email = "Polish", "anna@family.example"
    mother.save()
    gran = ContactFactory(school=school, name="Gran Archer")
    CareFactory(pupil=pupils[0], contact=gran, lives_with=False, parental_responsibility=False)
    dee = mother_of(pupils[1], name="Dee Dean", lives_with=True)
    dee.email = ""
    dee.save()
    return days


def messages():
    rows = Message.objects.order_by("pupil__surname", "contact__name")
    return [(each.pupil.surname, each.contact.name, each.channel, each.language) for each in rows]


def test_an_update_goes_to_those_at_home_in_their_language_once_and_falls_away_when_the_register_changes(
    marked, school, group_3b, pupils, office, teacher, client
):
    who = {"by": office, "name": office.user.name, "position": office.position, "at": at("08:00")}
    LanguageSwitch.objects.create(school=school, language="pl", is_on=True, **who)
    browser = sign_in(client, office)
    listed = browser.get("/family-updates/")
    half = next(iter(listed.context["form"].halves.values()))
    assert (half.runs, listed.context["half"].runs) == (True, False)
    url = f"/family-updates/{group_3b.pk}/?half={half.first}"
    page = browser.get(url)
    drawn = page.content.decode()
    assert ("W szkole: 14 z 20 połów dnia" in drawn, "Choroba: 6 połów dnia" in drawn) == (True, True)
    assert [each.why_not for each in page.context["told"]][2:] == ["No session has been counted."] * 4
    form = {
        "op": str(uuid.uuid4()),
        "way": "email",
        "pupil": [pupils[0].pk, pupils[1].pk],
    }
    assert browser.post(url, form).status_code == 302
    assert browser.post(url, form).status_code == 302  # the second press writes nothing
    assert messages() == [
        ("Archer", "Anna Archer", "email", "pl"),
        ("Dean", "Dee Dean", "letter", "en"),
    ]
    again = browser.post(url, form | {"op": str(uuid.uuid4())}).content.decode()
    assert "was written already: Ben Archer, Chloe Dean" in again
    ben, chloe = FamilyUpdate.objects.order_by("pupil__surname")
    assert [(each.attended, each.possible, each.first_day) for each in (ben, chloe)] == [
        (14, 20, half.first)
    ] * 2
    causes = dict(Message.objects.values_list("pupil", "cause"))
    assert fallen_away(school.pk, causes.values(), at("11:00")) == {}
    mark(pupils[0], "/", by=office, date=marked[-1], reason="Was seen in class", when=at("10:30"))
    assert list(fallen_away(school.pk, causes.values(), at("11:00"))) == [causes[pupils[0].pk]]
    with pytest.raises(DatabaseError), transaction.atomic():
        FamilyUpdate.objects.update(note="changed")
    assert sign_in(client, teacher).get(url).status_code == 403


def test_who_is_below_the_target_is_suggested_and_who_is_ill_or_helped_stands_apart(
    marked, school, pupils, champion, office, client
):
    browser = sign_in(client, champion)
    assert "The school has set no target." in browser.get("/below-target/").content.decode()
    assert browser.post("/settings/attendance-target/", {"target": "95.5"}).status_code == 302
    assert AttendanceTarget.objects.get().tenths == 955
    StatusFactory(pupil=pupils[0], kind="medical", value="1", first_day=THE_DAY - dt.timedelta(days=90))
    with CaptureQueriesContext(connection) as read:
        found = browser.get("/below-target/").context["found"]
    assert ([each.figures.pupil for each in found.suggested], [each.apart for each in found.apart]) == (
        [pupils[1]],
        [("medical needs are known",)],
    )
    later = browser.get("/", headers={"X-Part": "to-look-at"}).content.decode()
    assert re.findall(r'id="below-target-link" href="(.+?)">(.+?)</a>', later) == [
        ("/below-target/", "1 pupil about whom you may write to the family")
    ]
    medical, other = f"/below-target/{pupils[0].pk}/", f"/below-target/{pupils[1].pk}/"
    assert "you need not explain anything again" in browser.get(medical).content.decode()
    form = browser.get(other).context["letters"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    assert "at least 95.5 % of the time" in sent[f"body_{form.ready[0].contact.pk}"]
    assert browser.post(other, sent).status_code == 302
    left = {"leave_out": "1", "op": str(uuid.uuid4()), "why": "We spoke on Monday"}
    assert browser.post(medical, left).status_code == 302
    rows = FamilyUpdate.objects.order_by("pupil__surname").values_list("left_out", "note", "kind")
    assert list(rows) == [(True, "We spoke on Monday", "target"), (False, "", "target")]
    assert messages() == [("Dean", "Dee Dean", "letter", "en")]
    found = browser.get("/below-target/").context["found"]
    assert (len(found.suggested), len(found.apart), len(found.done)) == (0, 0, 2)
    assert "below-target-link" not in browser.get("/", headers={"X-Part": "to-look-at"}).content.decode()
    write_past(pupils[2], {(day, half): "I" for day in marked for half in HALVES}, by=office)
    with CaptureQueriesContext(connection) as again:
        browser.get("/below-target/")
    assert len(again) == len(read)


def test_the_target_is_compared_as_integers_and_the_week_of_the_fall_is_told():
    def week(here, away):
        return measure({"/": here, "I": away})

    monday = dt.date(2026, 9, 7)
    weeks = [(monday + dt.timedelta(weeks=n), each) for n, each in enumerate([week(10, 0), week(9, 1)])]
    assert (is_below(19, 20, 950), is_below(19, 20, 951)) == (False, True)
    assert fell_below(weeks, 950) is None
    more = [*weeks, (monday + dt.timedelta(weeks=2), week(8, 2))]
    assert fell_below(more, 950) == monday + dt.timedelta(weeks=2)
    assert fell_below(more[:1], 1000) is None  # ten sessions say nothing yet
    assert (target_words(950), target_words(955), target_words(None)) == ("95 %", "95.5 %", "")
