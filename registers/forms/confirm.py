"""What is said when attendance away from the site is confirmed."""

from typing import Any

from django import forms

from registers.codes import Session


class ConfirmForm(forms.Form):
    """Pupils of one day, by number, with the sessions meant."""

    date = forms.DateField()
    session = forms.MultipleChoiceField(choices=[(session.value, session.value) for session in Session])
    pupil = forms.TypedMultipleChoiceField(coerce=int)
    code = forms.CharField(required=False, max_length=2)
    said = forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, *, pupils: list[str]) -> None:
        super().__init__(data)
        self.fields["pupil"].choices = [(pupil, pupil) for pupil in pupils if pupil.isdigit()]  # type: ignore[attr-defined]
