"""What the pages accept that give a report to somebody."""

from django import forms

from absence.forms.support_plans import WrittenForm


class GiveForm(WrittenForm):
    """To whom a report is given."""

    to_whom = forms.CharField(label="To whom", max_length=200)
