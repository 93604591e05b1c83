"""What the pages of returns accept: what is made into a file, whom it went to, and that it was accepted."""

from django import forms

from absence.forms.support_plans import WrittenForm, day
from absence.models.referrals import HOW


class MakeReturnForm(WrittenForm):
    """That a file is made although something is not known."""

    incomplete = forms.BooleanField(
        label="Make it although something is missing: the school does not know it",
        required=False,
    )


class ReturnSentForm(WrittenForm):
    """Whom a return went to, how and when."""

    to_whom = forms.CharField(label="Who it went to", max_length=200)
    how = forms.ChoiceField(label="How", choices=HOW)
    sent_on = day("On")


class ReturnAcceptedForm(WrittenForm):
    """That it was accepted, and the receipt."""

    accepted_on = day("On")
    receipt = forms.CharField(
        label="Receipt", max_length=300, required=False, help_text="Their reference, or who said so."
    )


class TransferForm(WrittenForm):
    """The school that a transfer file goes to."""

    la_code = forms.RegexField(
        r"^(\d{3}|XXX)$", label="Local authority of the next school", help_text="Three digits, such as 874.",
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"invalid": "Write the three digits of the authority."},
    )  # fmt: skip
    estab = forms.RegexField(
        r"^[0-9A-Z]{4}$", label="Number of the next school", help_text="Four characters, such as 2045.",
        widget=forms.TextInput({"class": "govuk-input--width-4"}),
        error_messages={"invalid": "Write the four characters of the school’s number."},
    )  # fmt: skip
