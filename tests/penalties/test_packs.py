"""Packs of a referral: the checks with what fails each, the papers, the deadline, and that they went."""

import datetime as dt
import hashlib
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from penalties.actions.packs import PackRefused, note_pack_sent
from penalties.actions.representations import Said, log_representation
from penalties.models import ReferralPack
from penalties.pack_checks import PackSays
from registers.models import Address
from tests.cast import person, sign_in
from tests.factories import THE_DAY, at, mark
from tests.penalties.noticed import TEN, WEEK, happened, noticed, parent_of
from tests.penalties.packed import SAYS, facts_about, faults, holiday, packed

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def head(school):
    return person(school, "head", "Ruth Bell")


@pytest.fixture
def office(school):
    return person(school, "office", "Joan Wright")


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def mother(aisha):
    return parent_of(aisha, "Fatima Khan")


@pytest.fixture
def case(aisha, head):
    return holiday(aisha, head)


def words_of(pack):
    """Every text of the papers, section by section."""
    return {part["key"]: str(part["blocks"]) for part in pack.content}


def test_everything_passes_where_the_file_is_whole(case, mother, head):
    assert faults(case, mother, head) == {}


def test_what_a_person_has_to_write_is_asked_for_where_nobody_asked_for_leave(case, mother, head):
    assert faults(case, mother, head, PackSays()) == {
        "holiday": ["Nobody asked for leave: write why it is believed to be a holiday."],
        "warned": ["No warning letter to this parent has gone. Write which warning they had, when and how."],
    }


def test_a_mark_without_a_reason_and_one_that_is_missing_fail(case, mother, head, aisha):
    mark(aisha, "N", by=head, date=dt.date(2026, 9, 22), session="AM", when=at("09:00"))
    mark(aisha, "", by=head, date=dt.date(2026, 10, 6), session="PM", when=at("09:01"))
    assert faults(case, mother, head) == {
        "unsettled": ["Tuesday 22 September 2026, morning, has no reason yet."],
        "missing": ["Tuesday 6 October 2026, afternoon, has no mark."],
    }


def test_sessions_of_a_notice_to_this_parent_are_not_referred_again(case, mother, head, aisha):
    father = parent_of(aisha, "Imran Khan", relationship="Father")
    notice = noticed(aisha, mother, head)
    words = "The notice of Tuesday 24 November 2026 to Fatima Khan is for these sessions already: each is used once."
    assert faults(case, mother, head)["unused"] == [words]
    assert "unused" not in faults(case, father, head)
    happened(notice, "withdrawn", THE_DAY, head, ground="material_error")
    assert "unused" not in faults(case, mother, head)


def test_names_and_addresses_have_to_be_whole(case, head, aisha):
    Address.objects.filter(pupil=aisha).delete()
    father = parent_of(aisha, "Khan", relationship="Father", lives_with=False)
    assert faults(case, father, head) == {
        "child": ["The child’s address is not on file."],
        "parent": ["“Khan” is not a full name.", "No postal address of Khan is on file."],
    }


def test_sessions_that_moved_after_the_decision_are_considered_again(case, mother, head):
    decision = case.decisions.get()
    type(decision).objects.create(
        **{
            field.name: getattr(decision, field.name)
            for field in decision._meta.fields
            if field.name not in ("id", "operation", "sessions")
        },
        operation=uuid.uuid4(),
        sessions=decision.sessions[:-1],
    )
    assert faults(case, mother, head) == {
        "decided": ["The sessions have changed since it was decided: consider it again."]
    }


def test_a_representation_that_waits_pauses_the_papers(case, mother, head):
    pack = packed(case, mother, head)
    log_representation(
        pupil=case.pupil, contact=mother, said=Said(received_on=THE_DAY, how="phone", words="We were ill"),
        operation=uuid.uuid4(), by=head, at=at("11:00"),
    )  # fmt: skip
    assert list(faults(case, mother, head)) == ["answered"]
    with pytest.raises(PackRefused, match="A representation of this parent waits"):
        note_pack_sent(
            pack=pack,
            to_whom="The council",
            on=THE_DAY,
            how="email",
            operation=uuid.uuid4(),
            by=head,
            at=at("12:00"),
        )


def test_a_pack_that_is_not_whole_is_not_made(case, mother, head):
    with pytest.raises(PackRefused, match="It is not whole yet"):
        packed(case, mother, head, PackSays())
    assert ReferralPack.objects.count() == 0


def test_the_papers_are_one_tagged_document_kept_as_it_was_made(case, mother, head):
    press = uuid.uuid4()
    pack = packed(case, mother, head, operation=press)
    assert packed(case, mother, head, operation=press) == pack
    pdf = bytes(pack.pdf)
    assert (pdf[:5], b"<pdfuaid:part>1</pdfuaid:part>" in pdf) == (b"%PDF-", True)
    assert pack.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (pack.to_name, pack.signed_name, pack.signed_position) == ("Fatima Khan", "Ruth Bell", "Head")


