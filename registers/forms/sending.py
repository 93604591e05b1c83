"""What the page of the senders accepts."""

from typing import Any

from django import forms

from attendance_site.parts.form_rendering import TimeOfDayInput
from registers.models import Message, SendingSettings
from registers.phone_numbers import mobile
from registers.senders.connections import CARRIES

LABELS = dict(SendingSettings.Sender.choices)
MOST_TEXTS = 20


class SendersForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who carries what, when, and how much."""

    class Meta:
        model = SendingSettings
        fields = ["email", "text", "letter", "sends_from", "sends_until", "texts_a_day"]
        labels = {
            "email": "E-mail goes by",
            "text": "Texts go by",
            "letter": "Letters go by",
            "sends_from": "Messages go from",
            "sends_until": "Messages go until",
            "texts_a_day": "Texts to one person on one day, at most",
        }
        help_texts = {
            "texts_a_day": "What is over it waits in the outbox, where a person can let it go.",
        }
        widgets = {
            "sends_from": TimeOfDayInput,
            "sends_until": TimeOfDayInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel, senders in CARRIES.items():
            self.fields[channel] = forms.ChoiceField(
                label=self.Meta.labels[channel], choices=[(sender, LABELS[sender]) for sender in senders]
            )
        self.fields["texts_a_day"] = forms.IntegerField(
            label=self.Meta.labels["texts_a_day"],
            help_text=self.Meta.help_texts["texts_a_day"],
            min_value=1,
            max_value=MOST_TEXTS,
            widget=forms.NumberInput({"class": "govuk-input--width-3"}),
        )

    def clean(self) -> dict[str, Any]:
        """Hours in order."""
        chosen = super().clean() or self.cleaned_data
        first, last = chosen.get("sends_from"), chosen.get("sends_until")
        if first and last and first >= last:
            raise forms.ValidationError("Messages go from an earlier time until a later one.")
        return chosen


class SendTestForm(forms.Form):
    """Where a test goes: an e-mail to oneself, a text to a number of one's own."""

    channel = forms.ChoiceField(
        label="Test",
        choices=[(each.value, each.label) for each in (Message.Channel.EMAIL, Message.Channel.TEXT)],
        widget=forms.RadioSelect,
        initial=Message.Channel.EMAIL,
    )
    number = forms.CharField(
        label="Your mobile number",
        required=False,
        max_length=30,
        help_text="For a text. An e-mail goes to the address you sign in with.",
        widget=forms.TextInput({"class": "govuk-input--width-10", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        """A text needs a mobile number."""
        asked = super().clean() or self.cleaned_data
        if asked.get("channel") == Message.Channel.TEXT and not mobile(asked.get("number", "")):
            self.add_error("number", "Enter a mobile number, such as 07700 900123.")
        return asked
