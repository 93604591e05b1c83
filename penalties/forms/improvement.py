"""What the pages of notices to improve accept."""

from collections.abc import Sequence
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, day, words_of
from penalties.authority import IMPROVEMENT_WEEKS_LEAST, IMPROVEMENT_WEEKS_MOST, CountedIn
from penalties.improvement import COUNTED_WORDS, MOST_ALLOWED, Outcome
from penalties.improvement_letters import Says, lines_of
from penalties.improvement_now import NoticeNow
from penalties.models import NoticeToImproveEnd
from registers.models import Care

Kind = NoticeToImproveEnd.Kind
SHORT = {"class": "govuk-input--width-3"}


class NoticeToImproveForm(WrittenForm):
    """What a notice says, and which parents get one each."""

    contacts = forms.MultipleChoiceField(
        label="Who is given a notice",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        help_text="One to each parent: it stands for that parent alone.",
    )
    first_day = day("It begins on", help_text="A school day by which the letter has arrived.")
    weeks = forms.IntegerField(
        label="For so many weeks",
        min_value=IMPROVEMENT_WEEKS_LEAST,
        max_value=IMPROVEMENT_WEEKS_MOST,
        widget=forms.NumberInput(SHORT),
        help_text=f"{IMPROVEMENT_WEEKS_LEAST} to {IMPROVEMENT_WEEKS_MOST}, as the authority’s code of conduct has it.",
    )
    counted_in = forms.ChoiceField(
        label="Weeks are", choices=list(COUNTED_WORDS.items()), widget=forms.RadioSelect
    )
    allowed = forms.IntegerField(
        label="Sessions without leave that are still enough improvement",
        min_value=0,
        max_value=MOST_ALLOWED - 1,
        widget=forms.NumberInput(SHORT),
        help_text="Decided for each family. 0: none at all. With one more the notice is not met.",
    )
    what_counts = words_of(
        "What else is enough improvement",
        required=False,
        help_text="In words, a line each: coming to the meetings of the plan, for example.",
        rows=2,
    )
    support = words_of("What was done to help", help_text="A line each. It stands in the letter.", rows=5)
    more_support = words_of(
        "What more there is, and how to take it up",
        help_text="A line each, also what was offered and not taken up so far: whom to ring, where to go.",
    )
    grounds = words_of(
        "A penalty notice may come before the last day, if",
        help_text="A line each. On no other ground can it end early.",
    )

    def __init__(self, *args: Any, cares: Sequence[Care], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contacts"].choices = [  # type: ignore[attr-defined]
            (str(care.contact_id), f"{care.contact.name}, {care.relationship.lower()}") for care in cares
        ]

    @property
    def chosen(self) -> list[int]:
        """The parents who are given one."""
        return [int(contact) for contact in self.cleaned_data["contacts"]]

    @property
    def says(self) -> Says:
        """As the action takes it."""
        said = self.cleaned_data
        return Says(
            first_day=said["first_day"],
            weeks=said["weeks"],
            counted_in=CountedIn(said["counted_in"]),
            allowed=said["allowed"],
            grounds=tuple(lines_of(said["grounds"])),
            support="\n".join(lines_of(said["support"])),
            more_support="\n".join(lines_of(said["more_support"])),
            what_counts="\n".join(lines_of(said["what_counts"])),
        )


class EndNoticeForm(WrittenForm):
    """How a notice ended."""

    kind = forms.ChoiceField(label="How it ended", widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label="Early: on which ground", required=False, help_text="Those that the letter states."
    )
    words = words_of("What happened", required=False, help_text="Needed where it ends early or is withdrawn.")

    def __init__(self, *args: Any, found: NoticeNow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground, ground) for ground in found.notice.grounds]
        kinds = ends_of(found)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if Kind.EARLY not in kinds:
            del self.fields["ground"]
            return
        self.fields["ground"].choices = [("", "Not early"), *grounds]  # type: ignore[attr-defined]


def ends_of(found: NoticeNow) -> list[Kind]:
    """How a notice may end on the day: early while it runs; met or not met afterwards, as the register has it."""
    if found.on <= found.notice.last_day:
        return [Kind.EARLY, Kind.WITHDRAWN]
    by_register = {Outcome.MET: [Kind.MET], Outcome.NOT_MET: [Kind.NOT_MET]}
    return [*by_register.get(found.watched.outcome, []), Kind.WITHDRAWN]