def test_the_papers_say_everything_that_an_authority_asks_for(case, mother, head):
    words = words_of(packed(case, mother, head))
    assert list(words) == [
        "asked", "sessions", "certificate", "leave", "considered", "support", "letters", "earlier", "chronology",
        "codes", "checks", "declaration",
    ]  # fmt: skip
    assert "A first penalty notice: £160, or £80 if paid within 21 days." in words["asked"]
    assert "4 Mill Lane, Larkfield" in words["asked"]
    assert words["sessions"].count("'G'") == 10
    assert "I certify that this is a true extract" in words["certificate"]
    assert "No request for leave was made" in words["leave"]
    assert "The class heard of a beach" in words["leave"]
    assert "Told at the gate" in words["leave"]
    assert "Back at school" in words["chronology"]


def test_a_confidential_address_stands_nowhere_in_the_papers(case, head, aisha):
    Address.objects.create(
        school=aisha.school, pupil=aisha, address="9 Hidden Row", confidential=True, first_day=THE_DAY
    )
    Address.objects.filter(pupil=aisha, confidential=False).delete()
    mother = parent_of(aisha, "Fatima Khan")
    says = PackSays(
        why_holiday="A neighbour of 9 Hidden Row said so", warning="At the gate", note="9 hidden row"
    )
    pack = packed(case, mother, head, says)
    assert "hidden row" not in str(pack.content).lower()
    assert "ask the safeguarding lead" in words_of(pack)["asked"]


def test_the_deadline_counts_from_the_return(case, mother, head):
    # Back on Monday 16 November; ten school days after it, with the INSET day of Friday 27 November between.
    found = facts_about(case, mother, head).deadline
    assert (found.returned_on, found.due, found.left) == (dt.date(2026, 11, 16), dt.date(2026, 12, 1), 4)
    assert facts_about(case, mother, head, on=WEEK[4]).deadline.returned_on is None


def test_the_office_makes_it_ready_and_the_head_notes_that_it_went(client, case, mother, head, office):
    sign_in(client, office)
    page = reverse("penalties:make_pack", args=[case.pk, mother.pk])
    form = client.get(page).context["form"]
    sent = {
        "operation": str(uuid.uuid4()), "why_holiday": SAYS.why_holiday, "warning": SAYS.warning, "note": "",
        "signer": str(head.pk),
    }  # fmt: skip
    assert list(form.fields["signer"].queryset) == [head]
    made = client.post(page, sent)
    pack = ReferralPack.objects.get()
    assert made.url == reverse("penalties:pack", args=[pack.pk])
    shown = client.get(made.url).content.decode()
    assert "It has not been noted that it went to anybody." in shown
    assert "Certificate of the register" in shown
    document = client.get(reverse("penalties:pack_document", args=[pack.pk]))
    assert (document.content, document["content-type"]) == (bytes(pack.pdf), "application/pdf")
    went = {"to_whom": "Council", "on": f"{THE_DAY}", "how": "email", "operation": str(uuid.uuid4())}
    page = reverse("penalties:note_pack_sent", args=[pack.pk])
    assert client.post(page, went).status_code == 403
    sign_in(client, head)
    assert client.post(page, went).url == made.url
    assert client.get(reverse("penalties:packs")).context["due"] == []


def test_each_check_that_fails_leads_to_its_page(client, case, mother, office, aisha, head):
    mark(aisha, "N", by=head, date=dt.date(2026, 9, 22), session="AM", when=at("09:00"))
    sign_in(client, office)
    page = reverse("penalties:make_pack", args=[case.pk, mother.pk])
    shown = client.get(page).content.decode()
    assert f'href="/marks/{aisha.pk}/2026-09-22/am/amend/?next={page}"' in shown
    assert "3 checks fail" in shown
    assert [each.case for each in client.get(reverse("penalties:packs")).context["due"]] == [case]


def test_sessions_at_the_end_of_the_case_end_the_certificate(case, mother, head):
    last = facts_about(case, mother, head).due[-1]
    assert (last.date, last.session) == TEN[-1]


def test_a_referral_is_done_for_whom_a_notice_stands_and_over_once_every_notice_is_withdrawn(
    client, case, mother, head, aisha
):
    def due():
        found = client.get(reverse("penalties:packs")).context["due"]
        return [(each.history.contact.name, each.is_done) for one in found for each in one.parents]

    parent_of(aisha, "Imran Khan", relationship="Father")
    sign_in(client, head)
    notice = noticed(aisha, mother, head)
    assert due() == [("Fatima Khan", True), ("Imran Khan", False)]
    happened(notice, "withdrawn", THE_DAY, head, ground="material_error")
    assert due() == []


def test_the_list_takes_as_many_statements_for_three_as_for_one(client, pupils, head):
    listed = reverse("penalties:packs")

    def with_a_pack(pupil):
        mother = parent_of(pupil, f"Mother of {pupil.forename}")
        packed(holiday(pupil, head), mother, head)

    with_a_pack(pupils[0])
    sign_in(client, head)
    client.get(listed)
    with CaptureQueriesContext(connection) as one:
        client.get(listed)
    for pupil in pupils[1:3]:
        with_a_pack(pupil)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(listed).context["due"]) == 3
    assert len(three) == len(one)
