"""What the pages about telling families accept."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from reporting.actions.family_updates import HIGHEST, LOWEST
from reporting.half_term_updates import HalfTerm, Informed

WAYS = [
    ("email", "E-mail where an address is on file, a letter otherwise"),
    ("letter", "A letter to everybody"),
]


class HalfTermForm(forms.Form):
    """Which half term."""

    half = forms.ChoiceField(label="Half term", required=False)

    def __init__(self, data: Mapping[str, Any], *, halves: Sequence[HalfTerm]) -> None:
        super().__init__(data if "half" in data else None)
        self.halves = {each.first.isoformat(): each for each in halves}
        if self.chosen is not None:
            self.initial["half"] = self.chosen.first.isoformat()
        self.fields["half"].choices = [(key, each.short) for key, each in self.halves.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> HalfTerm | None:
        """The one asked for, else the last that has ended, else the one that runs; None: the year has no day yet."""
        asked = self.data.get("half", "")
        ended = [each for each in self.halves.values() if not each.runs]
        return self.halves.get(asked) or next(iter([*ended, *self.halves.values()]), None)


class UpdatesForm(forms.Form):
    """The pupils of a class about whom is written, and how it goes."""

    op = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    way = forms.ChoiceField(label="How it goes", choices=WAYS, initial="email", widget=forms.RadioSelect)
    pupil = forms.MultipleChoiceField(
        label="Pupils", error_messages={"required": "Choose at least one pupil."}
    )

    def __init__(self, *args: Any, told: Sequence[Informed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pupil"].choices = [  # type: ignore[attr-defined]
            (str(each.figures.pupil.pk), each.figures.pupil.called) for each in told if each.is_ready
        ]

    def clean_pupil(self) -> list[int]:
        """The numbers of the pupils."""
        return [int(number) for number in self.cleaned_data["pupil"]]


class TargetForm(forms.Form):
    """The school's own target; empty: it uses none."""

    target = forms.DecimalField(
        label="Target, in per cent",
        required=False,
        min_value=Decimal(LOWEST) / 10,
        max_value=Decimal(HIGHEST) / 10,
        decimal_places=1,
        widget=forms.NumberInput({"class": "govuk-input--width-4", "step": "0.1"}),
        help_text="For example 95 or 95.5. Leave it empty if your school uses none.",
    )

    @property
    def tenths(self) -> int | None:
        """In tenths of a per cent."""
        said: Decimal | None = self.cleaned_data["target"]
        return None if said is None else int(said * 10)


class LeaveOutForm(forms.Form):
    """Why nothing is written this time."""

    op = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why nothing is written now",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="For example: we spoke on Monday; the family is grieving; a plan begins next week.",
    )
