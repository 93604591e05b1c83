"""Dates and sessions as they stand in addresses."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """`2026-11-24` in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class SessionConverter:
    """`am` or `pm` in an address, AM or PM in Python."""

    regex = "am|pm|AM|PM"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()


register_converter(DayConverter, "day")
register_converter(SessionConverter, "session")
