"""What the pages about another system's file accept."""

from typing import Any

from django import forms

from registers.imports.mis_columns import NEEDED, OURS, VALUED, unknown_values
from registers.imports.mis_reading import LARGEST
from registers.models import MisMapping
from registers.school_year import YEAR_GROUPS


class MisFileForm(forms.Form):
    """A file of the other system: a sample of its columns, or today's."""

    file = forms.FileField(label="File", widget=forms.FileInput({"accept": ".csv,.txt"}))

    def clean_file(self) -> Any:
        """Not larger than one school's pupils can be."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST >> 20} MB.")
        return file


class MappingForm(forms.Form):
    """Which of their columns is which of ours, how their dates are written, and what their values mean."""

    dates = forms.ChoiceField(label="Their dates are written as", choices=MisMapping.Dates.choices)

    def __init__(self, *args: Any, mapping: MisMapping, **kwargs: Any) -> None:
        self.mapping = mapping
        super().__init__(*args, **kwargs)
        self.fields["dates"].initial = mapping.dates
        theirs = [(name, name) for name in mapping.header if name]
        for ours, label in OURS.items():
            needed = ours in NEEDED
            self.fields[f"column_{ours}"] = forms.ChoiceField(
                label=label,
                required=needed,
                choices=[("", "Choose" if needed else "Not in their file"), *theirs],
                initial=mapping.columns.get(ours, ""),
            )
        self.asked = {ours: values for ours in sorted(VALUED) if (values := self._to_ask(ours))}
        for ours, values in self.asked.items():
            for place, value in enumerate(values):
                self.fields[f"value_{ours}_{place}"] = forms.ChoiceField(
                    label=f"{OURS[ours]}: “{value}” means",
                    required=False,
                    choices=[("?", "Not said yet"), ("", "Says nothing"), *MEANINGS[ours]],
                    initial=mapping.values.get(ours, {}).get(value, "?"),
                )

    def _to_ask(self, ours: str) -> list[str]:
        """Their values of a column that speak not for themselves, as far as the sample showed them."""
        seen = self.mapping.seen.get(self.mapping.columns.get(ours, ""), [])
        return unknown_values(ours, seen, dates=self.mapping.dates, values={})

    @property
    def column_fields(self) -> list[Any]:
        """The controls for our columns, in order."""
        return [self[f"column_{ours}"] for ours in OURS]

    @property
    def value_fields(self) -> list[Any]:
        """The controls for values whose meaning has to be said."""
        return [self[name] for name in self.fields if name.startswith("value_")]

    def clean(self) -> dict[str, Any]:
        """Each of their columns is one of ours at most."""
        given = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for ours, label in OURS.items():
            theirs = given.get(f"column_{ours}")
            if theirs and theirs in taken:
                self.add_error(f"column_{ours}", f"{theirs} is {taken[theirs]} already.")
            elif theirs:
                taken[theirs] = label
        return given

    def columns(self) -> dict[str, str]:
        """Our column: theirs."""
        return {ours: theirs for ours in OURS if (theirs := self.cleaned_data[f"column_{ours}"])}

    def values(self) -> dict[str, dict[str, str]]:
        """Our column: their value: ours; what was said before about values that are not asked now stays."""
        said = {ours: dict(values) for ours, values in self.mapping.values.items()}
        for ours, values in self.asked.items():
            for place, value in enumerate(values):
                meaning = self.cleaned_data[f"value_{ours}_{place}"]
                said.setdefault(ours, {}).pop(value, None)
                if meaning != "?":
                    said[ours][value] = meaning
        return said


YES_NO = [("1", "Yes"), ("0", "No")]
MEANINGS: dict[str, list[tuple[str, str]]] = {
    **dict.fromkeys(VALUED, YES_NO),
    "sex": [("F", "Female"), ("M", "Male")],
    "sen": [("N", "No SEN"), ("K", "SEN support"), ("E", "EHCP")],
    "year_group": [(year, year) for year in YEAR_GROUPS],
}
