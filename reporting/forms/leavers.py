"""What the page of the summary for the next school accepts."""

import uuid

from django import forms


class LeaverSummaryForm(forms.Form):
    """For whom it is, and what helped."""

    op = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    to_school = forms.CharField(label="The next school", max_length=200)
    words = forms.CharField(
        label="What helped, and what to know",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="In your own words, for whoever welcomes the child. What the plans say was done stands here to begin"
        " with: keep what helps, and agree with the family what is passed on.",
    )
