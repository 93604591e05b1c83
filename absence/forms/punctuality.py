"""What the pages about lateness accept: the school's stages, and letters as somebody has read and changed them."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from absence.actions.punctuality import LetterTo
from absence.letters_to_read import Ready
from absence.punctuality import MOST_TIMES, MOST_WEEKS, Stages
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, TimeOfDayInput
from registers.wording import MOST_LETTERS, SUBJECT_LETTERS

SHORT = {"class": "govuk-input--width-3"}
A_LINE = 58
"""Letters in one line of a letter's field."""


class StagesForm(forms.Form):
    """A school's stages: an empty number means that the stage is not used."""

    weeks = forms.IntegerField(
        label="School weeks that are looked at",
        min_value=1,
        max_value=MOST_WEEKS,
        widget=forms.NumberInput(SHORT),
        help_text="Six are about half a term. Lateness before that, or of an earlier school year, counts no more.",
    )
    word = forms.IntegerField(
        label="Times late until somebody has a word with the family",
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        widget=forms.NumberInput(SHORT),
        help_text="At the gate or on the telephone. Leave it empty if your school does not use this stage.",
    )
    letter = forms.IntegerField(
        label="Times late after that, until a letter",
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        widget=forms.NumberInput(SHORT),
        help_text="Counted anew from the step before. Leave it empty if your school does not use this stage.",
    )
    meeting = forms.IntegerField(
        label="Times late after that, until an invitation to a meeting",
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        widget=forms.NumberInput(SHORT),
        help_text="Counted anew from the step before, and again after each meeting.",
    )

    @property
    def stages(self) -> Stages:
        """As the rules read them."""
        said = self.cleaned_data
        return Stages(said["weeks"], said["word"], said["letter"], said["meeting"])


class LettersForm(forms.Form):
    """One letter for each person: whether it goes, its subject and its words."""

    op = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ready: Sequence[Ready]) -> None:
        super().__init__(data, initial={"op": uuid.uuid4()})
        self.ready = ready
        for each in ready:
            self._add(each)

    def _add(self, each: Ready) -> None:
        key, who = each.contact.pk, each.contact.name
        self.fields[f"to_{key}"] = forms.BooleanField(
            label=f"Write to {who}", required=False, initial=each.usual
        )
        self.fields[f"subject_{key}"] = forms.CharField(
            label=f"Subject of the letter to {who}",
            max_length=SUBJECT_LETTERS,
            initial=each.said.subject,
        )
        self.fields[f"body_{key}"] = forms.CharField(
            label=f"The letter to {who}",
            max_length=MOST_LETTERS,
            initial=each.said.body,
            widget=forms.Textarea({"rows": _rows(each.said.body), "lang": each.said.language, "dir": "auto"}),
        )

    @property
    def rows(self) -> list[tuple[Ready, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each person with the three fields of their letter."""
        return [
            (
                each,
                self[f"to_{each.contact.pk}"],
                self[f"subject_{each.contact.pk}"],
                self[f"body_{each.contact.pk}"],
            )
            for each in self.ready
        ]

    def clean(self) -> dict[str, Any]:
        """The letters that are to go: somebody has to be chosen, and what nobody gets may say anything."""
        said = super().clean() or self.cleaned_data
        chosen = [each for each in self.ready if said.get(f"to_{each.contact.pk}")]
        if not chosen:
            raise forms.ValidationError("Choose whom to write to.")
        for each in self.ready:
            if each not in chosen:
                self.errors.pop(f"subject_{each.contact.pk}", None)
                self.errors.pop(f"body_{each.contact.pk}", None)
        return {**said, "letters": [self._letter(each, said) for each in chosen] if not self.errors else []}

    def _letter(self, each: Ready, said: dict[str, Any]) -> LetterTo:
        subject = " ".join(said[f"subject_{each.contact.pk}"].split())
        body = said[f"body_{each.contact.pk}"].replace("\r\n", "\n").strip()
        return LetterTo(
            each.contact,
            subject,
            body,
            each.said.language,
            each.said.version,
            edited=(subject, body) != (each.said.subject, each.said.body.strip()),
        )


def _rows(letter: str) -> int:
    """So many lines that the whole letter can be read without scrolling in it, as wide as the field is."""
    return min(40, max(16, 1 + sum(1 + len(line) // A_LINE for line in letter.splitlines())))


class InvitationForm(forms.Form):
    """When and where a meeting is to be, and who will be there."""

    day = DayField(label="Day", widget=DayInput)
    time = forms.TimeField(label="Time", widget=TimeOfDayInput)
    place = forms.CharField(label="Place", max_length=200, initial="The school office")
    with_whom = forms.CharField(
        label="Who will be there from the school", max_length=300, help_text="Names and positions."
    )
