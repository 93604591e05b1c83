"""What the On site page accepts."""

from django import forms


class EndDrillForm(forms.Form):
    """How the drill went."""

    note = forms.CharField(
        label="How it went",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Such as where it started, what was blocked, who was last out.",
    )
