"""What the pages of the turn of the year accept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.models import Closure
from registers.next_calendar import ClosedDays, TermDays, YearPlan, mistakes
from registers.school_year import YEAR_GROUPS
from registers.year_turn import CLASS_PREFIX, LEAVE, Choice

YEAR_ENTERED = "year group entered for the new year"
"""The reason where the pupil had no year group to move up from."""
MOST_TERMS, MOST_CLOSURES = 12, 60
KINDS = [
    (kind.value, kind.label)
    for kind in (Closure.Kind.HOLIDAY, Closure.Kind.INSET, Closure.Kind.BANK_HOLIDAY, Closure.Kind.PLANNED)
]


class StartTurnForm(forms.Form):
    """Which year to prepare."""

    academic_year = forms.ChoiceField(label="School year")

    def __init__(self, *args: object, years: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["academic_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


class RowForm(forms.Form):
    """A row of a list: left empty, it is no row; half filled, it is a mistake."""

    needed: tuple[str, ...] = ()

    def add_prefix(self, field_name: str) -> str:
        """`terms-name-3`: the number of the row stands last."""
        rows, _, number = (self.prefix or "").rpartition("-")
        return f"{rows}-{field_name}-{number}"

    def clean(self) -> dict[str, Any]:
        """Refuse half a row."""
        given = super().clean() or {}
        if self.is_filled:
            for name in self.needed:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "Fill this in, or empty the whole row.")
        return given

    @property
    def is_filled(self) -> bool:
        """Whether anything that makes a row stands in it."""
        return any(self.data.get(self.add_prefix(name)) for name in self.needed)


class TermForm(RowForm):
    """A term of next year."""

    needed = ("name", "first", "last")
    name = forms.CharField(label="Name", max_length=60, required=False)
    first = DayField(label="First day", widget=DayInput, required=False)
    last = DayField(label="Last day", widget=DayInput, required=False)


class ClosedForm(RowForm):
    """Days of next year on which the whole school does not meet."""

    needed = ("first", "last")
    kind = forms.ChoiceField(label="Kind", choices=KINDS, required=False)
    first = DayField(label="First day", widget=DayInput, required=False)
    last = DayField(label="Last day", widget=DayInput, required=False)
    sessions = forms.ChoiceField(
        label="Half of the day",
        choices=[("", "Whole day"), ("AM", "Morning"), ("PM", "Afternoon")],
        required=False,
    )
    note = forms.CharField(label="Words", max_length=300, required=False)


def calendar_rows(data: Any, plan: YearPlan) -> tuple[Any, Any]:
    """The terms and closures of a plan as rows to change, with room for more."""
    terms = forms.formset_factory(TermForm, extra=2, max_num=MOST_TERMS, absolute_max=MOST_TERMS)
    closed = forms.formset_factory(ClosedForm, extra=3, max_num=MOST_CLOSURES, absolute_max=MOST_CLOSURES)
    return (
        terms(data, prefix="terms", initial=[each._asdict() for each in plan.terms]),
        closed(data, prefix="closed", initial=[each._asdict() for each in plan.closures]),
    )


def plan_of(terms: Any, closed: Any, academic_year: str) -> tuple[YearPlan, list[str]]:
    """The calendar that the rows say, and what is wrong with it. Only when both are valid."""
    plan = YearPlan(
        tuple(TermDays(**form.cleaned_data) for form in terms if form.is_filled),
        tuple(
            ClosedDays(
                **{**form.cleaned_data, "kind": form.cleaned_data["kind"] or Closure.Kind.PLANNED.value}
            )
            for form in closed
            if form.is_filled
        ),
    )
    return plan, mistakes(plan, academic_year)


class AddClassForm(forms.Form):
    """A class of the next year."""

    name = forms.CharField(label="Name of the class", max_length=30)
    year_group = forms.ChoiceField(
        label="Year group",
        required=False,
        choices=[("", "Mixed, or none"), *((year, year) for year in YEAR_GROUPS)],
    )

    def clean_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["name"].split())


class HoldingClassForm(forms.Form):
    """The class in which leavers register who are still on the roll."""

    name = forms.CharField(
        label="Class for leavers who are still on the roll",
        max_length=30,
        help_text="A name stays on the roll until it is deleted on a lawful ground. Until then it needs a register.",
    )

    def clean_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["name"].split())


class ChoicesForm(forms.Form):
    """A list of choices, a row each, with what each was when the page was made.

    Several people prepare the year: only rows that somebody has changed on this page are taken from it, so that a page
    that was left open does not undo what others have saved since.
    """

    def __init__(
        self,
        *args: object,
        rows: Mapping[int, tuple[str, str, list[tuple[str, str]]]],
        labels: Mapping[int, str],
        **kwargs: object,
    ) -> None:
        """`rows`: what is shown, what was saved, and the choices, by number."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rows = rows
        for number, (shown, saved, choices) in rows.items():
            self.fields[f"to-{number}"] = forms.ChoiceField(
                label=labels[number], choices=choices, initial=shown, required=False
            )
            self.fields[f"was-{number}"] = forms.CharField(
                widget=forms.HiddenInput, initial=saved, required=False
            )

    @property
    def changed(self) -> dict[int, str]:
        """What was chosen in the rows that differ from what was saved when the page was made."""
        given = self.cleaned_data
        return {
            number: given[f"to-{number}"]
            for number in self.rows
            if given[f"to-{number}"] != given[f"was-{number}"]
        }


