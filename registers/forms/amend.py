"""What the page that amends a mark accepts."""

from datetime import date

from django import forms

from attendance_site.parts.form_rendering import TimeOfDayInput
from registers import codes
from registers.amend_reasons import STANDARD

CLEAR = "clear"
OTHER = "other"


class AmendMarkForm(forms.Form):
    """The amended entry, and why."""

    code = forms.ChoiceField(label="Amended entry")
    arrived = forms.TimeField(
        label="Time of arrival",
        required=False,
        widget=TimeOfDayInput,
        help_text="For late (L or U): the time decides which.",
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        help_text="K and B need the nature of the provision; Y2 and Y7 the cause.",
    )
    standard = forms.ChoiceField(
        label="Reason",
        error_messages={"required": "Say why the mark changes. The reason is kept beside it."},
        choices=[
            *((reason, f"{key} {reason}") for key, reason in enumerate(STANDARD, 1)),
            (OTHER, "7 Another reason"),
        ],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(label="Another reason, in words", max_length=300, required=False)
    base_rev = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: object, day: date, session: str, standing: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        listed = [code for code in codes.codes_on(day) if code.session in (None, session)]
        choices = [(code.code, f"{code.code}  {code.words}") for code in listed]
        clear = [(CLEAR, "No mark: it was made for the wrong pupil")] if standing else []
        self.fields["standard"].required = standing
        self.fields["code"].choices = [("", "Choose a code"), *choices, *clear]  # type: ignore[attr-defined]

    @property
    def reason(self) -> str:
        """The standard reason chosen, or the one in words."""
        standard: str = self.cleaned_data["standard"]
        return self.cleaned_data["other"] if standard in ("", OTHER) else standard

    @property
    def new_code(self) -> str:
        """The code to store; empty to clear the mark."""
        code: str = self.cleaned_data["code"]
        return codes.CLEARED if code == CLEAR else code
