"""What the page accepts on which a school decides whether its trust sees names."""

from django import forms

from absence.forms.support_plans import WrittenForm


class ShareNamesForm(WrittenForm):
    """Whether, and why."""

    shares = forms.TypedChoiceField(
        label="What the trust sees",
        choices=[
            ("no", "Totals only"),
            ("yes", "Totals, and the names of pupils who missed a tenth or more"),
        ],
        coerce="yes".__eq__,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why",
        max_length=300,
        help_text="What the trust needs the names for, or why no longer. It stays on record.",
    )
