"""A case shared with the authority's officer: seen while it is shared, by that officer, and nothing else."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from penalties.actions.sharing import ShareRefused, end_share, share_case
from penalties.models import CaseShare
from tests.cast import person, sign_in
from tests.factories import THE_DAY, at
from tests.penalties.noticed import parent_of, referred
from tests.penalties.packed import to_the_authority

pytestmark = pytest.mark.usefixtures("on_the_day")
UNTIL = THE_DAY + dt.timedelta(days=14)


@pytest.fixture
def head(school):
    return person(school, "head", "Ruth Bell")


@pytest.fixture
def officer(school):
    return person(school, "la", "Lee Marsh", "Attendance service")


@pytest.fixture
def case(pupils, head):
    return referred(pupils[2], head)


def shared(case, officer, by, *, until=UNTIL, why="To decide on a notice", operation=None):
    return share_case(
        case=case,
        officer=officer,
        until=until,
        why=why,
        operation=operation or uuid.uuid4(),
        by=by,
        at=at("09:00"),
    )


def seen(client, officer, case):
    """What the officer is answered: the list's pupils, and the status of the case."""
    sign_in(client, officer)
    rows = client.get(reverse("penalties:shared_cases")).context["shares"]
    return [share.case.pupil.called for share in rows], client.get(
        reverse("penalties:shared_case", args=[case.pk])
    ).status_code


def test_the_officer_sees_what_is_shared_until_it_ends(client, case, officer, head):
    assert seen(client, officer, case) == ([], 404)
    share = shared(case, officer, head)
    assert seen(client, officer, case) == (["Aisha Khan"], 200)
    press = uuid.uuid4()
    ended = end_share(share=share, operation=press, by=head, at=at("09:30"))
    assert end_share(share=share, operation=uuid.uuid4(), by=head, at=at("09:31")) == ended
    assert seen(client, officer, case) == ([], 404)


def test_the_last_day_is_the_last(case, officer, head):
    shared(case, officer, head)
    assert CaseShare.objects.of_officer(officer, UNTIL).count() == 1
    assert CaseShare.objects.of_officer(officer, UNTIL + dt.timedelta(days=1)).count() == 0


def test_another_officer_and_another_case_stay_closed(client, case, officer, head, pupils, school):
    shared(case, officer, head)
    other = referred(pupils[1], head)
    packs = to_the_authority(other, head, person(school, "la", "Other Officer"))
    assert seen(client, officer, other) == (["Aisha Khan"], 404)
    pack = reverse("penalties:shared_pack", args=[case.pk, packs["pack"]])
    assert client.get(pack).status_code == 404


def test_the_officer_opens_the_papers_of_a_shared_case(client, case, officer, head):
    pack = to_the_authority(case, head, officer)["pack"]
    sign_in(client, officer)
    answer = client.get(reverse("penalties:shared_pack", args=[case.pk, pack]))
    assert (answer.content, answer["content-type"]) == (b"%PDF-1.7", "application/pdf")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"until": THE_DAY - dt.timedelta(days=1)}, "not until a day that is over"),
        ({"until": THE_DAY + dt.timedelta(days=181)}, "180 days at most"),
        ({"why": " "}, "Say why it is shared"),
    ],
)
def test_a_share_has_an_end_and_a_reason(case, officer, head, said, words):
    with pytest.raises(ShareRefused, match=words):
        shared(case, officer, head, **said)


def test_nobody_but_an_officer_of_this_school_is_shared_with(case, head, officer, school):
    with pytest.raises(ShareRefused, match="an officer of the local authority"):
        shared(case, person(school, "office", "Joan Wright"), head)
    press = uuid.uuid4()
    assert shared(case, officer, head, operation=press) == shared(case, officer, head, operation=press)
    with pytest.raises(ShareRefused, match="Lee Marsh sees this case already"):
        shared(case, officer, head)


def test_the_head_shares_on_the_page_and_ends_it_there(client, case, officer, head):
    parent_of(case.pupil)
    sign_in(client, head)
    page = reverse("penalties:share_case", args=[case.pk])
    sent = {
        "officer": str(officer.pk),
        "until": f"{UNTIL}",
        "why": "To decide",
        "operation": str(uuid.uuid4()),
    }
    assert client.post(page, sent).url == page
    share = CaseShare.objects.get()
    assert "Lee Marsh, Attendance service, until" in client.get(page).content.decode()
    client.post(reverse("penalties:end_share", args=[share.pk]))
    assert CaseShare.objects.standing(THE_DAY).count() == 0


def test_a_school_without_an_officer_says_who_can_give_one_a_role(client, case, head):
    sign_in(client, head)
    shown = client.get(reverse("penalties:share_case", args=[case.pk])).content.decode()
    assert "No officer of the local authority has a role at this school." in shown


def test_the_first_page_of_the_officer_says_how_many_are_shared(client, case, officer, head):
    shared(case, officer, head)
    sign_in(client, officer)
    assert "1 case is shared with you" in client.get("/").content.decode()
