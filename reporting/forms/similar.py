"""Which published areas a school is held against."""

from collections.abc import Sequence
from typing import Any

from django import forms

from registers.models import School
from reporting.similar import elsewhere, near_by


class AreasForm(forms.Form):
    """Areas to choose: those around the school and in its region by a tick, another one from a list."""

    area = forms.MultipleChoiceField(
        label="Hold this school against",
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    other = forms.ChoiceField(label="An area elsewhere", required=False)

    def __init__(self, school: School, chosen: Sequence[str], **kwargs: Any) -> None:
        far = elsewhere(la_code=school.la_code, phase=school.phase)
        other = next((key for key in chosen if key in dict(far)), "")
        super().__init__(initial={"area": list(chosen), "other": other}, auto_id="area_%s", **kwargs)
        choices = {"area": near_by(la_code=school.la_code, phase=school.phase), "other": [("", "None"), *far]}
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
