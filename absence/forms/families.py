"""What the office's pages about families accept."""

from collections.abc import Iterable
from typing import Any

from django import forms

from absence.models import DetailsProposal
from attendance_site.parts.form_rendering import InlineRadios
from registers.forms.leaving import LeavingForm


class OpenRecordForm(LeavingForm):
    """The leaving record as it will be opened from what the family said."""

    written_notice = forms.BooleanField(
        label="This is the parent’s written notice of home education",
        required=False,
        help_text="It is noted in the record as come, with the day that it names.",
    )


class NoteForm(forms.Form):
    """What was done about it."""

    note = forms.CharField(
        label="What was done",
        max_length=300,
        help_text="For example: the record was open already; rang on 24 November, the family stays.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AnswerProposalsForm(forms.Form):
    """Yes or no to each thing that a family wants changed, with why not."""

    def __init__(self, *args: Any, proposals: Iterable[DetailsProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = list(proposals)
        for each in self.proposals:
            self.fields[f"accept_{each.pk}"] = forms.ChoiceField(
                label="Take it over?",
                choices=[("yes", "Yes"), ("no", "No"), ("later", "Later")],
                initial="later",
                widget=InlineRadios,
            )
            self.fields[f"reason_{each.pk}"] = forms.CharField(
                label="If not, why (the family reads it)", max_length=300, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        given = super().clean() or self.cleaned_data
        for each in self.proposals:
            if given.get(f"accept_{each.pk}") == "no" and not given.get(f"reason_{each.pk}"):
                self.add_error(f"reason_{each.pk}", "Say why, the family reads it.")
        return given

    @property
    def answers(self) -> list[tuple[DetailsProposal, bool, str]]:
        """Each proposal that is answered now, whether yes, and why not."""
        given = self.cleaned_data
        return [
            (each, given[f"accept_{each.pk}"] == "yes", given[f"reason_{each.pk}"])
            for each in self.proposals
            if given[f"accept_{each.pk}"] != "later"
        ]


class ConcernAnswerForm(forms.Form):
    """What the family is answered."""

    words = forms.CharField(
        label="Your answer",
        max_length=2000,
        required=False,
        help_text="The family reads it on its pages, with your name. Leave it empty to say only that you have read it.",
        widget=forms.Textarea({"rows": 5}),
    )
