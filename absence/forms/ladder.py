"""What the page of the school's ladder accepts: one row for each step it may have."""

from collections.abc import Sequence
from typing import Any

from django import forms

from absence.ladder import KINDS_OF, Ladder, Step, StepKind, why_not
from attendance_site.parts.form_rendering import TimeOfDayInput

NOT_USED, AT, AFTER, DECIDED = "no", "at", "after", "decided"
HOW = (
    (NOT_USED, "Not used"),
    (AT, "At a time of day"),
    (AFTER, "Minutes after the step before"),
    (DECIDED, "When a person decides"),
)
LATEST_DAY = 10


class TextsForm(forms.Form):
    """Which texts the site writes besides that of the first day."""

    goes_on = forms.BooleanField(
        label="Also on each later school day on which nobody has been reached (“Still absent”)",
        required=False,
    )
    second = forms.BooleanField(
        label="Also to another contact, once the first was called and did not answer (“Second contact”)",
        required=False,
    )


class LadderForm(forms.Form):
    """One ladder: how each step is due, from which day, and who does it."""

    def __init__(self, data: Any = None, *, ladder: Ladder, steps: Sequence[Step]) -> None:
        super().__init__(data, prefix=ladder.value)
        self.kinds = KINDS_OF[ladder]
        now = {step.kind: step for step in steps}
        for kind in self.kinds:
            self._add(kind, now.get(kind))

    def _add(self, kind: StepKind, step: Step | None) -> None:
        small = {"class": "govuk-input--width-4"}
        self.fields[f"{kind}_how"] = forms.ChoiceField(
            label="When", choices=HOW, initial=_how(step), widget=forms.Select({"data-how": ""})
        )
        self.fields[f"{kind}_time"] = forms.TimeField(
            label="Time of day", required=False, widget=TimeOfDayInput, initial=step.at if step else None
        )
        self.fields[f"{kind}_minutes"] = forms.IntegerField(
            label="Minutes after",
            required=False,
            min_value=1,
            max_value=360,
            widget=forms.NumberInput(small),
            initial=step.minutes if step else None,
        )
        self.fields[f"{kind}_day"] = forms.IntegerField(
            label="From day",
            min_value=1,
            max_value=LATEST_DAY,
            widget=forms.NumberInput(small),
            initial=step.from_day if step else 1,
        )
        self.fields[f"{kind}_who"] = forms.CharField(
            label="Who does it", required=False, max_length=100, initial=step.who if step else ""
        )

    @property
    def rows(self) -> list[tuple[str, dict[str, forms.BoundField]]]:
        """Each step with its fields by what they say."""
        parts = ("how", "time", "minutes", "day", "who")
        return [(kind.words, {part: self[f"{kind}_{part}"] for part in parts}) for kind in self.kinds]

    def clean(self) -> dict[str, Any]:
        """The steps in order, where they make a ladder."""
        said = super().clean() or self.cleaned_data
        steps = []
        for kind in self.kinds:
            how = said.get(f"{kind}_how", NOT_USED)
            if how == AT and not said.get(f"{kind}_time"):
                self._missing(f"{kind}_time", f"{kind.words}: enter the time of day, such as 9:40.")
            if how == AFTER and not said.get(f"{kind}_minutes"):
                self._missing(
                    f"{kind}_minutes", f"{kind.words}: enter how many minutes after the step before."
                )
            if how != NOT_USED:
                steps.append(_step(kind, how, said))
        if not self.errors and (why := why_not(steps)):
            raise forms.ValidationError(why)
        return {**said, "steps": steps}

    def _missing(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)


def _how(step: Step | None) -> str:
    if step is None:
        return NOT_USED
    return AT if step.at is not None else AFTER if step.minutes is not None else DECIDED


def _step(kind: StepKind, how: str, said: dict[str, Any]) -> Step:
    return Step(
        kind,
        said.get(f"{kind}_who") or "",
        said.get(f"{kind}_time") if how == AT else None,
        said.get(f"{kind}_minutes") if how == AFTER else None,
        said.get(f"{kind}_day") or 1,
    )
