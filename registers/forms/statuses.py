"""What the pages about a pupil's dated facts and professionals accept."""

from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.forms.register_entry import NO_FILL, reason_field
from registers.models import Professional
from registers.social_care import CALLED, EHCP, SOCIAL_PROFESSIONALS, SOCIAL_STATUSES, choices_of


def status_choices(*, social: bool) -> list[Any]:
    """Every fact and the values it may take, by fact; a plan comes with the special educational needs."""
    kinds = [kind for kind in CALLED if kind != EHCP and (kind in SOCIAL_STATUSES) == social]
    return [
        ("", "Choose"),
        *(
            (
                CALLED[kind],
                [
                    *((f"{kind}:{value}", f"{CALLED[kind]}: {words}") for value, words in choices_of(kind)),
                    *([] if kind == "year_group" else [(f"{kind}:", f"{CALLED[kind]}: no longer")]),
                ],
            )
            for kind in kinds
        ),
    ]


class ChangeStatusForm(forms.Form):
    """A fact about a pupil, and the day from which it holds."""

    fact = forms.ChoiceField(label="What changes")
    first_day = DayField(label="From", widget=DayInput)
    reason = reason_field()

    def __init__(self, *args: Any, social: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = status_choices(social=social)  # type: ignore[attr-defined]

    def fact_and_value(self) -> tuple[str, str]:
        """The kind of fact and its value; nothing where it holds no longer."""
        kind, _, value = self.cleaned_data["fact"].partition(":")
        return kind, value


class ProfessionalForm(forms.Form):
    """Somebody outside the school who works with a pupil."""

    role = forms.ChoiceField(label="What they are")
    name = forms.CharField(max_length=200, widget=forms.TextInput(NO_FILL))
    team = forms.CharField(label="Team or school", max_length=200, required=False)
    phone = forms.CharField(
        label="Telephone", max_length=30, required=False, widget=forms.TextInput({"type": "tel", **NO_FILL})
    )
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(NO_FILL))

    def __init__(self, *args: Any, social: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (kind.value, str(kind.label).capitalize())
            for kind in Professional.Kind
            if social or kind.value not in SOCIAL_PROFESSIONALS
        ]
        self.fields["role"].choices = kinds  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """What was given about them."""
        return {name: self.cleaned_data[name] for name in ("role", "name", "team", "phone", "email")}


class AddProfessionalForm(ProfessionalForm):
    """The same, from a day."""

    first_day = DayField(label="From", widget=DayInput)


class ChangeProfessionalForm(ProfessionalForm):
    """The same, until a day."""

    last_day = DayField(
        label="Until", widget=DayInput, required=False, help_text="Empty while they work with the pupil."
    )
