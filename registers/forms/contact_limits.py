"""What the pages about contact limits, and every page that notes who looked, accept."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.forms.register_entry import NO_FILL
from registers.models import Care, ContactLimit

LONGEST_REVIEW_YEARS = 5


class PurposeForm(forms.Form):
    """Why somebody looks at what is sensitive."""

    purpose = forms.CharField(
        label="Why do you need to see this?",
        max_length=300,
        help_text="Kept with your name and the time. The safeguarding lead, the head and the data officer can read it.",
        widget=forms.TextInput(NO_FILL),
    )


class GroundForm(forms.Form):
    """Why a limit holds, what was seen, and when it is looked at again."""

    ground = forms.CharField(
        max_length=500,
        help_text="Such as: order of the family court of 4 June 2026, no contact.",
        widget=forms.Textarea({"rows": 3}),
    )
    evidence_seen = forms.CharField(
        label="Evidence seen",
        max_length=500,
        help_text="What was seen, by whom and where; or: none yet, told by the mother by phone.",
        widget=forms.Textarea({"rows": 2}),
    )
    review_on = DayField(
        label="Look at it again on",
        widget=DayInput,
        help_text="The limit goes on after that day until a person lifts it.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_review_on(self) -> date:
        """A day to come, within five years."""
        day: date = self.cleaned_data["review_on"]
        if day <= self.today:
            raise forms.ValidationError("Choose a day to come.")
        if day.year - self.today.year > LONGEST_REVIEW_YEARS:
            raise forms.ValidationError("Choose a day within five years.")
        return day


class ScopeForm(GroundForm):
    """The same with its scope: no access, unless somebody says less."""

    scope = forms.ChoiceField(
        choices=[
            (ContactLimit.Scope.NO_ACCESS.value, ContactLimit.Scope.NO_ACCESS.label),
            (ContactLimit.Scope.NO_CONTACT_DETAILS.value, ContactLimit.Scope.NO_CONTACT_DETAILS.label),
        ],
        initial=ContactLimit.Scope.NO_ACCESS,
        widget=forms.RadioSelect,
        label="What the limit is",
    )
    field_order: Iterable[str] = ("scope",)


class CaresField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Other children of the same adult."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The child."""
        return str(obj.pupil)


class EnterLimitForm(ScopeForm):
    """A new limit, for this child and others of the same adult."""

    also = CaresField(label="The same for", queryset=Care.objects.none(), required=False)
    field_order = ("scope", "also")

    def __init__(self, *args: Any, care: Care, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Care.objects.filter(contact=care.contact_id).exclude(pk=care.pk).select_related("pupil")
        if others.exists():
            self.fields["also"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["also"]


class LiftLimitForm(forms.Form):
    """Why a limit is lifted."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="What changed, and what was seen to show it.",
    )
