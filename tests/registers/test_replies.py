"""What families answer by text and e-mail: kept once, found again by number or message, dealt with by a person."""

import io
import json
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from registers.models import Message, Reply
from registers.reply_mail import ReplyMail, ReturnedMail, read_mail
from tests.cast import sign_in
from tests.factories import ContactFactory, at
from tests.outgoing import message_to, mother_of, stands

TEXTS = "/notify/texts/"
TOKEN = "a-token-for-replies-of-larkfield"
NESTED = b"Content-Type: multipart/mixed; boundary=b\n\n"


@pytest.fixture
def mother(pupils):
    return mother_of(pupils[1])


@pytest.fixture
def sent(mother):
    """A text that went at half past nine."""
    return message_to(mother, state="sent", claimed_at=at("09:30"), sent_at=at("09:30"), sender="notify")


def bring(client, token=TOKEN, **said):
    said = {"id": str(uuid4()), "source_number": "447700900123", "message": "She is ill", **said}
    return client.post(
        TEXTS, json.dumps(said), content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


# --- texts ------------------------------------------------------------------------------------------------------------


def test_a_text_is_kept_with_who_sent_it_and_in_answer_to_what(client, sent, mother, notify, set_clock):
    set_clock("09:45:00")
    assert bring(client).json() == {"kept": True}
    reply = Reply.objects.get()
    assert (reply.contact, reply.message, reply.text) == (mother, sent, "She is ill")
    assert (reply.school, reply.channel, reply.from_address) == (mother.school, "text", "447700900123")


def test_a_text_that_is_brought_twice_is_kept_once(client, sent, notify):
    assert [bring(client, id="same").json() for _ in range(2)] == [{"kept": True}, {"kept": False}]
    assert Reply.objects.count() == 1


def test_a_number_that_nobody_or_several_people_have_is_unknown(client, mother, notify):
    ContactFactory(school=mother.school, phone2="+44 7700 900123")
    bring(client)
    bring(client, source_number="447700900999")
    bring(client, source_number="SHORT")
    assert list(Reply.objects.values_list("contact", "message")) == [(None, None)] * 3


def test_a_number_of_several_people_answers_the_only_text_that_went_to_it(
    client, sent, mother, notify, set_clock
):
    set_clock("09:45:00")
    other = ContactFactory(school=mother.school, phone2="+44 7700 900123")
    Message.objects.filter(pk=sent.pk).update(address="+447700900123")
    bring(client, id="one text went")
    went = {"state": "sent", "claimed_at": at("09:40"), "sent_at": at("09:40"), "address": "+447700900123"}
    message_to(other, 2, **went)
    bring(client, id="two went")
    found = {reply.provider_ref: (reply.contact, reply.message) for reply in Reply.objects.all()}
    assert found == {"one text went": (mother, sent), "two went": (None, None)}


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "é"])
def test_without_the_schools_token_nothing_is_kept_or_said(client, school, notify, token):
    answer = bring(client, token)
    assert (answer.status_code, Reply.objects.count()) == (403, 0)
    assert answer.json() == {"error": "The token is not known."}


def test_a_short_token_opens_nothing(client, school, settings):
    settings.SENDING = {"NOTIFY_REPLY_TOKEN_150000": "short"}
    assert bring(client, "short").status_code == 403


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"not json", b'{"id": 1}', b"[" * 10_000, b"\xff\xfe", b'{"id":"1","message":"x"}'],
)
def test_what_is_no_text_is_refused(client, school, notify, body):
    answer = client.post(
        TEXTS, body, content_type="application/json", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status_code, Reply.objects.count()) == (400, 0)


def test_a_body_that_is_too_large_is_refused(client, school, notify):
    assert bring(client, message="x" * 30_000).status_code == 400


# --- e-mail -----------------------------------------------------------------------------------------------------------


