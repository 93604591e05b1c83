"""What the pages of meetings accept."""

import datetime as dt

from django import forms

from absence.actions.meetings import Arranged, CameOfIt
from absence.models import Meeting, MeetingRecord
from attendance_site.parts.clock import LONDON
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, TimeOfDayInput

AGREED = "What was agreed"


class RecordForm(forms.Form):
    """What came of a meeting."""

    outcome = forms.ChoiceField(label="What came of it", choices=MeetingRecord.Outcome.choices)
    day = DayField(label="Day it took place", widget=DayInput)
    time = forms.TimeField(label="Time", widget=TimeOfDayInput)
    came = forms.CharField(
        label="Who came",
        max_length=500,
        required=False,
        help_text="Of the family and of the school. Needed where the meeting took place.",
    )
    said = forms.CharField(
        label="What was said",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="By the child and by each adult, as far as possible in their own words.",
    )
    agreed = forms.CharField(
        label=AGREED,
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="What makes it hard, what the school does to help, and what the family tries. Where it did not take"
        " place: why, and what happens now.",
    )
    review_on = DayField(label="To be looked at again on", required=False, widget=DayInput)

    @property
    def came_of_it(self) -> CameOfIt:
        """As the action takes it."""
        said = self.cleaned_data
        held_at = dt.datetime.combine(said["day"], said["time"], LONDON)
        return CameOfIt(
            said["outcome"], held_at, said["came"], said["agreed"], said["review_on"], said["said"]
        )


class MeetingForm(RecordForm):
    """A meeting that took place without an invitation."""

    kind = forms.ChoiceField(label="What it was about", choices=Meeting.Kind.choices)
    place = forms.CharField(label="Place", max_length=200, initial="The school office")
    with_whom = forms.CharField(label="Who was there from the school", max_length=300)
    op = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("kind", "day", "time", "place", "with_whom", "came", "said", "agreed", "review_on")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        del self.fields["outcome"]
        self.fields["came"].required = True
        self.fields["came"].help_text = "Of the family, and whoever they brought."
        self.fields[
            "agreed"
        ].help_text = "What makes it hard, what the school does to help, and what the family tries."

    @property
    def came_of_it(self) -> CameOfIt:
        """As the action takes it: it took place."""
        self.cleaned_data["outcome"] = MeetingRecord.Outcome.HELD
        return super().came_of_it

    @property
    def arranged(self) -> Arranged:
        """When and where it was."""
        said = self.cleaned_data
        starts_at = dt.datetime.combine(said["day"], said["time"], LONDON)
        return Arranged(starts_at, said["place"], said["with_whom"])
