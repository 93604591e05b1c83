"""The pages of a closing without warning: what each says, the head's page, and one message to all parents."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.closing import reopen_school
from registers.actions.languages import switch_language
from registers.letter_blocks import BENEATH
from registers.models import CalendarChange, Closure, ContactLimit, Message
from registers.on_site import roll_at
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.registers.closing import TOMORROW, closing_of

# --- what the pages say ----------------------------------------------------------------------------------------------

SNOW = "The whole site is closed unexpectedly: Snow. Y4 is planned for everybody."


@pytest.mark.parametrize(
    "page", ["home", "registers", "missing_registers", "late_desk", "on_site", "kitchen"]
)
def test_every_page_of_the_day_says_so(client, close, office, pupils, set_clock, page):
    set_clock("09:30:00")
    close()
    url = reverse("home" if page == "home" else f"registers:{page}")

    assert SNOW in sign_in(client, office).get(url).content.decode()


def test_the_register_says_so_and_has_its_pupils_planned(client, close, teacher, group_3b, set_clock):
    set_clock("08:50:00")
    close()
    url = reverse("registers:take_register", args=[group_3b.pk, THE_DAY, "AM"])
    words = sign_in(client, teacher).get(url).content.decode()

    assert SNOW in words
    assert words.count("Y4") > 6


SUNDAY = "2026-11-29T09:30:00"


@pytest.mark.parametrize("page", ["late_desk", "on_site", "kitchen"])
def test_on_a_sunday_there_is_no_session_today(client, school, office, pupils, set_clock, page):
    set_clock(SUNDAY)
    words = sign_in(client, office).get(reverse(f"registers:{page}")).content.decode()

    assert "No session today." in words
    assert "Sundays are not school days" in words


def test_nobody_is_unmarked_on_a_sunday_or_where_the_site_is_closed(close, school, pupils):
    close()
    sunday = dt.datetime.fromisoformat(SUNDAY).replace(tzinfo=at("09:30").tzinfo)
    rolls = [roll_at(school=school, post=None, at=moment) for moment in (sunday, at("09:30"))]

    assert [{row.place.standing.value for row in roll.rows} for roll in rolls] == [{"gone_home"}] * 2


def test_no_mark_is_offered_where_there_is_no_session(client, office, pupils, on_the_day):
    client = sign_in(client, office)
    where = [pupils[0].pk, dt.date(2026, 11, 28), "AM"]
    pages = [client.get(reverse(f"registers:{name}", args=where)) for name in ("mark_history", "amend_mark")]

    assert ["Saturdays are not school days" in page.content.decode() for page in pages] == [True, True]
    assert ["Make the mark" in page.content.decode() for page in pages] == [False, False]


# --- the head's page -------------------------------------------------------------------------------------------------

SAID = {
    "scope": "whole",
    "first_day": "2026-11-24",
    "first_session": "AM",
    "last_session": "PM",
    "note": "Snow",
}


def test_the_head_sees_what_it_does_and_then_closes(client, head, pupils, set_clock):
    set_clock("06:45:00")
    client = sign_in(client, head)
    url = reverse("registers:close_school")
    seen = client.post(url, {**SAID, "do": "look"})
    assert (seen.status_code, Closure.objects.filter(kind="unexpected").count()) == (200, 0)

    done = client.post(url, {**SAID, "do": "make", "seen": seen.context["form"].data["seen"]})

    change = CalendarChange.objects.get()
    assert done.url == reverse("registers:tell_parents", args=[change.pk, "closed"])
    again = client.post(url, {**SAID, "do": "make", "seen": seen.context["form"].data["seen"]})
    assert (again.status_code, Closure.objects.filter(kind="unexpected").count()) == (422, 1)


def test_only_who_leads_the_school_closes_it(client, office, on_the_day):
    assert sign_in(client, office).get(reverse("registers:close_school")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": ""},
        {"scope": "part"},
        {"scope": "pupils", "pupils": ["x"]},
        {"scope": "moon"},
        {"first_day": "2026-11-28"},
        {"last_day": "2026-11-20"},
        {"last_day": "2027-11-20"},
        {"first_session": "PM", "last_session": "AM"},
        {"first_session": ""},
        {"last_session": "x"},
    ],
)
def test_a_closing_that_makes_no_sense_is_asked_again(client, head, pupils, on_the_day, wrong):
    answer = sign_in(client, head).post(reverse("registers:close_school"), {**SAID, **wrong, "do": "make"})

    assert (answer.status_code, Closure.objects.filter(kind="unexpected").count()) == (422, 0)


# --- telling the parents ---------------------------------------------------------------------------------------------


@pytest.fixture
def families(school, pupils):
    """A mother of two, a father who may have no access to one child, a grandmother, and one without an address."""
    mother = ContactFactory(school=school, name="Fatima Khan", language="Urdu")
    father = ContactFactory(school=school, name="Al Archer")
    CareFactory(pupil=pupils[2], contact=mother)
    CareFactory(pupil=pupils[3], contact=mother)
    limited = CareFactory(pupil=pupils[0], contact=father)
    ContactLimit.objects.create(
        school=school, care=limited, scope="no_access", ground="Order", first_day=THE_DAY
    )
    gran = ContactFactory(school=school, name="Gran Price")
    CareFactory(pupil=pupils[4], contact=gran, parental_responsibility=False, lives_with=False)
    CareFactory(pupil=pupils[5], contact=ContactFactory(school=school, name="Olive Reid", phone="", email=""))


def message_of(page, **more):
    return {
        "number": page.context["form"]["number"].value(),
        "channels": ["email", "text"],
        "subject": "Closed",
        "body": "Closed today.",
        **more,
    }


def test_each_parent_gets_one_message_a_channel_once(client, close, head, families, on_the_day):
    client = sign_in(client, head)
    url = reverse("registers:tell_parents", args=[close().change.pk, "closed"])
    page = client.get(url)
    audience = page.context["audience"]
    assert ([contact.name for contact in audience.contacts], audience.languages, audience.limited) == (
        ["Fatima Khan", "Olive Reid"],
        [("Urdu", 1)],
        1,
    )
    assert audience.without_anybody == ("Ben Archer 3B", "Chloe Dean 3B", "Noah Price 3B", "Oscar Reid 3B")

    for _ in range(2):
        client.post(url, message_of(page))

    assert list(
        Message.objects.order_by("channel").values_list("contact__name", "channel", "state", "made_name")
    ) == [
        ("Fatima Khan", "email", "queued", "Ruth Adeyemi"),
        ("Fatima Khan", "text", "queued", "Ruth Adeyemi"),
    ]


def test_a_family_is_told_in_its_language_and_beneath_the_heads_own_words(
    client, close, head, school, families, on_the_day
):
    switch_language(school=school, language="ur", is_on=True, by=head, at=at("06:00"))
    client = sign_in(client, head)
    url = reverse("registers:tell_parents", args=[close().change.pk, "closed"])
    page = client.get(url)
    ours = {name: page.context["form"][name].value() for name in ("subject", "body")}
    client.post(url, message_of(page, channels=["email"], **ours))
    client.post(url, message_of(client.get(url), channels=["email"]))
    first, second = Message.objects.order_by("cause")
    assert (first.language, second.language, second.subject) == ("ur", "ur", "Closed")
    assert first.subject.startswith("Larkfield Primary School، اسکول بند ہے: منگل 24 نومبر 2026")
    english, _, urdu = second.body.partition(BENEATH)
    assert english == "Closed today."
    assert "منگل 24 نومبر 2026" in urdu


def test_the_message_says_when_and_why(client, close, head, families, on_the_day):
    page = sign_in(client, head).get(reverse("registers:tell_parents", args=[close().change.pk, "closed"]))

    assert page.context["form"]["body"].value() == (
        "Larkfield Primary School is closed: Tuesday 24 November 2026.\n\nWhy: Snow.\n\n"
        "Please keep your child at home. You need not report an absence. We will write again when we know more."
    )


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        (
            {"first": "PM", "last": "AM", "until": TOMORROW, "year_groups": ("3",)},
            "closed for year 3: afternoon of Tuesday 24 November 2026 to morning of Wednesday 25 November 2026",
        ),
        ({"until": TOMORROW}, "closed: Tuesday 24 November 2026 to Wednesday 25 November 2026"),
    ],
)
def test_the_message_says_who_is_closed_out_and_until_when(
    closing, words, client, close, head, families, on_the_day
):
    change = close(closing_of(**closing)).change
    page = sign_in(client, head).get(reverse("registers:tell_parents", args=[change.pk, "closed"]))

    assert page.context["form"]["subject"].value() == f"Larkfield Primary School is {words}"


@pytest.mark.parametrize(
    ("day", "session", "words"),
    [
        (THE_DAY, "PM", "afternoon of Tuesday 24 November 2026"),
        (TOMORROW, "AM", "morning of Wednesday 25 November 2026"),
        (THE_DAY, "AM", "morning of Tuesday 24 November 2026"),
    ],
)
def test_the_message_that_it_is_open_says_from_when(
    day, session, words, client, close, head, families, on_the_day
):
    change = close(closing_of(until=TOMORROW)).change
    reopen_school(change=change, day=day, session=session, reason="Thaw", by=head, at=at("07:00"))
    page = sign_in(client, head).get(reverse("registers:tell_parents", args=[change.pk, "open"]))

    assert page.context["form"]["body"].value() == (
        f"Larkfield Primary School is open again from the {words}.\n\nPlease send your child to school as usual."
    )


def test_a_closing_in_several_pieces_is_listed_once(client, close, head, on_the_day):
    close(closing_of("PM", "AM", until=TOMORROW))
    page = sign_in(client, head).get(reverse("registers:close_school"))

    assert [words for _, words in page.context["standing"]] == [
        "Snow, the whole school, Tuesday 24 November 2026, afternoon only;"
        " Wednesday 25 November 2026, morning only"
    ]


def test_a_teacher_reads_of_a_closed_morrow_in_one_line(client, close, teacher, pupils, on_the_day):
    close(closing_of(day=TOMORROW))
    page = sign_in(client, teacher).get("/").content.decode()

    assert "6 pupils: Y4, Snow, all day" in page
    assert "Archer" not in page[page.index("Planned away") :]


def test_who_was_told_is_told_when_it_opens_again(client, close, head, families, on_the_day):
    client = sign_in(client, head)
    change = close().change
    url = reverse("registers:tell_parents", args=[change.pk, "closed"])
    client.post(url, message_of(client.get(url)))

    done = client.post(
        reverse("registers:reopen_school", args=[change.pk]),
        {"sitting": f"{THE_DAY} PM", "reason": "Ploughed"},
    )

    told = client.get(done.url)
    assert [contact.name for contact in told.context["audience"].contacts] == ["Fatima Khan"]
    client.post(done.url, message_of(told, body="Open."))
    assert Message.objects.filter(body="Open.").count() == 2


def test_nobody_closes_a_school_next_door(client, close, head, other_school, on_the_day):
    from tests.cast import person

    change = close().change
    client = sign_in(client, person(other_school, "head", "Other Head"))
    names = [("reopen_school", [change.pk]), ("tell_parents", [change.pk, "closed"])]

    assert [client.get(reverse(f"registers:{name}", args=args)).status_code for name, args in names] == [
        404,
        404,
    ]
