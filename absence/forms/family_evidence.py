"""What the page accepts on which a family shows something about an illness."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from absence.actions.family_evidence import Shown
from absence.evidence_words import KINDS, Kind
from absence.forms.medical import paper_of
from attendance_site.parts.papers import Paper

LONGEST = 300


class FamilyEvidenceForm(forms.Form):
    """A file, or words where there is nothing to show."""

    kind = forms.ChoiceField(
        label=_("What do you want to show?"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    paper = forms.FileField(
        label=_("Choose a photo or a PDF"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    words = forms.CharField(
        label=_("Is there something you want to tell us?"),
        help_text=_("If you have nothing to show, say so here."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"operation": uuid.uuid4()})

    def clean_paper(self) -> Paper | None:
        """A photo drawn anew, or a PDF that does no harm."""
        return paper_of(self.cleaned_data["paper"])

    def clean(self) -> dict[str, Any]:
        """Something is shown or said; a file says what it is."""
        given = super().clean() or self.cleaned_data
        if given.get("paper") and not given.get("kind"):
            self.add_error("kind", gettext("Say what you want to show."))
        if "paper" not in self.errors and not given.get("paper") and not given.get("words", "").strip():
            self.add_error("paper", gettext("Choose a file, or write to us."))
        return given

    @property
    def shown(self) -> Shown:
        """What was filled in."""
        said = self.cleaned_data
        return Shown(said["kind"] or Kind.WORDS, said["words"], said["paper"])
