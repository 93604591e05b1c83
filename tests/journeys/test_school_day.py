"""A school day from the first register to the night's jobs, lived in a browser on a real site.

gunicorn, PostgreSQL, a queue and a worker are real; the server is killed in the middle of the first register, and two
people mark one pupil. Each of those faults has a control below, in which the guard is taken away and the loss is seen.
"""

import re

import pytest
from playwright.sync_api import expect

from attendance_site.celery import TIMETABLE
from registers.models import JobRun, Mark, MarkHistory
from registers.unsettled import unsettled_n_marks
from tests.browser.classroom import (
    box,
    class_of_thirty,
    insisting,
    key_in,
    on_record,
    open_register,
    operations,
    pupils_of,
    row,
    seat,
    teacher_of,
)
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory
from tests.workers import until

pytestmark = pytest.mark.clock("2026-11-24T08:46:00")

KEYS = "/" * 12 + "nn" + "/" * 10 + "l/n///"
"""What the teacher keys for the thirty of 4K: three absent, one late."""
BEFORE_THE_POWER_CUT = 14
SAVED = re.compile(r"All marks saved 8:\d\d:\d\d")


RUNS_A_DAY = sum(len(job.due) for job in TIMETABLE if not job.each_minute)
EACH_MINUTE = sum(job.each_minute for job in TIMETABLE)


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school)


@pytest.fixture
def class_2a(school):
    return GroupFactory(school=school, name="2A", pupils=["Ada Stone", "Bo Lane", "Cem Oz"])


@pytest.fixture
def miss_patel(class_4k):
    return teacher_of(class_4k)


@pytest.fixture
def mr_reed(class_2a):
    return teacher_of(class_2a, "Jon Reed", "reed@larkfield.example")


@pytest.fixture
def mrs_wright(school):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    return post


def test_a_school_day(
    site, new_page, class_4k, class_2a, miss_patel, mr_reed, mrs_wright, queue, start_worker
):
    # 8:46 The teacher keys her class, and the server dies meanwhile.
    register = open_register(new_page(), site, class_4k, miss_patel)
    key_the_class_while_the_server_dies(register, site, class_4k)
    assert what_was_lost(class_4k) == []
    assert (operations(), MarkHistory.objects.count()) == (30, 0)

    # Next door two people mark one pupil: the second is asked, and the first hears of it.
    mine = open_register(new_page(), site, class_2a, mr_reed)
    theirs = open_register(new_page(), site, class_2a, mrs_wright)
    ada, bo, _cem = by_forename(class_2a, "Ada", "Bo", "Cem")
    assert the_second_is_asked(mine, theirs, ada)
    the_second_insists_and_the_first_sees_it(mine, theirs, ada)
    both_are_first_and_both_see_it(mine, theirs, bo, class_2a)

    # The office signs in who comes late: before registration closes that is L.
    office = new_page()
    seat(office.context, site, mrs_wright)
    aisha, tomasz, zara = by_forename(class_4k, "Aisha", "Tomasz", "Zara")
    assert [on_record(class_4k)[pupil.pk] for pupil in (aisha, tomasz)] == ["N", "N"]
    sign_in_late(office, site, "khan", "Aisha Khan 4K: L")
    assert on_record(class_4k)[aisha.pk] == "L"

    # The teacher completes the register, which was missing until then.
    assert missing(office, site) == ["2A", "4K"]
    complete(register)
    assert missing(office, site) == ["2A"]

    # 8:57 Registration is closed, and who comes now is U.
    site.servers.at("2026-11-24T08:57:00")
    sign_in_late(office, site, "kowal", "Tomasz Kowalski 4K: U, 12 min")
    assert on_record(class_4k)[tomasz.pk] == "U"

    # 10:30 Somebody rings about Zara; the office amends her mark, and the page shows the five parts.
    site.servers.at("2026-11-24T10:30:00")
    amend_with_a_reason(office, site, zara)
    assert five_parts(office) == [
        "N No reason yet",
        "I Illness",
        "Reason established by phone",
        "Tuesday 24 November 2026, 10:30",
        "Joan Wright, School office",
    ]
    of_4k = Mark.objects.filter(
        pupil__memberships__group=class_4k
    )  # whoever insisted last may have left Bo an N
    assert unsettled_n_marks(of_4k, school=class_4k.school, on=THE_DAY) == []

    # 21:05 Nobody has looked at the timetable all day, and the page says so; then a worker is started.
    site.servers.at("2026-11-24T21:05:00")
    assert the_ledger(office, site) == ([], False)
    worker = start_worker(moment="2026-11-24T21:05:00")
    until(every_run_is_done, patience=60)
    states, all_is_well = the_ledger(office, site)
    assert (states, all_is_well) == (["Done"] * (RUNS_A_DAY + EACH_MINUTE), True)
    assert {run.job for run in JobRun.objects.scheduled()} == {
        job.name for job in TIMETABLE if not job.each_minute
    }
    assert worker.process.poll() is None


