"""What the outbox is filtered by, and what its acts accept."""

from datetime import datetime
from typing import Any

from django import forms

from registers.message_tasks import over_limit
from registers.models import Message
from registers.models.messages import MessageQuerySet

WANTED = [
    ("", "All"),
    ("waiting", "Waiting (held or queued)"),
    ("unsure", "May have been sent"),
    ("unsettled", "Failed, nobody has looked"),
    ("too_old", "Waiting for more than a day"),
    ("over_limit", "Held by the daily limit"),
]


class OutboxForm(forms.Form):
    """Which messages to list. What is wrong in the address is as if it were not there."""

    state = forms.ChoiceField(
        required=False, choices=WANTED + [(state.value, state.label) for state in Message.State]
    )
    channel = forms.ChoiceField(
        label="How",
        required=False,
        choices=[("", "All"), *((each.value, each.label) for each in Message.Channel)],
    )
    to = forms.CharField(label="To", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        self.fields["to"].widget.attrs["class"] = "govuk-input--width-10"

    def of(self, messages: MessageQuerySet, *, texts_a_day: int, at: datetime) -> MessageQuerySet:
        """Those of `messages` that were asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        messages = _in_state(messages, wanted.get("state", ""), texts_a_day, at)
        if wanted.get("channel"):
            messages = messages.filter(channel=wanted["channel"])
        return messages.to_somebody_called(wanted["to"]) if wanted.get("to") else messages


def _in_state(messages: MessageQuerySet, state: str, texts_a_day: int, at: datetime) -> MessageQuerySet:
    match state:
        case "":
            return messages
        case "waiting":
            return messages.waiting()
        case "unsure":
            return messages.unsure(at)
        case "unsettled":
            return messages.failed()
        case "too_old":
            return messages.too_old(at)
        case "over_limit":
            return over_limit(messages, texts_a_day, at)
    return messages.filter(state=state)


class ReplyForm(forms.Form):
    """What was done about a reply."""

    note = forms.CharField(label="What was done", required=False, max_length=300)
