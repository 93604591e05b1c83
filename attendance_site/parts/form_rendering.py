"""How every form is drawn, and the few widgets that Django does not have.

Templates stand in templates/django/forms/. A page writes {{ form }} or {{ form.reason.as_field_group }}.
"""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class AttendanceFormRenderer(TemplatesSetting):
    """Draw fields with label, hint and error joined to the control, from the site's own templates."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


class DayInput(forms.DateInput):
    """A day picked in the browser's own calendar: for staff, who pick days near today."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeOfDayInput(forms.TimeInput):
    """A time of day to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class InlineRadios(forms.RadioSelect):
    """Radio buttons side by side and small: for staff pages with few short choices."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        look = "govuk-radios--inline govuk-radios--small"
        super().__init__({"class": look, **(attrs or {})}, choices)


class DateBoxes(forms.MultiWidget):
    """A date typed in three boxes, day month year: for parents, and for days long ago. With DateField."""

    template_name = "django/forms/widgets/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        boxes: dict[str, Any] = {part: forms.TextInput(box) for part in ("day", "month", "year")}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        """Split a date, or the text somebody typed, into day, month, year."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        parts = str(value or "").split("-")
        return parts[::-1] if len(parts) == 3 else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        """Join the three boxes as DateField reads them (2026-11-24); empty when all three are."""
        typed = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        if not any(typed):
            return ""
        day, month, year = typed
        return f"{year}-{month}-{day}"
