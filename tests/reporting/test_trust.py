"""The trust's schools side by side: totals only, and names where a school decided to share them."""

import datetime as dt
import uuid
import zipfile
from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.roles import Role
from reporting.chosen_cut import chosen_cut
from reporting.dashboard import dashboard
from reporting.models import NamesShared
from reporting.periods import year_calendar
from reporting.trust_view import schools_side_by_side
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PostFactory, SchoolFactory, TrustFactory
from tests.history import write_past

CONTENT = 8
"""Statements that the content of such a page may take (the frame has its own)."""


def test_a_trust_sees_totals_of_its_schools_and_names_only_where_one_shares_them(
    client, trust, school, other_school, head, teacher, pupils, on_the_day, django_assert_max_num_queries
):
    stranger = GroupFactory(school=other_school, pupils=1).memberships.get().pupil
    office = PostFactory(school=other_school, role="office")
    days = [
        THE_DAY - dt.timedelta(days=n) for n in range(1, 8) if (THE_DAY - dt.timedelta(days=n)).weekday() < 5
    ]
    for pupil, by, code in [(pupils[0], teacher, "O"), *((each, teacher, "/") for each in pupils[1:])]:
        write_past(pupil, {(day, "AM"): code for day in days}, by=by)
    write_past(stranger, {(day, "AM"): "/" for day in days}, by=office)
    officer = PostFactory(trust=trust, school=None, role=Role.TRUST)

    sign_in(client, officer).get("/trust/")
    with django_assert_max_num_queries(10):
        page = client.get("/trust/")
    first, second = page.context["sides"]
    assert [(side.school, side.attended, side.persistent, side.shares) for side in (first, second)] == [
        (school, "83.3", "under 10", False),
        (other_school, "100.0", "not shown", False),
    ]
    assert (page.context["share"], page.context["whole"].possible) == ("85.7", 7 * len(days))
    assert pupils[0].surname not in page.content.decode()
    book = BytesIO(b"".join(client.get("/trust/file/?format=xlsx").streaming_content))
    sheet = zipfile.ZipFile(book).read("xl/worksheets/sheet1.xml").decode()
    assert f'<c r="B2"><v>83.3</v></c><c r="D2"><v>{5 * len(days)}</v></c>' in sheet
    names = f"/trust/{school.pk}/"
    assert client.get(names).status_code == 404
    assert client.get(first.opens["persistent"]).status_code == 200

    said = {"shares": "yes", "why": "Joint attendance panel", "operation": uuid.uuid4()}
    sign_in(client, head)
    for _ in range(2):  # pressing twice decides once
        assert client.post("/settings/share-names/", said).status_code == 302
    decided = NamesShared.objects.get()
    assert (decided.school, decided.shares, decided.why, decided.name) == (
        school, True, "Joint attendance panel", head.user.name,
    )  # fmt: skip
    assert (
        client.post("/settings/share-names/", said | {"why": " ", "operation": uuid.uuid4()}).status_code
        == 200
    )

    [listed] = sign_in(client, officer).get(names).context["pupils"]
    assert (listed.name, listed.group, listed.missed) == ("Ben Archer", "3B", "100.0")
    one_day = client.get(f"{names}?from={days[0]}&to={days[0]}")
    assert one_day.context["problem"].startswith("Periods here are whole terms")
    assert one_day.context["words"] == client.get(names).context["words"]
    assert [side.persistent for side in client.get("/trust/").context["sides"]] == ["1 (16.7 %)", "not shown"]
    opened = client.get(first.opens["persistent"]).context  # what opens says what the page said
    assert (opened["hidden"], opened["figure"].words) == ("", "1 pupil persistently absent of 6")
    together = client.get("/figures/?measure=persistent").context["schools"]
    assert [each.hidden for each in together] == ["", "not shown"]
    elsewhere = PostFactory(trust=TrustFactory(name="Another Trust"), school=None, role=Role.TRUST)
    assert sign_in(client, elsewhere).get(names).status_code == 404

    looks = sign_in(client, head).get("/settings/share-names/").context["looks"]
    words = "Pupils who missed a tenth or more, "
    assert [(each["name"], each["what"].startswith(words), each["times"]) for each in looks] == [
        (officer.user.name, True, 3)
    ]
    client.post("/settings/share-names/", said | {"shares": "no", "operation": uuid.uuid4()})
    assert sign_in(client, officer).get(names).status_code == 404


def test_a_dashboard_and_the_page_of_the_trust_take_the_same_statements_for_one_school_and_for_three(
    client, trust, school, champion, teacher, pupils, on_the_day
):
    monday = THE_DAY - dt.timedelta(days=1)
    for pupil in pupils:
        write_past(pupil, {(monday, "AM"): "/"}, by=teacher)
    sign_in(client, PostFactory(trust=trust, school=None, role=Role.TRUST)).get("/trust/")

    def of_the_school():
        found = chosen_cut(post=champion, school=school, query={}, on=THE_DAY)
        return list(dashboard(found, post=champion).pictures)

    def of_the_trust():
        schools = list(trust.schools.order_by("name"))
        period = year_calendar([each.pk for each in schools], THE_DAY).year_to_date
        return [each.school.pk for each in schools_side_by_side(schools, period=period, on=THE_DAY)]

    def page():
        return [side.school.pk for side in client.get("/trust/").context["sides"]]

    def counted(read):
        with CaptureQueriesContext(connection) as captured:
            read()
        return len(captured)

    one = [counted(read) for read in (of_the_school, of_the_trust, page)]
    assert max(one[:2]) <= CONTENT
    for name in ("Ashdown Primary", "Birchfield Primary"):
        another = SchoolFactory(trust=trust, name=name)
        for member in GroupFactory(school=another, pupils=2).memberships.all():
            write_past(member.pupil, {(monday, "AM"): "/"}, by=PostFactory(school=another, role="office"))
    assert len(of_the_trust()) == 3
    assert page() == of_the_trust()
    assert [counted(read) for read in (of_the_school, of_the_trust, page)] == one
