"""What the page of the languages accepts."""

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput


class LanguageCheckForm(forms.Form):
    """Who has read the words of a language, and when."""

    checker = forms.CharField(
        label="Who read them", max_length=200, help_text="Somebody who speaks the language from home."
    )
    checked_on = DayField(label="When", widget=DayInput)
