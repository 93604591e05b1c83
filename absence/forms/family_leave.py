"""The questions of a request for leave, a form for each."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from absence.actions.leave import check_days
from absence.family_leave_words import KINDS, LICENCES, OTHER_PARENT
from absence.leave_calendar import counts
from absence.leave_days import LeaveDays
from absence.leave_steps import Step
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes
from registers.codes import Session
from registers.families import Child
from registers.models import SchoolDay
from registers.refusals import Refusal

LONGEST_WORDS = 2000
PLAIN = {"autocomplete": "off"}


class StepForm(forms.Form):
    """One question. `answer` is what is kept of it."""

    def __init__(self, *args: Any, children: Sequence[Child], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        self.today = today

    @property
    def answer(self) -> dict[str, Any]:
        """What was said, in plain values."""
        return dict(self.cleaned_data)


class ChildrenForm(StepForm):
    """Which children; brothers and sisters at another school of the site too."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Who is the leave for?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one child.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or {}
        super().__init__(*args, initial={"chosen": initial.get("children")}, **kwargs)
        several = len({child.school.pk for child in self.children}) > 1
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (
                child.pupil.pk,
                f"{child.pupil.called} ({child.school.name})" if several else child.pupil.called,
            )
            for child in self.children
        ]

    @property
    def answer(self) -> dict[str, Any]:
        """The numbers of the children."""
        return {"children": self.cleaned_data["chosen"]}


