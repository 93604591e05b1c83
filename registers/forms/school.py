"""What the pages of the school's settings accept."""

from typing import Any

from django import forms

from attendance_site.parts.form_rendering import TimeOfDayInput
from registers import codes
from registers.arrivals import OPEN_AT_MOST
from registers.models import School, SessionTimes

LONGEST_REGISTRATION_MINUTES = int(OPEN_AT_MOST.total_seconds() // 60)

TEACHERS_MAY_ALSO = sorted(
    code.code
    for code in codes.CODES.values()
    if code.code in codes.STORED
    and code.code not in codes.OLD
    and code.given_by is codes.Giver.OFFICE
    and not code.restricted
)


class SchoolForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a school decides for itself."""

    threshold_codes = forms.ChoiceField(
        label="Unauthorised codes that count towards the national threshold",
        choices=[
            ("GNOU", "G, N, O and U: the national framework"),
            ("GOU", "G, O and U: N is left out until settled"),
        ],
        help_text="Follow the school's own attendance policy; the national text counts all four.",
    )
    threshold_week_start = forms.TypedChoiceField(
        label="A school week starts on", coerce=int, choices=[(0, "Monday"), (6, "Sunday"), (5, "Saturday")]
    )
    teacher_codes = forms.MultipleChoiceField(
        label="Codes that teachers may use besides present, late and absent",
        required=False,
        choices=[(letter, f"{letter}  {codes.CODES[letter].title}") for letter in TEACHERS_MAY_ALSO],
        widget=forms.CheckboxSelectMultiple,
        help_text="With none ticked the office gives every reason. That is how most schools work.",
    )

    class Meta:
        model = School
        fields = [
            "name",
            "phone",
            "email",
            "colour",
            "threshold_codes",
            "threshold_week_start",
            "teacher_codes",
            "copy_morning",
            "keep_offline_lists",
            "leave_deciders",
        ]
        labels = {
            "phone": "Absence telephone",
            "email": "Office e-mail",
            "colour": "School colour",
            "copy_morning": "Offer 'Copy from this morning' on the afternoon register",
            "keep_offline_lists": "Keep today's class list on the device, so that a register works without a network",
            "leave_deciders": "Who decides leave of absence besides the head",
        }
        help_texts = {
            "copy_morning": "The register must really be taken in the afternoon; teachers still press Complete.",
            "keep_offline_lists": "Names and codes only, wiped at sign-out and at midnight."
            " Switch it off for shared computers.",
            "leave_deciders": "Names and positions, as the head named them in writing.",
        }
        widgets = {"colour": forms.TextInput({"type": "color"})}


class SessionTimesForm(forms.ModelForm):  # type: ignore[type-arg]
    """When one session's registration starts and closes, and when the session ends."""

    class Meta:
        model = SessionTimes
        fields = ["starts", "closes", "ends"]
        labels = {"starts": "Registration starts", "closes": "Registration closes", "ends": "Session ends"}
        widgets = {"starts": TimeOfDayInput, "closes": TimeOfDayInput, "ends": TimeOfDayInput}

    def clean(self) -> dict[str, Any]:
        """Times in order, and a register open for no longer than the national ceiling."""
        times = super().clean() or self.cleaned_data
        starts, closes, ends = times.get("starts"), times.get("closes"), times.get("ends")
        if starts and closes and ends:
            if not starts < closes < ends:
                raise forms.ValidationError(
                    "Registration starts, then closes, then the session ends: put the times in that order."
                )
            open_minutes = closes.hour * 60 + closes.minute - starts.hour * 60 - starts.minute
            if open_minutes > LONGEST_REGISTRATION_MINUTES:
                raise forms.ValidationError(
                    f"A register may stay open for {LONGEST_REGISTRATION_MINUTES} minutes at most;"
                    f" this is {open_minutes}."
                )
        return times
