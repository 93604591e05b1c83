"""What the pages of a referral and of those who are told accept."""

from typing import Any

from django import forms

from absence.models import ProfessionalTold
from absence.models.referrals import HOW
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, TimeOfDayInput
from registers.wording import MOST_LETTERS, SUBJECT_LETTERS


class ReferralForm(forms.Form):
    """What a person adds to what the register knows."""

    note = forms.CharField(
        label="What else is known",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="For example what neighbours or siblings said, or what worries you. It is printed as you write it;"
        " a confidential address in it is covered.",
    )


class SentForm(forms.Form):
    """Whom the referral went to, how and when."""

    to_whom = forms.CharField(label="Who it went to", max_length=200)
    how = forms.ChoiceField(label="How", choices=HOW)
    day = DayField(label="Day", widget=DayInput)
    time = forms.TimeField(label="Time", widget=TimeOfDayInput)


class NoteForm(forms.Form):
    """A note to somebody who works with the child, as a person has read it."""

    subject = forms.CharField(label="Subject", max_length=SUBJECT_LETTERS)
    body = forms.CharField(label="What it says", max_length=MOST_LETTERS, widget=forms.Textarea({"rows": 14}))


class ToldForm(forms.Form):
    """That somebody was told."""

    told_name = forms.CharField(label="Who was told", max_length=200)
    how = forms.ChoiceField(label="How", choices=ProfessionalTold.How.choices)
    day = DayField(label="Day", widget=DayInput)
    time = forms.TimeField(label="Time", widget=TimeOfDayInput)
    note = forms.CharField(label="Note", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_name"].help_text = "The person on file, or whoever of the team took the call."