# --- steps -----------------------------------------------------------------------------------------------------------


def by_forename(group, *names):
    found = {pupil.forename: pupil for pupil in pupils_of(group)}
    return [found[name] for name in names]


def key_the_class_while_the_server_dies(page, site, group, meanwhile=lambda: None):
    """Thirty keys; the server is gone after some of them, and comes back when all are keyed."""
    key_in(page, pupils_of(group)[0], KEYS[:BEFORE_THE_POWER_CUT])
    site.kill()
    meanwhile()
    for key in KEYS[BEFORE_THE_POWER_CUT:]:
        page.keyboard.press(key)
    site.start()
    expect(page.locator("#save-state")).to_have_text(SAVED)
    expect(page.locator("#offline-bar")).to_be_hidden()


def what_was_lost(group):
    """Pupils whose mark on record is not the one that was keyed."""
    stands = on_record(group)
    keyed = zip(pupils_of(group), KEYS.upper(), strict=True)
    return [pupil.surname for pupil, code in keyed if stands.get(pupil.pk) != code]


def the_second_is_asked(first, second, pupil):
    """The first marks; the second, whose page has not heard of it, marks the same pupil: whether they are asked."""
    second.route("**/api/registers/**", lambda route: route.abort())
    key_in(first, pupil, "n")
    expect(first.locator("#save-state")).to_have_text(SAVED)
    key_in(second, pupil, "/")
    expect(second.locator("#save-state")).to_have_text(SAVED)
    return row(second, pupil).locator(".row__ask--conflict").is_visible()


def the_second_insists_and_the_first_sees_it(first, second, pupil):
    expect(row(second, pupil)).to_contain_text("Jon Reed marked N 8:4")
    row(second, pupil).get_by_role("button", name="Use /").click()
    expect(second.locator("#save-state")).to_have_text(SAVED)
    ask_now(first)
    expect(row(first, pupil)).to_contain_text("Joan Wright marked / 8:4")
    expect(box(first, pupil)).to_have_value("/")


def both_are_first_and_both_see_it(first, second, pupil, group):
    """Neither page knows of a mark: the two requests are let go at the same moment."""
    held = []
    for page in (first, second):
        page.route("**/api/registers/**", lambda route: route.abort())
        page.route("**/api/marks/", lambda route: held.append(route))
    key_in(first, pupil, "n")
    key_in(second, pupil, "/")
    while len(held) < 2:
        first.wait_for_timeout(20)
    for page, route in zip((first, second), held, strict=True):
        page.unroute("**/api/marks/")
        route.continue_()
    for page in (first, second):
        expect(page.locator("#save-state")).to_have_text(SAVED)
    asked = [page for page in (first, second) if row(page, pupil).locator(".row__ask--conflict").is_visible()]
    assert len(asked) == 1
    [loser], [winner] = asked, [page for page in (first, second) if page not in asked]
    box(loser, pupil).focus()
    loser.keyboard.press("n" if loser is first else "/")  # one key: use mine
    expect(loser.locator("#save-state")).to_have_text(SAVED)
    ask_now(winner)
    expect(row(winner, pupil).locator(".row__ask")).to_be_visible()
    assert on_record(group)[pupil.pk] == ("N" if loser is first else "/")
    assert MarkHistory.objects.filter(pupil=pupil).count() == 1


