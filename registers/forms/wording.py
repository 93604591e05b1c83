"""What the pages about wording accept."""

from typing import Any

from django import forms

from registers.family_languages import LANGUAGES
from registers.wording import MOST_LETTERS, SUBJECT_LETTERS, Wording, why_not_body, why_not_subject
from registers.wording_kinds import TEXT

NO_SUBJECT = "An e-mail or letter needs a subject."
NO_BODY = "Write what the message says."
NO_REASON = "Say why it changes: it is kept with the version."
WHY = "Kept with the version, with your name."


class WordingForm(forms.Form):
    """The words, and why they change. A preview needs no reason."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    subject = forms.CharField(max_length=SUBJECT_LETTERS, error_messages={"required": NO_SUBJECT})
    body = forms.CharField(
        label="What it says",
        error_messages={"required": NO_BODY},
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea({"rows": 14, "spellcheck": "true"}),
        help_text="An empty line begins a paragraph. A line that begins with a hyphen and a blank is a list item.",
    )
    reason = forms.CharField(
        label="Why it changes", max_length=300, help_text=WHY, error_messages={"required": NO_REASON}
    )

    def __init__(self, *args: Any, wording: Wording, saving: bool = False, **kwargs: Any) -> None:
        self.wording, self.saving = wording, saving
        given = {"subject": wording.subject, "body": wording.body, "seen": wording.number}
        super().__init__(*args, **{"initial": given, **kwargs})
        runs = "rtl" if LANGUAGES[wording.language].right_to_left else "ltr"
        language = {"lang": wording.language, "dir": runs}
        self.fields["body"].widget.attrs |= language
        self.fields["subject"].widget.attrs |= language
        if wording.channel == TEXT:
            del self.fields["subject"]
            self.fields["body"].widget.attrs["rows"] = 5
            self.fields["body"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """The words can be read; what is wrong stands at its field, with its line."""
        said = super().clean() or self.cleaned_data
        if not self.saving:
            self.errors.pop("reason", None)
        kind, channel = self.wording.kind, self.wording.channel
        said.setdefault("subject", "")
        if "subject" not in self.errors and (why := why_not_subject(said["subject"], kind, channel)):
            self.add_error("subject", why)
        if "body" in said and (why := why_not_body(said["body"], kind, channel)):
            self.add_error("body", why)
        return said


class ReasonForm(forms.Form):
    """Why an earlier version comes back, or a message is switched."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text=WHY,
        error_messages={"required": "Say why: it is kept with the version."},
    )
