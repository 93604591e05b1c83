"""What the pages of report figures and of progress accept."""

import uuid
from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.forms.mis import MisFileForm
from registers.models import Post, RegistrationGroup


class ClassForm(forms.Form):
    """Which class; empty: all that the hat sees."""

    group = forms.ModelChoiceField(
        RegistrationGroup.objects.none(), label="Class", required=False, empty_label="All classes"
    )

    def __init__(self, *args: Any, post: Post, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = RegistrationGroup.objects.visible_to(post, on=today).order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    @property
    def chosen(self) -> RegistrationGroup | None:
        """The class asked for, where there is such a one."""
        return self.cleaned_data.get("group") if self.is_valid() else None

    @property
    def first(self) -> RegistrationGroup | None:
        """The first class that the hat sees."""
        return self.fields["group"].queryset.first()  # type: ignore[attr-defined,no-any-return]


class ProgressForm(MisFileForm):
    """A file of progress: which column of it, and from which day."""

    op = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    column = forms.CharField(
        label="Column of progress",
        max_length=60,
        help_text="As the first row of the file calls it. The pupils are found by the column UPN.",
    )
    measured_on = DayField(label="From which day it is", widget=DayInput)
