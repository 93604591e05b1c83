"""A day that somebody typed: a real one, and in a year that a school's records can hold."""

from datetime import date
from typing import Any

from django import forms

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Wide of every day that is meant, near enough that the days around it can still be reckoned with."""


class DayField(forms.DateField):
    """A day. A year that was mistyped (0026, 20226) is said to be one, and is not worked with."""

    def clean(self, value: Any) -> date | None:
        """The day, or None where none was given."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(f"Check the year: {day.year}.", code="year")
        return day
