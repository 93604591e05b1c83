"""What the pages of returns accept: what is made into a file, whom it went to, and that it was accepted."""

from django import forms

from absence.forms.support_plans import WrittenForm, day
from absence.models.referrals import HOW
from registers.imports.ctf import OUTSIDE_SECTOR, UNKNOWN_SCHOOL
from reporting.transfer_xml import SchoolNamed


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
    """The school that a transfer file goes to, or that it goes to none with a number."""

    goes_to = forms.ChoiceField(
        label="Where the pupil goes",
        choices=[
            ("school", "To a school whose number is known"),
            (UNKNOWN_SCHOOL, "Nobody knows the next school yet"),
            (OUTSIDE_SECTOR, "To a school outside the state sector, or to none"),
        ],
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        initial="school",
    )
    la_code = forms.RegexField(
        r"^[0-9]{3}$", label="Local authority of the next school", help_text="Three digits, such as 874.",
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"invalid": "Write the three digits of the authority."},
    )  # fmt: skip
    estab = forms.RegexField(
        r"^[0-9A-Z]{4}$", label="Number of the next school", help_text="Four characters, such as 2045.", required=False,
        widget=forms.TextInput({"class": "govuk-input--width-4"}),
        error_messages={"invalid": "Write the four characters of the school’s number."},
    )  # fmt: skip

    def clean(self) -> None:
        """A school whose number is known has its number written."""
        super().clean()
        if self.cleaned_data.get("goes_to") == "school":
            for name in ("la_code", "estab"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["invalid"])

    @property
    def receiver(self) -> SchoolNamed:
        """The school, or what stands for it, as the file names it."""
        said = self.cleaned_data
        number = said["la_code"] + said["estab"] if said["goes_to"] == "school" else said["goes_to"]
        return SchoolNamed(number[:3], number[3:])
