"""What the office types in from a form on paper, and how long a school takes to answer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from absence.actions.leave import Asked
from absence.actions.leave_drafts import MOST_FILES
from absence.family_leave_words import FAULTS, LICENCES, OTHER_PARENT
from absence.leave_days import LeaveDays
from absence.leave_kinds import CHOICES, Kind
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios
from attendance_site.parts.papers import LARGEST_BYTES, Fault, NotAPaper, Paper, take
from registers.codes import Session
from registers.models import Care, Pupil

PLAIN = {"autocomplete": "off"}
FROM = [(Session.AM.value, "the morning"), (Session.PM.value, "midday")]
UNTIL = [(Session.PM.value, "the end of the day"), (Session.AM.value, "midday")]
EXTRAS = ("licence", "licence_number", "licence_authority", "exam_place", "contact_away", "school_away")


class SeveralFiles(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them, as it came."""
        given = data if isinstance(data, list | tuple) else [data]
        found = [super(SeveralFiles, self).clean(each, initial) for each in given]
        return [each for each in found if each]


class SeveralFilesInput(forms.ClearableFileInput):
    """The browser's own way to choose several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class LeaveOnPaperForm(forms.Form):
    """The school's form, as somebody filled it in by hand."""

    children = forms.TypedMultipleChoiceField(
        label="Children",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the children for whom leave is asked."},
    )
    asker = forms.TypedChoiceField(
        label="Who asks",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who signed the form."},
    )
    received_on = DayField(
        label="Day on which the school had the form",
        widget=DayInput,
        error_messages={"required": "Enter the day on which the form came."},
    )
    first_day = DayField(
        label="First day away", widget=DayInput, error_messages={"required": "Enter the first day away."}
    )
    first_half = forms.ChoiceField(label="Away from", choices=FROM, widget=InlineRadios)
    last_day = DayField(
        label="Last day away", widget=DayInput, error_messages={"required": "Enter the last day away."}
    )
    last_half = forms.ChoiceField(label="Away until", choices=UNTIL, widget=InlineRadios)
    kind = forms.ChoiceField(
        label="What for",
        choices=[("", "Choose"), *CHOICES],
        error_messages={"required": "Choose what the leave is for."},
    )
    why = forms.CharField(
        label="What is happening",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Write what the form says is happening."},
    )
    exceptional = forms.CharField(
        label="What is exceptional, in the parent’s words",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    with_whom = forms.CharField(label="Who the child will be with", max_length=300, required=False)
    emergency_phone = forms.CharField(
        label="Phone for emergencies", max_length=30, required=False, widget=forms.TextInput(PLAIN)
    )
    other_parent_told = forms.ChoiceField(
        label="Does the other parent know?",
        choices=[("", "The form does not say"), *OTHER_PARENT.items()],
        required=False,
    )
    licence = forms.ChoiceField(
        label="Performance: is there a licence?",
        choices=[("", "Not asked"), *LICENCES.items()],
        required=False,
    )
    licence_number = forms.CharField(label="Licence number", max_length=60, required=False)
    licence_authority = forms.CharField(label="Who gave the licence", max_length=120, required=False)
    exam_place = forms.CharField(label="Examination or interview: where", max_length=200, required=False)
    contact_away = forms.CharField(
        label="Travelling: how to reach the family", max_length=120, required=False
    )
    school_away = forms.CharField(label="Travelling: school meanwhile", max_length=200, required=False)
    papers = SeveralFiles(
        label="The form and what came with it, scanned",
        required=False,
        allow_empty_file=True,
        help_text=f"JPEG, PNG or PDF, up to {MOST_FILES} files.",
        widget=SeveralFilesInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        pupil: Pupil,
        siblings: Sequence[Pupil],
        cares: Sequence[Care],
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        whole_days = {"first_half": Session.AM.value, "last_half": Session.PM.value}
        kwargs["initial"] = {
            "children": [pupil.pk],
            "received_on": today,
            "operation": uuid.uuid4(),
            **whole_days,
        }
        super().__init__(*args, **kwargs)
        self.today, self.cares = today, cares
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (each.pk, each.called) for each in (pupil, *siblings)
        ]
        adults = {care.contact_id: care for care in reversed(cares) if care.pupil_id == pupil.pk}
        self.fields["asker"].choices = [  # type: ignore[attr-defined]
            (number, _adult(care)) for number, care in reversed(adults.items())
        ]

    def clean_received_on(self) -> dt.date:
        """Nothing comes tomorrow."""
        day: dt.date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError("The school cannot have had it on a day that has not come yet.")
        return day

    def clean_papers(self) -> list[Paper]:
        """Photos drawn anew, and PDFs that do no harm."""
        given = self.cleaned_data["papers"]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Up to {MOST_FILES} files go with a request.")
        if any(each.size > LARGEST_BYTES for each in given):
            raise forms.ValidationError(str(FAULTS[Fault.TOO_LARGE]))
        try:
            return [take(each.name, each.read()) for each in given]
        except NotAPaper as refused:
            raise forms.ValidationError(str(FAULTS[refused.fault])) from refused

    def clean(self) -> dict[str, Any]:
        """The adult is on file with each child."""
        given = super().clean() or self.cleaned_data
        strangers = set(given.get("children", [])) - {care.pupil_id for care in self.chosen_cares}
        if strangers and "asker" in given:
            names = dict(self.fields["children"].choices)  # type: ignore[attr-defined]
            who = ", ".join(names[pupil] for pupil in sorted(strangers))
            self.add_error(
                "children",
                f"This adult is not on file for {who}. Add them under Contacts, or leave the child out.",
            )
        return given

    @property
    def of_some_kinds(self) -> list[forms.BoundField]:
        """What only some kinds of leave ask."""
        return [self[name] for name in EXTRAS]

    @property
    def of_every_kind(self) -> list[forms.BoundField]:
        """What every form asks, without the files."""
        return [field for field in self.visible_fields() if field.name not in (*EXTRAS, "papers")]

    @property
    def chosen_cares(self) -> tuple[Care, ...]:
        """What the adult is to each of the children chosen."""
        given = self.cleaned_data
        wanted = given.get("children", [])
        return tuple(
            care for care in self.cares if care.contact_id == given.get("asker") and care.pupil_id in wanted
        )

    @property
    def asked(self) -> Asked:
        """What the form on paper asks."""
        given = self.cleaned_data
        days = LeaveDays(given["first_day"], given["first_half"], given["last_day"], given["last_half"])
        same = ("why", "exceptional", "with_whom", "emergency_phone", "other_parent_told")
        return Asked(
            kind=Kind(given["kind"]),
            days=days,
            extra={name: given[name] for name in EXTRAS if given[name]},
            **{name: given[name] for name in same},
        )


class AnswerDaysForm(forms.Form):
    """How many school days the head takes at most, as families are told."""

    answer_days = forms.IntegerField(
        label="School days until a family has an answer",
        min_value=1,
        max_value=20,
        help_text="Each family is told the day when it sends its request. Leave that begins earlier is answered before"
        " it begins.",
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )


def _adult(care: Care) -> str:
    where = "" if care.lives_with else ", the pupil does not normally live with them"
    return f"{care.contact.name}, {care.relationship.lower()}{where}"
