"""What the pages of the desk accept."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.form_rendering import InlineRadios, TimeOfDayInput
from registers.desk_page import Adult
from registers.desk_reasons import LATE_REASONS, LEAVING_REASONS, Reason, chosen
from registers.late_arrival import better_codes

ALONE, SOMEBODY_ELSE = "alone", "other"
SHORT = {"autocomplete": "off", "class": "govuk-input--width-10"}


class DeskForm(forms.Form):
    """Several pupils, an adult, and one operation number that a double press repeats."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    with_whom = forms.ChoiceField(widget=InlineRadios, required=False)
    somebody = forms.CharField(label="Who", max_length=100, required=False, widget=forms.TextInput(SHORT))

    with_label, alone_label = "Brought by", "Came alone"
    reasons: Sequence[Reason] = ()

    def __init__(self, *args: Any, adults: Sequence[Adult] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = list(adults)
        choices = [(f"adult{n}", self._adult_words(adult)) for n, adult in enumerate(self.adults)]
        choices += [(ALONE, self.alone_label), (SOMEBODY_ELSE, "Somebody else")]
        self.fields["with_whom"].choices = choices  # type: ignore[attr-defined]
        self.fields["with_whom"].label = self.with_label
        if "reason" in self.fields:
            self.fields["reason"].choices = [(each.key, f"{each.key} {each.words}") for each in self.reasons]  # type: ignore[attr-defined]

    def _adult_words(self, adult: Adult) -> str:
        return f"{adult.words} (contact limit: ask the safeguarding lead)" if adult.limited else adult.words

    def clean(self) -> dict[str, Any]:
        """Turn the choices into the words that are written down."""
        cleaned = super().clean() or {}
        who = cleaned.get("with_whom", "")
        if who == SOMEBODY_ELSE:
            cleaned["with_words"] = cleaned.get("somebody", "").strip()
            if not cleaned["with_words"]:
                self.add_error("somebody", "Write who it is.")
        else:
            adult = int(who[5:]) if who.startswith("adult") else None
            cleaned["with_words"] = (
                self.adults[adult].words
                if adult is not None
                else dict(self.fields["with_whom"].choices).get(who, "")  # type: ignore[attr-defined]
            )
        self._clean_reason(cleaned)
        return cleaned

    def _clean_reason(self, cleaned: dict[str, Any]) -> None:
        reason = chosen(tuple(self.reasons), cleaned.get("reason", ""))
        if reason is None:
            return
        cleaned["reason_words"], cleaned["reason_code"] = reason.words, reason.code
        if reason.text:
            cleaned["reason_words"] = cleaned.get("reason_text", "").strip()
            if not cleaned["reason_words"]:
                self.add_error("reason_text", "Write the reason.")


class LateForm(DeskForm):
    """Arriving late. Without a time they arrive now; another time, or another code, needs a note."""

    reason = forms.ChoiceField(
        widget=InlineRadios, error_messages={"required": "Choose a reason: press its digit."}
    )
    reason_text = forms.CharField(
        label="The reason", max_length=100, required=False, widget=forms.TextInput(SHORT)
    )
    arrived = forms.TimeField(
        label="Arrived at", required=False, widget=TimeOfDayInput, help_text="Empty: now."
    )
    code = forms.ChoiceField(label="Code", required=False)
    note = forms.CharField(
        label="Why", max_length=90, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    insist = forms.BooleanField(label="Sign in anyway", required=False)

    reasons = LATE_REASONS
    field_order = [
        "op",
        "reason",
        "reason_text",
        "with_whom",
        "somebody",
        "arrived",
        "code",
        "note",
        "insist",
    ]

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(code.code, f"{code.code} – {code.title}") for code in better_codes(day)]
        self.fields["code"].choices = [("", "By the clock"), *options]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A time or code that the clock did not give carries a note."""
        cleaned = super().clean()
        if (cleaned.get("arrived") or cleaned.get("code")) and not cleaned.get("note", "").strip():
            self.add_error("note", "Write why the time or the code is changed.")
        return cleaned


class SignOutForm(DeskForm):
    """Leaving early."""

    reason = forms.ChoiceField(
        widget=InlineRadios, error_messages={"required": "Choose a reason: press its digit."}
    )
    reason_text = forms.CharField(
        label="The reason", max_length=100, required=False, widget=forms.TextInput(SHORT)
    )
    left = forms.TimeField(label="Left at", required=False, widget=TimeOfDayInput, help_text="Empty: now.")
    back_by = forms.TimeField(
        label="Expected back at", required=False, widget=TimeOfDayInput, help_text="Empty: not today."
    )

    with_label, alone_label = "Leaves with", "Leaves alone"
    reasons = LEAVING_REASONS
    field_order = ["op", "reason", "reason_text", "with_whom", "somebody", "left", "back_by"]


class BackForm(DeskForm):
    """Coming back."""

    back = forms.TimeField(
        label="Came back at", required=False, widget=TimeOfDayInput, help_text="Empty: now."
    )


def new_operation() -> str:
    """The number of one press of Enter."""
    return str(uuid.uuid4())
