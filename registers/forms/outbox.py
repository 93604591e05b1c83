"""What the outbox is filtered by."""

from typing import Any

from django import forms

from registers.models import Message
from registers.models.messages import MessageQuerySet

WAITING = "waiting"


class OutboxForm(forms.Form):
    """Which messages to list. What is wrong in the address is as if it were not there."""

    state = forms.ChoiceField(
        required=False,
        choices=[("", "All"), (WAITING, "Waiting (held or queued)")]
        + [(state.value, state.label) for state in Message.State],
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

    def of(self, messages: MessageQuerySet) -> MessageQuerySet:
        """Those of `messages` that were asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("state") == WAITING:
            messages = messages.waiting()
        elif wanted.get("state"):
            messages = messages.filter(state=wanted["state"])
        if wanted.get("channel"):
            messages = messages.filter(channel=wanted["channel"])
        return messages.to_somebody_called(wanted["to"]) if wanted.get("to") else messages
