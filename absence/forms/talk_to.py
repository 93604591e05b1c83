"""What the page accepts on which a school says whom families may talk to."""

from typing import Any

from django import forms

from absence.actions.talk_to import INFORMATION
from absence.models import FamilyInformation, NamedPerson
from absence.talk_to import DUTIES, Duty
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, TimeOfDayInput
from registers.models import School


class NamedPersonForm(forms.Form):
    """Somebody who is named for a duty; empty where nobody is."""

    who = forms.CharField(label="Name", max_length=200, required=False)
    their_position = forms.CharField(label="Position", max_length=100, required=False)
    phone = forms.CharField(
        label="Telephone", max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label="E-mail", required=False)

    def __init__(self, data: Any = None, *, duty: Duty, standing: NamedPerson | None) -> None:
        fields = ("who", "their_position", "phone", "email")
        held = {name: getattr(standing, name, "") for name in fields}
        super().__init__(data, prefix=duty.value, initial=held)
        self.duty, self.label = duty, DUTIES[duty].label

    def clean(self) -> dict[str, Any]:
        """A telephone or e-mail is somebody's."""
        given = super().clean() or self.cleaned_data
        if not given.get("who") and (given.get("phone") or given.get("email")):
            self.add_error("who", f"{self.label}: give the name, or empty the telephone and e-mail.")
        return given


class FamilyInformationForm(forms.Form):
    """The absence telephone, the gates, the policy and guidance."""

    phone = forms.CharField(
        label="Absence telephone", max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    answered_from = forms.TimeField(label="Somebody answers from", required=False, widget=TimeOfDayInput)
    answered_until = forms.TimeField(label="Somebody answers until", required=False, widget=TimeOfDayInput)
    answerphone = forms.BooleanField(label="There is an answerphone at other times", required=False)
    gates_open = forms.TimeField(label="The gates open at", required=False, widget=TimeOfDayInput)
    policy_url = forms.URLField(
        label="The attendance policy on the school’s website", required=False, assume_scheme="https"
    )
    policy_adopted_on = DayField(label="Policy adopted on", required=False, widget=DayInput)
    policy_review_on = DayField(label="Policy to be reviewed by", required=False, widget=DayInput)
    illness_url = forms.URLField(
        label="Guidance on illness",
        assume_scheme="https",
        help_text="It comes with the NHS page “Is my child too ill for school?”.",
    )

    def __init__(self, data: Any = None, *, school: School, standing: FamilyInformation) -> None:
        held = {name: getattr(standing, name) for name in INFORMATION}
        held |= {"phone": school.phone, "gates_open": school.gates_open}
        super().__init__(data, initial=held)

    def clean(self) -> dict[str, Any]:
        """Two times in order, two days in order."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("answered_from"), given.get("answered_until")
        if (first is None) != (last is None) and not self.errors:
            self.add_error("answered_until" if first else "answered_from", "Give both times, or neither.")
        elif first and last and first >= last:
            self.add_error("answered_until", "It comes before the time from which somebody answers.")
        adopted, review = given.get("policy_adopted_on"), given.get("policy_review_on")
        if adopted and review and review <= adopted:
            self.add_error("policy_review_on", "The review comes after the policy was adopted.")
        return given
