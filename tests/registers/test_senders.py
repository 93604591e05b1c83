"""GOV.UK Notify and a mail server, by stand-ins that speak as they do: what each answer means for the message."""

from contextlib import closing
from uuid import uuid4

import pytest

from registers.senders import mail_server as smtp
from registers.senders import notify as govuk
from registers.senders.connections import connected, missing
from registers.senders.interface import Broken, NoAnswer, NotTaken, Outgoing, Refused
from registers.senders.mail_server import MailServer
from registers.senders.notify import Notify, address_lines
from tests.outgoing import choose


def outgoing(channel="text", address="+447700900123", **fields):
    said = {"subject": "Attendance", "text": "Line one\nÀ bientôt", "reply_to": "office@larkfield.example"}
    return Outgoing(str(uuid4()), channel, address, "Mrs Dean", from_name="Larkfield", **{**said, **fields})


@pytest.fixture
def sender():
    """The sender of Larkfield at GOV.UK Notify."""
    with closing(Notify("150000")) as made:
        yield made


@pytest.fixture
def mailer():
    with closing(MailServer("150000")) as made:
        yield made


def by_notify(message):
    with closing(Notify("150000")) as sender:
        return sender.send(message)


# --- GOV.UK Notify ----------------------------------------------------------------------------------------------------


def test_a_text_goes_with_our_reference_and_notify_s_id_comes_back(notify):
    message = outgoing()
    ref = by_notify(message)

    [taken] = notify.accepted
    assert (ref, taken["reference"], taken["type"]) == (taken["id"], message.reference, "sms")
    assert taken["body"]["phone_number"] == "+447700900123"
    assert taken["body"]["personalisation"] == {"message": "Line one\nÀ bientôt"}


def test_an_email_and_a_letter_go_by_their_own_templates(notify, sender):
    sender.send(outgoing("email", "dean@family.example", subject=""))
    sender.send(outgoing("letter", "1 High Street, Larkfield\nLF1 1AA"))

    email, letter = (taken["body"] for taken in notify.accepted)
    assert email["personalisation"] == {"subject": "Larkfield", "message": "Line one\nÀ bientôt"}
    assert letter["personalisation"] == {
        "subject": "Attendance",
        "message": "Line one\nÀ bientôt",
        "address_line_1": "Mrs Dean",
        "address_line_2": "1 High Street",
        "address_line_3": "Larkfield",
        "address_line_4": "LF1 1AA",
    }


def test_a_long_address_keeps_its_name_and_postcode():
    lines = list(address_lines("A", "1,2,3,4,5,6,7,LF1 1AA").values())
    assert lines == ["A", "1", "2", "3", "4", "5", "LF1 1AA"]


@pytest.mark.parametrize(
    ("status", "words", "meaning", "fault"),
    [
        (400, "phone_number Not enough digits", Refused, "address"),
        (400, "email_address Not a valid email address", Refused, "address"),
        (400, "Missing personalisation: message", Refused, "sender"),
        (413, "Too large", Refused, "sender"),
        (403, "Invalid token", Broken, None),
        (404, "No result found", Broken, None),
        (429, "Exceeded rate limit", NotTaken, None),
        (500, "Internal server error", NotTaken, None),
        (503, "Unavailable", NotTaken, None),
        (502, "Bad gateway", NoAnswer, None),
        (504, "Gateway timeout", NoAnswer, None),
    ],
)
def test_what_an_error_of_notify_means(notify, status, words, meaning, fault):
    notify.fail_with(status, words)
    with pytest.raises(meaning, match=words) as raised:
        by_notify(outgoing())
    assert getattr(raised.value, "fault", None) == fault
    assert notify.accepted == []