def mail(text="She is ill.", **headers):
    names = {"From": "Mrs Dean <Dean@family.example>", "Message-ID": "<1@family.example>", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in names.items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{text}").encode()


@pytest.fixture
def pipe(monkeypatch, school, capsys):
    """What a mail server does: the command with a mail on its standard input; what it said."""

    def run(raw, urn="150000"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("read_reply", "--school", urn)
        return capsys.readouterr().out.strip()

    return run


def test_an_email_is_kept_with_who_wrote_it_and_in_answer_to_what(pipe, mother, set_clock):
    set_clock("10:00:00")
    message = message_to(mother, channel="email", state="sent", claimed_at=at("09:30"))
    raw = mail(
        "Tummy bug.\r\n\r\nOn Tue 24 Nov Larkfield wrote:\r\n> Not in.",
        Subject="=?utf-8?q?Chlo=C3=A9?=", In_Reply_To=f"<{message.pk}@larkfield.example>",
    )  # fmt: skip
    assert pipe(raw) == "Kept as a reply."
    assert pipe(raw) == "This reply is kept already."
    reply = Reply.objects.get()
    assert (reply.contact, reply.message, reply.subject, reply.text) == (
        mother, message, "Chloé", "Tummy bug.",
    )  # fmt: skip


def test_a_mail_that_came_back_fails_its_message(pipe, mother):
    message = message_to(mother, channel="email", state="sent", claimed_at=at("09:30"))
    raw = (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nSorry\r\n'
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; dean@family.example\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 No such person\r\n\r\n--b\r\n"
        b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s@larkfield.example>\r\n\r\n--b--"
        % str(message.pk).encode()
    )
    assert pipe(raw.replace(b"5.1.1", b"4.2.2")).endswith("nothing to note.")
    assert pipe(raw) == "Noted that a mail came back."
    assert (stands(message), message.fault, message.why) == (
        "failed", "address", "The mail came back: 550 No such person",
    )  # fmt: skip
    assert pipe(raw) == "A mail came back that is none of ours."


def test_an_automatic_answer_is_not_kept(pipe):
    assert pipe(mail(Auto_Submitted="auto-replied")) == "An automatic answer: not kept."
    assert not Reply.objects.exists()


def test_a_message_of_another_school_is_not_named(pipe, other_school):
    theirs = message_to(ContactFactory(school=other_school), channel="email", state="sent")
    pipe(mail(In_Reply_To=f"<{theirs.pk}@larkfield.example>"))
    assert Reply.objects.get().message is None


@pytest.mark.parametrize(("raw", "urn", "code"), [(b"", "150000", 65), (b"From: a\n\nx", "999999", 67)])
def test_a_mail_server_is_told_by_the_exit_code(pipe, raw, urn, code):
    with pytest.raises(CommandError) as raised:
        pipe(raw, urn)
    assert raised.value.returncode == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/html\n\n<style>x</style><p>Ill &amp; <b>sad</b></p><script>y</script>", "Ill & sad"),
        (b"Content-Type: text/plain; charset=no-such\n\nCaf\xc3\xa9", "Café"),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n!!!!", ""),
        (b"\n\nNUL \x00 and \x1b[31m red", "NUL  and [31m red"),
        (b"Content-Type: text/html\n\n<![bad", ""),
        (b"no headers at all", "no headers at all"),
        (NESTED + b"--b\n" + (NESTED + b"--b\n") * 999, ""),
        (b"Subject: =?no-such?q?x?=\nFrom: <<>>@@\n\nx", "x"),
        (b"\xff" * 50, "\ufffd" * 50),
    ],
)  # fmt: skip
def test_whatever_comes_is_read(raw, text):
    read = read_mail(raw)
    assert isinstance(read, ReplyMail)
    assert read.text == text


def test_attachments_are_counted_and_not_kept():
    parts = b"--b\nContent-Type: text/plain\n\nSee photo\n--b\nContent-Type: image/png\n\nxx\n--b--"
    read = read_mail(b"Content-Type: multipart/mixed; boundary=b\n\n" + parts)
    assert (read.text, read.attachments) == ("See photo", 1)
    assert ReturnedMail.__doc__


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_reply_is_dealt_with_once_by_a_person(client, office, sent, notify):
    bring(client)
    page = sign_in(client, office).get("/replies/").content.decode()
    assert "Mrs Dean" in page
    assert "She is ill" in page
    reply = Reply.objects.get()
    posted = {"reply": str(reply.pk), "note": "Marked I"}
    assert "somebody has dealt with it" in client.post("/replies/", posted, follow=True).content.decode()
    assert (
        "Joan Wright dealt with it already" in client.post("/replies/", posted, follow=True).content.decode()
    )
    reply.refresh_from_db()
    assert (reply.handled_name, reply.handled_note) == ("Joan Wright", "Marked I")
    assert "No reply waits." in client.get("/replies/").content.decode()


@pytest.mark.parametrize("reply", ["", "x", "00000000-0000-4000-8000-000000000007"])
def test_a_reply_that_is_not_there_is_not_dealt_with(client, office, reply):
    assert sign_in(client, office).post("/replies/", {"reply": reply}).status_code == (
        404 if len(reply) > 1 else 302
    )


def test_what_somebody_wrote_is_text_and_no_markup(client, office, sent, notify):
    bring(client, message="<script>alert(1)</script>")
    page = sign_in(client, office).get("/replies/").content.decode()
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_does_not_grow_in_statements(client, office, sent, notify, django_assert_num_queries):
    bring(client)
    sign_in(client, office).get("/replies/")
    with django_assert_num_queries(5):
        client.get("/replies/")
    for _ in range(3):
        bring(client)
    Message.objects.update(subject="x")
    with django_assert_num_queries(5):
        client.get("/replies/")
