"""What the pages of groups with duties of their own accept."""

from typing import Any

from django import forms

from absence.actions.groups import Agreed
from absence.group_duties import DUTY_WORDS, GROUPS, Duty, Group
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput


class GroupDutyForm(forms.Form):
    """What was agreed or done for one pupil."""

    duty = forms.ChoiceField(label="What it is about", widget=forms.RadioSelect)
    on_day = DayField(label="Day", widget=DayInput)
    with_whom = forms.CharField(
        label="With whom", max_length=300, help_text="Names and where they are from; the family, too."
    )
    words = forms.CharField(
        label="What was agreed",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Targets and actions, who does each, and by when. Describe what helps, never the child.",
    )
    review_on = DayField(label="Looked at again on", required=False, widget=DayInput)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = GROUPS[group].duties
        self.fields["duty"].choices = [(each.value, DUTY_WORDS[each]) for each in duties]  # type: ignore[attr-defined]
        if len(duties) == 1:
            self.fields["duty"].initial = duties[0].value

    @property
    def agreed(self) -> Agreed:
        """What was filled in."""
        said = self.cleaned_data
        return Agreed(Duty(said["duty"]), said["on_day"], said["with_whom"], said["words"], said["review_on"])


class DesignatedTeacherForm(forms.Form):
    """Who leads for looked-after and previously looked-after pupils."""

    teacher = forms.CharField(label="Designated teacher", max_length=200)
    since = DayField(label="Since", widget=DayInput)
