"""What to print."""

from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.models import Post, RegistrationGroup


class PrintForm(forms.Form):
    """Which class and day a printed register is for."""

    group = forms.ModelChoiceField(
        RegistrationGroup.objects.none(), label="Class", required=False, empty_label="All classes"
    )
    day = DayField(label="Day", widget=DayInput, required=False)

    def __init__(self, *args: Any, post: Post, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        groups = RegistrationGroup.objects.visible_to(post, on=today).order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["day"].initial = today

    def clean_day(self) -> date:
        """The day asked for, else today."""
        day: date | None = self.cleaned_data["day"]
        return day or self.today
