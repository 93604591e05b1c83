"""What the pages about celebrating accept."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.spoken import spoken_day
from registers.models import Pupil
from reporting.celebrations import Chosen


class WeekForm(forms.Form):
    """Which week."""

    week = forms.ChoiceField(label="Week", required=False)

    def __init__(self, *, weeks: Sequence[date], shown: date) -> None:
        super().__init__(initial={"week": shown.isoformat()})
        self.fields["week"].choices = [  # type: ignore[attr-defined]
            (each.isoformat(), f"Week of {spoken_day(each)}") for each in weeks
        ]


class CelebrationForm(forms.Form):
    """What classes are compared by. Nothing at all is a choice, too."""

    on_time = forms.BooleanField(
        label="On time", required=False, help_text="Arrivals before the register was taken, of all arrivals."
    )
    improved = forms.BooleanField(
        label="Most improved",
        required=False,
        help_text="In school more than in the four school weeks before. Every class can lead here.",
    )
    in_school = forms.BooleanField(
        label="In school",
        required=False,
        help_text="Where nothing kept a child at home. Think twice: it can weigh on a child who is often away.",
    )

    @property
    def chosen(self) -> Chosen:
        """As the page reads it."""
        said = self.cleaned_data
        return Chosen(said["on_time"], said["improved"], said["in_school"])


class CertificatesForm(forms.Form):
    """For whom, and what for."""

    op = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    pupil = forms.ModelMultipleChoiceField(
        Pupil.objects.none(),
        error_messages={"required": "Choose at least one child.", "invalid_choice": "Choose from the list."},
    )
    words = forms.CharField(
        label="What the certificate is for",
        max_length=200,
        initial="coming to school with a smile, more and more",
        help_text="It reads: “for …”. Praise what the child did; leave absence out of it.",
    )

    def __init__(self, *args: Any, pupils: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pupil"].queryset = Pupil.objects.filter(pk__in=pupils)  # type: ignore[attr-defined]
