"""What the pages about illness accept: a return, the education asked for, and evidence."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from absence.actions.medical import AskedFor
from absence.actions.sickness import Answer
from absence.evidence_words import usual_words
from absence.family_leave_words import FAULTS
from absence.models import EducationAnswer, MedicalEvidence, MedicalRequest
from absence.models.referrals import HOW
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from attendance_site.parts.papers import LARGEST_BYTES, Fault, NotAPaper, Paper, take
from registers.models import Care, Contact

MOST_EXPECTED = 190
"""School days of a year."""
SEEN = [each for each in MedicalEvidence.Kind.choices if each[0] != MedicalEvidence.Kind.WORDS]
"""What somebody at school can have seen."""


class SicknessReturnForm(forms.Form):
    """How many more days are expected, and why."""

    expected_days = forms.IntegerField(
        label="Further school days expected",
        min_value=0,
        max_value=MOST_EXPECTED,
        initial=0,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
        help_text="0 where fifteen days have been reached already.",
    )
    expected_why = forms.CharField(
        label="On what ground",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="For example what the parents or a hospital told us. It is kept here and is no part of the return.",
    )


class ReturnSentForm(forms.Form):
    """Whom the return went to, how and when."""

    to_whom = forms.CharField(label="Who it went to", max_length=200)
    how = forms.ChoiceField(label="How", choices=HOW)
    sent_on = DayField(label="Day", widget=DayInput)


class AskEducationForm(forms.Form):
    """What the authority is asked to arrange."""

    to_whom = forms.CharField(label="Who was asked", max_length=200)
    how = forms.ChoiceField(label="How", choices=HOW)
    asked_on = DayField(label="Day", widget=DayInput)
    asked_for = forms.CharField(
        label="What was asked for",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="What the pupil can manage, what the parents wish, and what the school goes on doing itself.",
    )


class EducationAnswerForm(forms.Form):
    """What the authority answered."""

    outcome = forms.ChoiceField(
        label="What it said", choices=EducationAnswer.Outcome.choices, widget=forms.RadioSelect
    )
    answered_on = DayField(label="Day", widget=DayInput)
    provider = forms.CharField(label="Who teaches", required=False, max_length=200)
    nature = forms.CharField(
        label="What the education is",
        required=False,
        max_length=300,
        help_text="Code K needs its nature: for example home tuition in English and mathematics, or a hospital school.",
    )
    first_day = DayField(label="First day", required=False, widget=DayInput)
    last_day = DayField(label="Last day", required=False, widget=DayInput)
    note = forms.CharField(label="Note", required=False, max_length=500)

    @property
    def answer(self) -> Answer:
        """What was filled in."""
        return Answer(**self.cleaned_data)


def _way(contact: Contact) -> str:
    return "by e-mail" if contact.email else "by letter"


class AskEvidenceForm(forms.Form):
    """Why there is genuine doubt, and what would settle it."""

    first_day = DayField(label="First day in doubt", widget=DayInput)
    last_day = DayField(label="Last day in doubt", widget=DayInput)
    doubt = forms.CharField(
        label="Why there is genuine doubt",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="What makes us doubt that the child was ill. “It is our policy” or “attendance is low” is no doubt.",
    )
    asked_for = forms.CharField(
        label="What would settle it",
        max_length=300,
        initial=usual_words,
        help_text="The least that will do, rather than a letter. As it stands, the family reads it in its language;"
        " other words stay as you write them.",
    )
    to = forms.TypedMultipleChoiceField(
        label="Whom a message asks",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="It says the days and what would settle it, never the doubt. Whoever signs in can answer on the"
        " family pages; nobody else is shown it.",
    )
    asked_whom = forms.CharField(
        label="Or who was asked in person",
        required=False,
        max_length=120,
        help_text="No message goes to them.",
    )

    def __init__(self, *args: Any, cares: Iterable[Care], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {care.contact_id: care.contact for care in cares}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (care.contact_id, f"{care.contact.name}, {care.relationship.lower()}: {_way(care.contact)}")
            for care in cares
        ]
        if not self.contacts:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        """The days in order, and somebody who is asked."""
        given = super().clean() or self.cleaned_data
        if not given.get("to") and not given.get("asked_whom") and "asked_whom" not in self.errors:
            self.add_error(
                "to" if self.contacts else "asked_whom", "Say who is asked: by a message, or in person."
            )
        if given.get("first_day") and given.get("last_day") and given["last_day"] < given["first_day"]:
            self.add_error("last_day", "The last day comes before the first. Swap them.")
        return given

    @property
    def asked(self) -> AskedFor:
        """What was filled in."""
        said = dict(self.cleaned_data)
        chosen = [self.contacts[pk] for pk in said.pop("to", ())]
        return AskedFor(**said, contacts=chosen)


def paper_of(given: "UploadedFile[bytes] | None") -> Paper | None:
    """A photo drawn anew, or a PDF that does no harm. Raises ValidationError with what is wrong with the file."""
    if not given:
        return None
    if (given.size or 0) > LARGEST_BYTES:
        raise forms.ValidationError(str(FAULTS[Fault.TOO_LARGE]))
    try:
        return take(given.name or "", given.read())
    except NotAPaper as refused:
        raise forms.ValidationError(str(FAULTS[refused.fault])) from refused


class EvidenceForm(forms.Form):
    """What was seen. A file only where the note is not enough."""

    request = forms.TypedChoiceField(
        label="What it answers",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="The family is asked no more once a note answers it, also a note that it was asked by mistake.",
    )
    kind = forms.ChoiceField(label="What was seen", choices=SEEN)
    seen_on = DayField(label="Day on which it was seen", widget=DayInput)
    note = forms.CharField(
        label="What it showed, in a few words",
        max_length=300,
        help_text="For example: appointment at the hospital on 12 November. No diagnosis is needed.",
    )
    paper = forms.FileField(
        label="The file, where the note is not enough",
        required=False,
        help_text="A photo up to 8 MB or a PDF up to 5 MB. It is better not to keep it: the note says what was seen.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, *args: Any, requests: list[MedicalRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requests = {each.pk: each for each in requests}
        if requests:
            self.fields["request"].choices = [  # type: ignore[attr-defined]
                ("", "Nothing: it was shown unasked"),
                *((each.pk, f"Asked on {each.at:%d %B %Y}: {each.asked_for}") for each in requests),
            ]
        else:
            del self.fields["request"]

    def clean_paper(self) -> Paper | None:
        """A photo drawn anew, or a PDF that does no harm."""
        return paper_of(self.cleaned_data["paper"])

    @property
    def chosen(self) -> MedicalRequest | None:
        """The request that it answers."""
        return self.requests.get(self.cleaned_data.get("request") or 0)
