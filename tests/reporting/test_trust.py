"""The trust's schools side by side: totals only, and names where a school decided to share them."""

import datetime as dt
import uuid

from registers.roles import Role
from reporting.models import NamesShared
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PostFactory, TrustFactory
from tests.history import write_past


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
    elsewhere = PostFactory(trust=TrustFactory(name="Another Trust"), school=None, role=Role.TRUST)
    assert sign_in(client, elsewhere).get(names).status_code == 404

    sign_in(client, head).post("/settings/share-names/", said | {"shares": "no", "operation": uuid.uuid4()})
    assert sign_in(client, officer).get(names).status_code == 404
