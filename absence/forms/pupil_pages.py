"""What the pages of one pupil accept: a filter of the timeline, a note, a message home."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from absence.actions.write_home import Words
from absence.forms.support_plans import LONG, WrittenForm
from absence.timeline import KINDS
from attendance_site.parts.form_rendering import InlineRadios
from registers.family_languages import LANGUAGES, language_code
from registers.models import Care, Contact, Message
from registers.wording import MOST_LETTERS, SUBJECT_LETTERS

EVERYTHING = ""
WAYS = [Message.Channel.TEXT, Message.Channel.EMAIL, Message.Channel.LETTER]


class TimelineForm(forms.Form):
    """What to show. What is wrong in the address is as if it were not there."""

    kind = forms.ChoiceField(label="Show", required=False)
    family = forms.BooleanField(label="Only what the family sees", required=False)

    def __init__(self, data: Any, *, counts: Mapping[str, int]) -> None:
        super().__init__(data, auto_id="filter_%s")
        every = sum(counts.values())
        kinds = [(kind, f"{words} ({counts[kind]})") for kind, words in KINDS.items() if counts.get(kind)]
        self.fields["kind"].choices = [(EVERYTHING, f"Everything ({every})"), *kinds]  # type: ignore[attr-defined]


class NoteForm(WrittenForm):
    """A note about a pupil's attendance."""

    words = forms.CharField(
        label="What happened or was said",
        max_length=LONG,
        widget=forms.Textarea({"rows": 6}),
        help_text="Say what you saw or heard, and when; not what a child or a parent is like. The family may ask to"
        " read it one day. What touches the child’s safety goes to the safeguarding lead instead.",
    )


class WriteHomeForm(WrittenForm):
    """A message in somebody's own words."""

    to = forms.MultipleChoiceField(
        label="To",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Choose whom to write to."},
    )
    channel = forms.ChoiceField(
        label="How", choices=[(way.value, way.label) for way in WAYS], widget=InlineRadios
    )
    subject = forms.CharField(
        label="Subject", max_length=SUBJECT_LETTERS, required=False, help_text="Not needed for a text."
    )
    body = forms.CharField(
        label="What it says",
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 10, "dir": "auto"}),
        help_text="Be kind and plain. A text of more than 160 letters costs more than one.",
    )

    field_order = ["to", "channel", "subject", "body"]

    def __init__(self, data: Any = None, *, cares: Sequence[Care], channel: str = "") -> None:
        first = next((care for care in cares if care.parental_responsibility), None)
        start = {
            "operation": uuid.uuid4,
            "to": [str(first.contact_id)] if first else [],
            "channel": channel if channel in WAYS else Message.Channel.EMAIL,
        }
        super().__init__(data, initial=start)
        self.contacts = {str(care.contact_id): care.contact for care in cares}
        self.fields["to"].choices = [(str(care.contact_id), _who(care)) for care in cares]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Contact]:
        """Whom it goes to."""
        return [self.contacts[number] for number in self.cleaned_data["to"]]

    @property
    def words(self) -> Words:
        """As the action takes it."""
        said = self.cleaned_data
        return Words(said["channel"], said["body"], said["subject"])


def _who(care: Care) -> str:
    """Name, what they are to the child, and the language they read where it is not English."""
    language = language_code(care.contact.language)
    reads = f", reads {LANGUAGES[language].name}" if language in LANGUAGES and language != "en" else ""
    return f"{care.contact.name}, {care.relationship.lower()}{reads}"
