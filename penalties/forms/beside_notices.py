"""What the pages of representations and other tools accept."""

from collections.abc import Iterable
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, day, words_of
from attendance_site.parts.form_rendering import InlineRadios
from penalties.actions.other_tools import Begun
from penalties.actions.representations import Answered, Said
from penalties.forms.notices import SMALL, ParentForm
from penalties.models import OtherTool, PenaltyNotice, Representation, RepresentationAnswer
from registers.school_sessions import in_words


class RepresentationForm(ParentForm):
    """What a parent says."""

    notice = forms.ChoiceField(label="About which notice", required=False)
    received_on = day("The day it came in")
    how = forms.ChoiceField(label="How", choices=Representation.How.choices, widget=InlineRadios)
    words = words_of("What they say", rows=5, help_text="As they say it.")

    def __init__(self, *args: object, notices: Iterable[PenaltyNotice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notices = {str(each.pk): each for each in notices}
        listed = [
            (key, f"{each.contact.name}, {in_words(each.proposed_on)}") for key, each in self.notices.items()
        ]
        self.fields["notice"].choices = [("", "There is none yet"), *listed]  # type: ignore[attr-defined]

    @property
    def said(self) -> Said:
        """As the action takes it."""
        said = self.cleaned_data
        return Said(said["received_on"], said["how"], said["words"], self.notices.get(said["notice"]))


class AnswerForm(WrittenForm):
    """What a parent was answered."""

    on = day("The day they were answered")
    outcome = forms.ChoiceField(
        label="What follows", choices=RepresentationAnswer.Outcome.choices, widget=forms.RadioSelect(SMALL)
    )
    words = words_of("What they were told, and why", rows=5)

    @property
    def answered(self) -> Answered:
        """As the action takes it."""
        said = self.cleaned_data
        return Answered(said["on"], said["outcome"], said["words"])


class OtherToolForm(ParentForm):
    """Something else than a notice."""

    nobody = "The family as a whole"

    kind = forms.ChoiceField(
        label="What it is",
        choices=[each for each in OtherTool.Kind.choices if each[0] != OtherTool.Kind.CONTRACT],
        widget=forms.RadioSelect(SMALL),
        help_text="An attendance contract is agreed in a support plan, and stands here by itself.",
    )
    started_on = day("The day it began")
    words = words_of("Who began it, and what it asks for")

    @property
    def begun(self) -> Begun:
        """As the action takes it."""
        said = self.cleaned_data
        return Begun(said["kind"], said["started_on"], said["words"], self.chosen)


class EndToolForm(WrittenForm):
    """How it ended."""

    on = day("The day it ended")
    outcome = words_of("What came of it")
