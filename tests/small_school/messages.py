"""What the small school sent, and what came back."""

from registers.models import Message, Reply, SendingSettings
from tests.factories import ContactFactory, at


def rows(half):
    """A letter that has gone, and an answer to deal with."""
    link = half.parent.adults.select_related("contact").first()
    adult = link.contact if link else ContactFactory(school=half.school, name="Robin Told")
    return {
        "child": half.pupil.pk,
        "sent": sent_letter(half.pupil, adult).pk,
        "reply": a_failure_and_a_reply(half.school, adult).pk,
    }


def a_failure_and_a_reply(school, contact):
    """A text that came back, an answer to deal with, and a sender that is chosen: texts leave the site."""
    SendingSettings.objects.create(school=school, text="notify")
    fields = {"cause": "praise/1", "channel": "text", "body": "Well done.", "made_name": "Joan Wright"}
    moments = {"not_before": at("08:30"), "made_at": at("08:30"), "changed_at": at("08:40")}
    why = {"state": "failed", "fault": "address", "why": "The provider says that this number does not exist."}
    Message.objects.create(school=school, contact=contact, **fields, **moments, **why)
    return reply(school)


def reply(school):
    said = {"from_address": "07700900123", "text": "Running late", "received_at": at("08:50")}
    return Reply.objects.create(school=school, channel="text", provider_ref="1", **said)


def letter(school, contact):
    return Message.objects.create(
        school=school,
        cause="absence/7/2026-11-24/first-day/1",
        contact=contact,
        channel="letter",
        subject="Not in school",
        body="Dear parent,\n\nPlease tell us why.",
        state="held",
        not_before=at("09:20"),
        made_at=at("09:18"),
        made_name="Joan Wright",
        changed_at=at("09:18"),
    )


def sent_letter(pupil, contact):
    """A letter that has gone."""
    moments = {
        "not_before": at("08:00"),
        "made_at": at("08:00"),
        "changed_at": at("08:05"),
        "sent_at": at("08:05"),
    }
    return Message.objects.create(
        school=pupil.school, cause="praise/2", contact=contact, pupil=pupil, channel="letter", subject="Well done",
        body="Dear parent,\n\nWell done.", state="sent", made_name="Joan Wright", address="1 Elm Row", **moments,
    )  # fmt: skip
