"""What the pages of leaving accept: the record, its steps, enquiries, deletion, corrections; and earlier schools."""

from datetime import date, timedelta
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios
from registers.actions.admission_corrections import Corrected
from registers.actions.leaving import Told
from registers.codes import CODES, UNAUTHORISED
from registers.forms.admissions import QUIET, UPNField
from registers.leaving import OTHER_AGES, REASONS_OTHER_AGES, Lawful, Standing
from registers.leaving_steps import WAYS, Kind
from registers.models import Admission, JointEnquiry

FURTHEST = timedelta(days=400)


class LeavingForm(forms.Form):
    """What the school was told of a pupil who is to leave."""

    kind = forms.ChoiceField(
        label="How", choices=[(kind.value, WAYS[kind].label) for kind in Kind], widget=forms.RadioSelect
    )
    learned_on = DayField(label="When the school learned of it", widget=DayInput)
    told_by = forms.CharField(
        label="Who told the school, and how", max_length=200, widget=forms.TextInput(QUIET)
    )
    expected_last_day = DayField(
        label="Expected last day",
        widget=DayInput,
        required=False,
        help_text="For home education: the day in the parent's written notice.",
    )
    next_school = forms.CharField(
        label="Next school",
        max_length=200,
        required=False,
        help_text="Its name and place. Empty while it is not known.",
        widget=forms.TextInput(QUIET),
    )
    next_school_from = DayField(label="Starts there on", widget=DayInput, required=False)
    new_address = forms.CharField(
        label="New address", max_length=300, required=False, widget=forms.TextInput(QUIET)
    )
    new_address_from = DayField(label="Lives there from", widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A day has what it is the day of."""
        given = super().clean() or self.cleaned_data
        for day, of, words in (
            ("next_school_from", "next_school", "Name the next school, too."),
            ("new_address_from", "new_address", "Give the new address, too."),
        ):
            if given.get(day) and not given.get(of):
                self.add_error(of, words)
        return given

    @property
    def told(self) -> Told:
        """What the school was told."""
        return Told(**(self.cleaned_data | {"kind": Kind(self.cleaned_data["kind"])}))


class StepForm(forms.Form):
    """When a step was done, and with whom."""

    done_on = DayField(label="Done on", widget=DayInput)
    note = forms.CharField(
        label="With whom, how", max_length=300, required=False, widget=forms.TextInput(QUIET)
    )


class CallOffForm(forms.Form):
    """Why the pupil stays after all."""

    why = forms.CharField(label="Why the pupil stays", max_length=300, widget=forms.TextInput(QUIET))


class EnquiryForm(forms.Form):
    """Enquiries that the school and the authority made together."""

    made_on = DayField(label="Made on", widget=DayInput)
    with_whom = forms.CharField(
        label="With whom at the local authority", max_length=200, widget=forms.TextInput(QUIET)
    )
    what_was_done = forms.CharField(
        label="What was done",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Calls, letters, visits, neighbours, other services asked.",
    )
    outcome = forms.ChoiceField(choices=JointEnquiry.Outcome.choices, widget=forms.RadioSelect)
    agreed_not_returning = forms.BooleanField(
        label="Found: the school and the authority agree that there is no reason to believe in a return",
        required=False,
    )
    may_be_unable = forms.BooleanField(
        label="There is reasonable ground to think that sickness or an unavoidable cause keeps the pupil away",
        required=False,
    )


class DeleteForm(forms.Form):
    """The ground, the last day on the roll, and when the pupil was last at school."""

    ground = forms.ChoiceField(widget=forms.RadioSelect)
    ground_words = forms.CharField(
        label="The reason in words, for 9(3)",
        max_length=300,
        required=False,
        help_text=f"Such as: {'; '.join(REASONS_OTHER_AGES)}.",
    )
    last_attended = DayField(
        label="Last attended",
        widget=DayInput,
        required=False,
        help_text="The latest day on which the pupil came. Proposed from the marks; empty if they never came. Where"
        " the last day on the roll is a later one, the marks up to it decide.",
    )
    deleted_on = DayField(
        label="Last day on the roll",
        widget=DayInput,
        help_text="Today or a later day, never one that has passed.",
    )

    def __init__(self, *args: Any, standings: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [each.ground for each in standings if each.lawful is Lawful.NOW]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (ground.letter, f"{ground.letter}: {ground.words}") for ground in offered
        ]
        if OTHER_AGES not in {ground.letter for ground in offered}:
            del self.fields["ground_words"]

    def clean_deleted_on(self) -> date:
        """No day so far off that everything will have changed."""
        day: date = self.cleaned_data["deleted_on"]
        today = self.initial.get("today")
        if today is not None and day > today + FURTHEST:
            raise forms.ValidationError("Choose a day within a year.")
        return day


class LeavingDayForm(forms.Form):
    """Another leaving day, for one that has not passed."""

    deleted_on = DayField(label="Last day on the roll", widget=DayInput)
    reason = forms.CharField(max_length=300, widget=forms.TextInput(QUIET))


class ReasonForm(forms.Form):
    """Why an entry of the register changes."""

    reason = forms.CharField(
        max_length=300,
        help_text="Stands beside the change, with your name, for as long as the register is kept.",
        widget=forms.TextInput(QUIET),
    )


class CorrectAdmissionForm(forms.Form):
    """The entry of a stay as it should be, and why."""

    starting_day = DayField(label="Starting day", widget=DayInput)
    agreed_with = forms.CharField(
        label="Starting day agreed with", max_length=200, required=False, widget=forms.TextInput(QUIET)
    )
    registration = forms.ChoiceField(choices=Admission.Registration.choices, widget=forms.RadioSelect)
    other_school = forms.CharField(
        label="The other school", max_length=200, required=False, widget=forms.TextInput(QUIET)
    )
    upn = UPNField(label="UPN", help_text="A temporary one ends in a letter. The earlier number is kept.")
    reason = ReasonForm.base_fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Dual registration names the other school."""
        given = super().clean() or self.cleaned_data
        single = given.get("registration") == Admission.Registration.SINGLE
        if not single and not given.get("other_school"):
            self.add_error("other_school", "Name the other school.")
        if single:
            given["other_school"] = ""
        return given

    @property
    def corrected(self) -> Corrected:
        """The entry as it should be."""
        return Corrected(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


class AskEarlierSchoolForm(forms.Form):
    """That an earlier school was asked."""

    asked_of = forms.CharField(label="The earlier school", max_length=200, widget=forms.TextInput(QUIET))
    asked_on = DayField(label="Asked on", widget=DayInput)
    how = forms.CharField(label="How, and whom", max_length=200, widget=forms.TextInput(QUIET))


class AnswerForm(forms.Form):
    """That it answered."""

    answered_on = DayField(label="Answered on", widget=DayInput)
    answer = forms.CharField(
        label="What it said",
        max_length=300,
        help_text="Such as: 12 sessions, list of 14 November; or: no unauthorised absence.",
        widget=forms.TextInput(QUIET),
    )


class PriorSessionsForm(forms.Form):
    """Sessions missed at an earlier school outside the site."""

    school_name = forms.CharField(label="At which school", max_length=200, widget=forms.TextInput(QUIET))
    first = DayField(label="From", widget=DayInput)
    last = DayField(
        label="To", widget=DayInput, help_text="Every Monday to Friday between; leave out its holidays."
    )
    sessions = forms.ChoiceField(
        choices=[("", "Both"), ("AM", "Morning"), ("PM", "Afternoon")], required=False, widget=InlineRadios
    )
    code = forms.ChoiceField(choices=[(code, f"{code} {CODES[code].words}") for code in sorted(UNAUTHORISED)])


class TellAuthorityForm(forms.Form):
    """When and how the authority was told."""

    told_on = DayField(label="Told on", widget=DayInput)
    how = forms.CharField(
        label="To whom and how",
        max_length=200,
        help_text="Such as: admissions team, through their secure portal.",
        widget=forms.TextInput(QUIET),
    )
