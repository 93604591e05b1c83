"""What the pages of support plans and contracts accept."""

import uuid

from django import forms

from absence.actions.contracts import ContractHappened, ContractSays
from absence.actions.support_plans import Begun, PlanSays, ToDo
from absence.models import Concern, ContractNote
from absence.support_words import BARRIERS, HEALTHCARE, OUTCOMES, PROVISION
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios

LONG = 4000


def words_of(label: str, *, required: bool = True, help_text: str = "", rows: int = 3) -> forms.CharField:
    """A box for several lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=LONG, required=required, help_text=help_text, widget=widget
    )


def day(label: str, *, required: bool = True, help_text: str = "") -> DayField:
    """A day near today, picked in the calendar."""
    return DayField(label=label, widget=DayInput, required=required, help_text=help_text)


class WrittenForm(forms.Form):
    """A form whose second press writes nothing new."""

    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["operation"].initial = uuid.uuid4


class PlanForm(WrittenForm):
    """What a plan says."""

    barriers = forms.MultipleChoiceField(
        label="What makes coming to school hard",
        choices=BARRIERS,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    barriers_note = words_of(
        "More about it",
        required=False,
        help_text="What happened, not what the child is like. Needed for something else.",
    )
    child_view = words_of(
        "What the child says",
        required=False,
        help_text="In the child’s own words: what is hard, what would help.",
    )
    parents_words = words_of("What the parents say", required=False, help_text="In their own words.")
    adjustments = words_of(
        "Reasonable adjustments",
        required=False,
        help_text="What the school does differently: uniform, lunch, routines, a place to go, who meets the child.",
    )
    healthcare = forms.ChoiceField(
        label="Individual healthcare plan", choices=HEALTHCARE, widget=InlineRadios, initial="not_needed"
    )
    healthcare_note = words_of("About the healthcare plan", required=False, rows=2)
    provision = forms.ChoiceField(
        label="Provision in the education, health and care plan",
        choices=PROVISION,
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        initial="no_plan",
    )
    provision_note = words_of("What is not delivered, and what is done about it", required=False, rows=2)

    @property
    def says(self) -> PlanSays:
        """As the action takes it."""
        return PlanSays(**{name: self.cleaned_data[name] for name in PlanSays.__dataclass_fields__})


class NewPlanForm(PlanForm):
    """A plan that begins."""

    first_day = day("The plan begins on")
    lead = forms.CharField(label="Who of the school keeps it going", max_length=200)
    review_on = day("First review on", help_text="Two to four weeks is usual.")

    field_order = ["first_day", "lead", "review_on"]

    def begun(self, concern: Concern | None = None) -> Begun:
        """As the action takes it; `concern`: the family's, that it comes of."""
        said = self.cleaned_data
        return Begun(said["first_day"], said["lead"], said["review_on"], concern)


class ActionForm(WrittenForm):
    """Something that somebody does by a day."""

    what = forms.CharField(label="What is done", max_length=500)
    owner = forms.CharField(
        label="By whom", max_length=200, help_text="Of the school, the family, or a service."
    )
    due_on = day("By")

    @property
    def to_do(self) -> ToDo:
        """As the action takes it."""
        said = self.cleaned_data
        return ToDo(said["what"], said["owner"], said["due_on"])


class ActionNoteForm(WrittenForm):
    """Whether it was done."""

    done = forms.TypedChoiceField(
        label="Was it done?",
        choices=[("yes", "Done"), ("no", "Not done")],
        coerce=lambda value: value == "yes",
        widget=InlineRadios,
    )
    on = day("On")
    words = forms.CharField(
        label="How it went, or why not",
        max_length=500,
        required=False,
        help_text="Needed where it was not done.",
    )


class ReviewForm(WrittenForm):
    """A review of a plan."""

    on = day("Day of the review")
    with_whom = forms.CharField(label="Who took part", max_length=500)
    words = words_of("What was found, and what changes")
    review_on = day("Next review on")


class EndForm(WrittenForm):
    """The end of a plan."""

    on = day("Last day of the plan")
    outcome = forms.ChoiceField(
        label="What came of it", choices=OUTCOMES, widget=forms.RadioSelect({"class": "govuk-radios--small"})
    )
    words = words_of("In words", help_text="What helped, what did not, what goes on.")


class ContractForm(WrittenForm):
    """A voluntary agreement."""

    parties = forms.CharField(label="Between", max_length=500, help_text="Everybody by name.")
    school_does = words_of("What the school does")
    parents_do = words_of("What the parents do")
    pupil_does = words_of("What the pupil does", required=False)
    first_day = day("From")
    last_day = day("Until")
    review_on = day("Looked at on")

    @property
    def says(self) -> ContractSays:
        """As the action takes it."""
        return ContractSays(**{name: self.cleaned_data[name] for name in ContractSays.__dataclass_fields__})


class ContractNoteForm(WrittenForm):
    """What happened to a contract."""

    kind = forms.ChoiceField(label="What happened", choices=ContractNote.Kind.choices)
    on = day("On")
    who = forms.CharField(label="Who", max_length=300, help_text="Who signed, took part, or ended it.")
    words = words_of("In words", required=False, rows=2, help_text="Needed for a review and for the end.")
    review_on = day("Looked at again on", required=False, help_text="Needed for a review.")

    @property
    def happened(self) -> ContractHappened:
        """As the action takes it."""
        said = self.cleaned_data
        return ContractHappened(said["kind"], said["on"], said["who"], said["words"], said["review_on"])
