"""What the pages of an inspection accept."""

import datetime as dt
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, day
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.models import RegistrationGroup, School
from reporting.actions.inspections import Granted
from reporting.class_register import LONGEST
from reporting.models import InspectorAccess
from reporting.periods import Period


class GrantForm(WrittenForm):
    """Who may read the registers, and until when."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    body = forms.ChoiceField(label="For whom they inspect", choices=InspectorAccess.Body.choices)
    why = forms.CharField(
        label="Why", max_length=300, help_text="Such as the inspection of 1 and 2 December."
    )
    first_day = day("First day")
    last_day = day("Last day", help_text="Access ends by itself after this day.")

    @property
    def granted(self) -> Granted:
        """As the action takes it."""
        said = self.cleaned_data
        keys = ("name", "email", "body", "why", "first_day", "last_day")
        return Granted(**{key: said[key] for key in keys})


class RegisterForm(forms.Form):
    """Which class, and which weeks of its register."""

    group = forms.ModelChoiceField(RegistrationGroup.objects.none(), label="Class", empty_label=None)
    first = DayField(label="From", widget=DayInput)
    last = DayField(label="To", widget=DayInput, help_text="Four weeks at most.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = RegistrationGroup.objects.filter(school=school).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than fit on a sheet."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            if last < first:
                self.add_error("last", "Choose a day after the first one.")
            elif last - first > LONGEST:
                self.add_error("last", "Choose four weeks at most. Another four can be opened afterwards.")
        return said

    @property
    def period(self) -> Period:
        """The days chosen."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