@dataclass(frozen=True)
class PupilRow:
    """One pupil to choose for: where to, the year, and why."""

    number: int
    name: str
    classes: list[tuple[str, str]]
    years: list[tuple[str, str]]
    to: str
    year: str
    reason: str
    needs_reason: bool
    """Whether another year than the usual one is an exception that somebody must explain."""

    @property
    def saved(self) -> str:
        """What was saved when the page was made."""
        return json.dumps([self.to, self.year, self.reason])


class PupilChoicesForm(forms.Form):
    """Where each pupil of a list goes; only rows that were changed on this page are taken (see `ChoicesForm`)."""

    def __init__(self, *args: object, rows: Iterable[PupilRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"to-{row.number}"] = forms.ChoiceField(
                label=f"Class of {row.name}", choices=row.classes, initial=row.to, required=False
            )
            self.fields[f"year-{row.number}"] = forms.ChoiceField(
                label=f"Year group of {row.name}", choices=row.years, initial=row.year, required=False
            )
            self.fields[f"reason-{row.number}"] = forms.CharField(
                label=f"Why another year for {row.name}", max_length=300, initial=row.reason, required=False
            )
            self.fields[f"was-{row.number}"] = forms.CharField(
                widget=forms.HiddenInput, initial=row.saved, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Another year than the usual one needs a reason."""
        given = super().clean() or {}
        for row in self.rows:
            unexplained = given.get(f"year-{row.number}") and not given.get(f"reason-{row.number}")
            if unexplained and row.needs_reason:
                self.add_error(f"reason-{row.number}", f"Say why {row.name} does not move up by one year.")
        return given

    @property
    def changed(self) -> dict[int, Choice]:
        """What was chosen for the pupils whose row differs from what was saved when the page was made."""
        found = {}
        for row in self.rows:
            given = [self.cleaned_data[f"{name}-{row.number}"] for name in ("to", "year", "reason")]
            if json.dumps(given) != self.cleaned_data[f"was-{row.number}"]:
                found[row.number] = _choice(*given)
        return found


def _choice(to: str, year: str, reason: str) -> Choice:
    return Choice(
        to=int(to.removeprefix(CLASS_PREFIX)) if to.startswith(CLASS_PREFIX) else None,
        leaves=to == LEAVE,
        year=year,
        reason=(reason or YEAR_ENTERED) if year else "",
    )


class NextSchoolsForm(forms.Form):
    """The next school of each leaver."""

    def __init__(self, *args: object, leavers: Mapping[int, tuple[str, str]], **kwargs: object) -> None:
        """`leavers`: name and next school by number."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.leavers = leavers
        for number, (name, next_school) in leavers.items():
            self.fields[f"school-{number}"] = forms.CharField(
                label=f"Next school of {name}",
                max_length=200,
                initial=next_school,
                required=False,
                widget=forms.TextInput({"autocomplete": "off", "list": "known-schools"}),
            )
            self.fields[f"was-{number}"] = forms.CharField(
                widget=forms.HiddenInput, initial=next_school, required=False
            )

    @property
    def changed(self) -> dict[int, str]:
        """The next schools that were typed, changed or removed on this page."""
        given = self.cleaned_data
        return {
            number: given[f"school-{number}"]
            for number in self.leavers
            if given[f"school-{number}"] != given[f"was-{number}"]
        }