def test_no_answer_in_time_is_no_answer_and_no_connection_is_not_taken(notify, settings):
    settings.SENDING_TIMEOUT, notify.delay = 0.2, 0.4
    with pytest.raises(NoAnswer):
        by_notify(outgoing())
    assert len(notify.accepted) == 1  # it had been taken: to try again by oneself would send it twice
    notify.drops, notify.delay = True, 0
    with pytest.raises(NoAnswer):
        by_notify(outgoing())
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(NotTaken):
        by_notify(outgoing())


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("created", ("sent", "")),
        ("sending", ("sent", "")),
        ("pending", ("sent", "")),
        ("sent", ("sent", "")),
        ("delivered", ("delivered", "")),
        ("permanent-failure", ("failed", "address")),
        ("temporary-failure", ("failed", "temporary")),
        ("technical-failure", ("failed", "temporary")),
        ("received", ("delivered", "")),
        ("validation-failed", ("failed", "sender")),
        ("a word of next year", ("sent", "")),
    ],
)
def test_what_became_of_a_message_is_found_by_our_reference(notify, sender, status, stands):
    message = outgoing()
    sender.send(message)
    notify.accepted[0].update(status=status, cost_details={"billable_sms_fragments": 2})

    found = sender.find(message.reference)
    assert (found.state, found.fault, found.parts) == (*stands, 2)
    assert sender.find(str(uuid4())) is None
    assert [each.reference for each in sender.standings()] == [message.reference]


def test_a_notify_that_does_not_answer_a_question_says_nothing_about_the_message(notify, sender):
    notify.fail_with(500)
    with pytest.raises(NoAnswer):
        sender.find(str(uuid4()))


# --- the mail server --------------------------------------------------------------------------------------------------


def test_a_mail_goes_with_the_school_s_name_our_id_and_where_to_answer(mail_server, mailer):
    message = outgoing("email", "dean@family.example", subject="Chloe\nBcc: all@family.example")
    ref = mailer.send(message)

    [mail] = mail_server.taken
    assert ref == mail["Message-ID"] == f"<{message.reference}@larkfield.example>"
    assert mail["From"] == "Larkfield <attendance@larkfield.example>"
    assert (mail["To"], mail["Reply-To"]) == ("dean@family.example", "office@larkfield.example")
    assert (mail["Subject"], mail["Bcc"]) == ("Chloe Bcc: all@family.example", None)
    assert mail.get_payload(decode=True).decode().split() == ["Line", "one", "À", "bientôt"]


@pytest.mark.parametrize(
    ("command", "answer", "meaning", "fault"),
    [
        ("RCPT", "550 No such person", Refused, "address"),
        ("RCPT", "450 Mailbox busy", NotTaken, None),
        ("MAIL", "550 Who are you", Broken, None),
        ("MAIL", "451 Not now", NotTaken, None),
        (".", "554 This looks like spam", Refused, "sender"),
        (".", "452 No room", NotTaken, None),
    ],
)
def test_what_a_refusal_of_a_mail_server_means(mail_server, mailer, command, answer, meaning, fault):
    mail_server.answers[command] = answer
    with pytest.raises(meaning, match=answer.split(" ", 1)[1]) as raised:
        mailer.send(outgoing("email", "dean@family.example"))
    assert getattr(raised.value, "fault", None) == fault
    mail_server.answers.clear()
    mailer.send(outgoing("email", "dean@family.example"))  # the next one goes all the same
    assert len(mail_server.taken) == 1


def test_a_mail_server_that_hangs_up_has_not_answered_and_one_that_is_away_took_nothing(
    mail_server, mailer, settings
):
    mail_server.hangs_up = True
    with pytest.raises(NoAnswer):
        mailer.send(outgoing("email", "dean@family.example"))
    settings.EMAIL_PORT = 9
    with pytest.raises(NotTaken):
        mailer.send(outgoing("email", "dean@family.example"))


# --- what is connected ------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named(school, settings):
    settings.SENDING, settings.EMAIL_HOST = {}, ""
    assert missing(school, "text", "notify") == ["NOTIFY_KEY_150000", "NOTIFY_TEXT_TEMPLATE_150000"]
    assert missing(school, "email", "smtp") == ["EMAIL_HOST"]
    assert missing(school, "email", "hold") == []


def test_keys_and_names_leave_the_site_by_https_or_not_at_all(school, notify, settings):
    assert missing(school, "text", "notify") == []
    settings.NOTIFY_BASE_URL = "http://api.example.org"
    assert missing(school, "text", "notify") == ["NOTIFY_BASE_URL"]


def test_what_is_chosen_but_not_connected_carries_nothing(school, notify, settings):
    chosen = choose(school, email="smtp")
    settings.EMAIL_HOST = ""
    with connected(school, chosen) as senders:
        assert sorted(senders) == ["letter", "text"]
    assert (govuk.LABEL, smtp.LABEL) == ("GOV.UK Notify", "the mail server")
