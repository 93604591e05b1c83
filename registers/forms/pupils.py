"""What the pages about pupils accept."""

from datetime import date, timedelta
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.models import Post, RegistrationGroup

LONGEST_PERIOD_DAYS = 7 * 366


class PupilSearchForm(forms.Form):
    """Which pupils to list."""

    name = forms.CharField(required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    group = forms.ModelChoiceField(
        label="Class", queryset=RegistrationGroup.objects.none(), required=False, empty_label="Every class"
    )
    language = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    left = forms.BooleanField(label="Also those who left", required=False)

    def __init__(self, *args: object, post: Post, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        groups = RegistrationGroup.objects.visible_to(post, on=today).order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """From which day to which day."""

    first = DayField(label="From", widget=DayInput)
    last = DayField(label="To", widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """The days in order, and no more of them than a pupil's registers are kept for."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            raise forms.ValidationError("The first day comes after the last. Swap them.")
        if first and last and last - first > timedelta(days=LONGEST_PERIOD_DAYS):
            raise forms.ValidationError("Choose seven years at most.")
        return given