def ask_now(page):
    """Ask the server at once what others did, instead of within fifteen seconds."""
    page.unroute("**/api/registers/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")


def sign_in_late(page, site, letters, words):
    """Letters, the digit of a reason, Enter."""
    page.goto(f"{site.url}/late-desk/")
    expect(page.locator("#q")).to_have_attribute("role", "combobox")
    page.keyboard.type(f"{letters}2", delay=30)
    page.keyboard.press("Enter")
    expect(page.locator(".desk__done")).to_contain_text(words)


def missing(page, site):
    """The classes that the page of missing registers lists."""
    page.goto(f"{site.url}/missing-registers/")
    return sorted(
        each.split(":")[0].strip() for each in page.locator("#missing-today tbody th").all_inner_texts()
    )


def complete(page):
    page.get_by_role("button", name="Complete register").click()
    expect(page.locator("#taken")).to_contain_text("Completed 8:")


def amend_with_a_reason(page, site, pupil):
    page.goto(f"{site.url}/marks/{pupil.pk}/{THE_DAY}/am/")
    page.get_by_role("link", name="Amend").click()
    page.get_by_label("Amended entry").select_option("I")
    page.get_by_role("button", name="Amend the mark").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()  # not without a reason
    page.get_by_label("Reason established by phone").check()
    page.get_by_role("button", name="Amend the mark").click()
    expect(page.get_by_role("heading", name="History of a mark")).to_be_visible()


def five_parts(page):
    """Original entry, amended entry, reason, date, and who: reg. 7 of the 2024 regulations."""
    return [" ".join(text.split()) for text in page.locator("tbody tr").last.locator("td").all_inner_texts()]


def the_ledger(page, site):
    """The state of each of today's runs, and whether the page says that nothing is late."""
    page.goto(f"{site.url}/jobs/")
    states = page.locator("table").first.locator("tbody .tag").all_inner_texts()
    return states, page.get_by_text("Nothing is late.").is_visible()


def every_run_is_done():
    runs = JobRun.objects.scheduled()
    return runs.count() == RUNS_A_DAY and not runs.filter(finished_at__isnull=True).exists()


# --- controls --------------------------------------------------------------------------------------------------------


def test_control_a_page_that_drops_what_it_could_not_send_loses_marks(page, site, class_4k, miss_patel):
    def say_saved(route):
        results = [
            {"op": op["op"], "outcome": "saved", "mark": None} for op in route.request.post_data_json["ops"]
        ]
        route.fulfill(json={"now": "2026-11-24T08:46:30+00:00", "results": results})

    open_register(page, site, class_4k, miss_patel)
    key_the_class_while_the_server_dies(
        page, site, class_4k, meanwhile=lambda: page.route("**/api/marks/", say_saved)
    )
    assert len(what_was_lost(class_4k)) >= 30 - BEFORE_THE_POWER_CUT


def test_control_a_page_that_never_asks_overwrites_unseen(site, new_page, class_2a, mr_reed, mrs_wright):
    mine = open_register(new_page(), site, class_2a, mr_reed)
    theirs = open_register(new_page(), site, class_2a, mrs_wright)
    theirs.route("**/api/marks/", insisting)
    [ada] = by_forename(class_2a, "Ada")
    assert not the_second_is_asked(mine, theirs, ada)
    assert on_record(class_2a) == {ada.pk: "/"}