class DaysForm(StepForm):
    """First and last day away, whole days unless a box says otherwise."""

    first = DayField(
        label=_("First day away from school"),
        widget=DateBoxes,
        error_messages={
            "required": _("Enter the first day away."),
            "invalid": _("Enter a real day, for example 5 1 2027."),
        },
    )
    first_at_midday = forms.BooleanField(label=_("In school that morning, away from midday"), required=False)
    last = DayField(
        label=_("Last day away from school"),
        help_text=_("For one day, enter the same day again."),
        widget=DateBoxes,
        error_messages={
            "required": _("Enter the last day away."),
            "invalid": _("Enter a real day, for example 9 1 2027."),
        },
    )
    last_at_midday = forms.BooleanField(label=_("Back in school that afternoon"), required=False)
    too_late = False
    """Whether the leave has begun: then an absence is reported instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = kwargs.pop("initial", None) or {}
        initial = {
            "first": kept.get("first"),
            "last": kept.get("last"),
            "first_at_midday": kept.get("first_half") == Session.PM,
            "last_at_midday": kept.get("last_half") == Session.AM,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["first"].help_text = _("For example %(example)s.") % {
            "example": f"{self.today + dt.timedelta(days=14):%-d %-m %Y}"
        }

    def clean(self) -> dict[str, Any]:
        """Days that may be asked for, with school on at least one of them."""
        given = super().clean() or self.cleaned_data
        if "first" not in given or "last" not in given:
            return given
        try:
            check_days(self.days, on=self.today)
        except Refusal as refusal:
            self.too_late = given["first"] <= self.today
            raise forms.ValidationError(refusal.words) from refusal
        for school in {child.school for child in self.children}:
            pupils = [child.pupil for child in self.children if child.school == school]
            if not any(count.away.sessions for count in counts(school, pupils, self.days)):
                self._refuse_closed(school.pk)
        return given

    def _refuse_closed(self, school: int) -> None:
        ahead = SchoolDay.objects.filter(school=school, date__gt=self.days.last)
        if ahead.exists():
            raise forms.ValidationError(
                gettext("There is no school on these days, so you do not need leave. Check the days.")
            )

    @property
    def days(self) -> LeaveDays:
        """The days as they were given."""
        given = self.cleaned_data
        return LeaveDays(
            given["first"],
            Session.PM if given.get("first_at_midday") else Session.AM,
            given["last"],
            Session.AM if given.get("last_at_midday") else Session.PM,
        )

    @property
    def answer(self) -> dict[str, Any]:
        """The days, written as dates."""
        first, first_half, last, last_half = self.days
        return {
            "first": first.isoformat(),
            "first_half": str(first_half),
            "last": last.isoformat(),
            "last_half": str(last_half),
        }


class WhyForm(StepForm):
    """What the leave is for."""

    kind = forms.ChoiceField(
        label=_("What is the leave for?"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the leave is for.")},
    )


class ShorterWayForm(StepForm):
    """Nothing is asked: the page says that an appointment or a day of worship needs no leave."""


class EventForm(StepForm):
    """What is happening, in a few words."""

    why = forms.CharField(
        label=_("What is happening, and where?"),
        max_length=500,
        help_text=_("For example: my sister’s wedding in Kraków on Saturday 9 January."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tell the school what is happening.")},
    )


class ExceptionalForm(StepForm):
    """What makes it exceptional, by both limbs of the test."""

    exceptional = forms.CharField(
        label=_("What is exceptional about it?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 8, "data-counts": LONGEST_WORDS}),
        error_messages={"required": _("Tell the head what is exceptional about it.")},
    )


class TreatmentForm(StepForm):
    """A treatment that takes days."""

    why = forms.CharField(
        label=_("What treatment is it, where, and how long will your child need?"),
        max_length=500,
        help_text=_(
            "Only say as much as the school needs to know. Only staff who deal with leave can read it."
        ),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Tell the school about the treatment.")},
    )


class PerformanceForm(StepForm):
    """A performance or competition: the law lets schools agree to it with a licence."""

    why = forms.CharField(
        label=_("What will your child take part in, and where?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tell the school what your child will take part in.")},
    )
    licence = forms.ChoiceField(
        label=_("Is there a licence for your child to perform?"),
        help_text=_(
            "A council gives it. For many performances and for paid sport or modelling the law asks for one."
        ),
        choices=list(LICENCES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether there is a licence.")},
    )
    licence_number = forms.CharField(
        label=_("Licence number"), max_length=60, required=False, widget=forms.TextInput(PLAIN)
    )
    licence_authority = forms.CharField(
        label=_("Which council or court gave the licence?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(PLAIN),
    )

    def clean(self) -> dict[str, Any]:
        """Who has a licence says which, and from whom."""
        given = super().clean() or self.cleaned_data
        if given.get("licence") == "has":
            if not given.get("licence_number"):
                self.add_error("licence_number", gettext("Enter the number of the licence."))
            if not given.get("licence_authority"):
                self.add_error("licence_authority", gettext("Enter who gave the licence."))
        return given


class ExamForm(StepForm):
    """An examination or interview elsewhere, or study for a public examination."""

    why = forms.CharField(
        label=_("Which exam or interview is it, and on which days?"),
        max_length=500,
        help_text=_("Schools can agree to time to study for a public exam, such as a GCSE."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tell the school which exam or interview it is.")},
    )
    exam_place = forms.CharField(
        label=_("Where is it?"),
        max_length=200,
        widget=forms.TextInput(PLAIN),
        error_messages={"required": _("Enter where the exam or interview is.")},
    )


class TravellingForm(StepForm):
    """A family that travels for its trade: where to reach it, and school meanwhile."""

    why = forms.CharField(
        label=_("What work do you travel for, and where will you be?"),
        max_length=500,
        help_text=_("You do not need to prove it."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tell the school what work you travel for.")},
    )
    contact_away = forms.CharField(
        label=_("How can the school reach you while you are away?"),
        help_text=_("A phone number or an e-mail address."),
        max_length=120,
        widget=forms.TextInput(PLAIN),
        error_messages={"required": _("Enter how the school can reach you.")},
    )
    school_away = forms.CharField(
        label=_("Will your child go to another school meanwhile? Which one?"),
        help_text=_("Then your child can be on the list of both schools."),
        max_length=200,
        required=False,
        widget=forms.TextInput(PLAIN),
    )


class FileForm(StepForm):
    """One file at a time."""

    file = forms.FileField(
        label=_("Choose a photo or a PDF"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )


class FamilyForm(StepForm):
    """Who travels, how to reach them, and whether the other parent knows."""

    with_whom = forms.CharField(
        label=_("Who will your child be with?"),
        help_text=_("For example: both parents and a grandmother."),
        max_length=300,
        widget=forms.TextInput(PLAIN),
        error_messages={"required": _("Say who your child will be with.")},
    )
    emergency_phone = forms.CharField(
        label=_("A phone number for emergencies during these days"),
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter a phone number for emergencies.")},
    )
    other_parent_told = forms.ChoiceField(
        label=_("Does your child’s other parent know about this?"),
        help_text=_("We do not tell them. The head takes your answer into account."),
        choices=list(OTHER_PARENT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the other parent knows.")},
    )

    def clean_emergency_phone(self) -> str:
        """Something that can be rung."""
        number: str = self.cleaned_data["emergency_phone"]
        if sum(character.isdigit() for character in number) < 6:
            raise forms.ValidationError(gettext("Enter a phone number with at least 6 digits."))
        return number


class CheckForm(StepForm):
    """Nothing more is asked: the button sends the request."""


FORMS: dict[Step, type[StepForm]] = {
    Step.CHILDREN: ChildrenForm,
    Step.DAYS: DaysForm,
    Step.WHY: WhyForm,
    Step.SHORTER_WAY: ShorterWayForm,
    Step.EVENT: EventForm,
    Step.EXCEPTIONAL: ExceptionalForm,
    Step.TREATMENT: TreatmentForm,
    Step.PERFORMANCE: PerformanceForm,
    Step.EXAM: ExamForm,
    Step.TRAVELLING: TravellingForm,
    Step.EVIDENCE: FileForm,
    Step.FAMILY: FamilyForm,
    Step.CHECK: CheckForm,
}


class WithdrawForm(forms.Form):
    """Nothing is asked: the button takes the request back."""


class AnswerForm(forms.Form):
    """The answer to what the school has asked."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 6, "data-counts": LONGEST_WORDS}),
        error_messages={"required": _("Write your answer.")},
    )
