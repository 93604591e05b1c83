"""What the pages of part-time timetables and weekly appointments accept."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet

from absence.actions.appointments import Appointment
from absence.actions.part_time import Agreed
from absence.appointments import Away
from absence.forms.support_plans import WrittenForm, day, words_of
from absence.part_time import MOST_STEPS, steps_from
from attendance_site.parts.form_rendering import TimeOfDayInput
from registers.half_days import CHOICES, DAYS, as_text
from registers.models import Care, Post


class StepRow(NamedTuple):
    """One row of the grid: the step's last day and its ten boxes."""

    number: int
    until: forms.BoundField
    boxes: list[Any]


class PartTimeForm(WrittenForm):
    """A part-time timetable as it was agreed, in steps back to full time."""

    why = words_of(
        "The exceptional circumstances",
        help_text="Why it is in the child’s interest. Never for behaviour, nor for want of a place or of staff.",
    )
    authorised = forms.ModelChoiceField(
        label="Agreed for the school by",
        queryset=Post.objects.none(),
        empty_label="Choose",
        help_text="The head, or somebody whom the head has named in writing.",
    )
    parent = forms.ModelChoiceField(
        label="Agreed by the parent",
        queryset=Care.objects.none(),
        empty_label="Choose",
        help_text="A parent with whom the pupil normally lives. They may take their word back at any time.",
    )
    agreed_on = day("Agreed on")
    involved = forms.CharField(
        label="Who else was asked, and when",
        max_length=500,
        required=False,
        help_text="The authority, the social worker, the virtual school head, the doctor.",
    )
    first_day = day("It begins on")
    review_on = day("First review on")

    def __init__(
        self, *args: object, authorised: "QuerySet[Post]", parents: "QuerySet[Care]", **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authorised"].queryset = authorised  # type: ignore[attr-defined]
        self.fields["authorised"].label_from_instance = _post_words  # type: ignore[attr-defined]
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["parent"].label_from_instance = _care_words  # type: ignore[attr-defined]
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"until{number}"] = day(f"Step {number}: last day", required=number == 1)
            self.fields[f"halves{number}"] = forms.MultipleChoiceField(
                choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
            )

    def clean(self) -> dict[str, Any]:
        """Steps without a gap between them."""
        given = super().clean() or self.cleaned_data
        used = [n for n in range(1, MOST_STEPS + 1) if given.get(f"until{n}") or given.get(f"halves{n}")]
        if used != list(range(1, len(used) + 1)):
            self.add_error(None, "Fill in the steps one after another, without a gap.")
        for number in used:
            if not given.get(f"until{number}") and f"until{number}" not in self.errors:
                self.add_error(f"until{number}", f"Step {number} needs its last day.")
        return given

    @property
    def agreed(self) -> Agreed:
        """As the action takes it."""
        said = self.cleaned_data
        ends = [
            (said[f"until{n}"], as_text(said[f"halves{n}"]))
            for n in range(1, MOST_STEPS + 1)
            if said.get(f"until{n}")
        ]
        fields = ("why", "authorised", "parent", "agreed_on", "involved", "review_on")
        return Agreed(**{name: said[name] for name in fields}, steps=steps_from(said["first_day"], ends))

    def rows(self) -> Iterator[StepRow]:
        """The grid of steps."""
        for number in range(1, MOST_STEPS + 1):
            yield StepRow(number, self[f"until{number}"], list(self[f"halves{number}"].subwidgets))

    def top(self) -> list[forms.BoundField]:
        """The fields above the grid."""
        return [self[name] for name in ("why", "authorised", "parent", "agreed_on", "involved", "first_day")]


class PartTimeReviewForm(WrittenForm):
    """A review of a part-time timetable."""

    on = day("Day of the review")
    words = words_of("Who took part, and what was found", help_text="What the child and the parents say.")
    review_on = day("Next review on", help_text="Within six weeks.")


class PartTimeEndForm(WrittenForm):
    """Full time sooner than agreed."""

    on = day("Full time from")
    words = words_of("Why", help_text="It goes well, or the parent no longer agrees.")


class AppointmentForm(forms.Form):
    """Something medical that comes each week."""

    what = forms.CharField(
        label="What it is",
        max_length=100,
        help_text="As the register shows it, so no more than a teacher needs: Therapy.",
    )
    weekday = forms.TypedChoiceField(label="Each", choices=list(enumerate(DAYS)), coerce=int)
    leaves = forms.TimeField(label="Leaves school, or home, at", widget=TimeOfDayInput)
    back = forms.TimeField(
        label="In school at", widget=TimeOfDayInput, help_text="A whole half-day: its last minute."
    )
    first_day = day("First day")
    last_day = day("Last day", help_text="Half a year at most: then look at it again.")

    @property
    def appointment(self) -> Appointment:
        """As the action takes it."""
        said = self.cleaned_data
        away = Away(said["weekday"], said["leaves"], said["back"])
        return Appointment(said["what"], away, said["first_day"], said["last_day"])


def _post_words(post: Post) -> str:
    return f"{post.user.name}, {post.position}"


def _care_words(care: Care) -> str:
    return f"{care.contact.name} ({care.relationship})"
