"""The checklist of a case, as a page asks it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, words_of
from attendance_site.parts.form_rendering import InlineRadios
from penalties.actions.considering import Seen
from penalties.considering import ENGAGED, MEANING, OFFERED, OUTCOMES, Considered, objections

YES_NO = [("yes", "Yes"), ("no", "No")]


def yes_or_no(label: str, *, help_text: str = "") -> forms.TypedChoiceField:
    """A question without a ready answer; None where nobody answered."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        help_text=help_text,
        widget=InlineRadios,
    )


def one_of(label: str, choices: Mapping[Any, str], *, help_text: str = "") -> forms.ChoiceField:
    """One of some answers, none of them ready."""
    listed = [(str(value), words) for value, words in choices.items()]
    widget = forms.RadioSelect({"class": "govuk-radios--small"})
    return forms.ChoiceField(label=label, choices=listed, required=False, help_text=help_text, widget=widget)


class ConsiderForm(WrittenForm):
    """The questions in their order: support first. What is missing or at odds stands beside the question."""

    seen_event = forms.IntegerField(widget=forms.HiddenInput)
    seen_decision = forms.IntegerField(widget=forms.HiddenInput)
    support_appropriate = yes_or_no(
        "1. Is support appropriate for this family?",
        help_text="Where something keeps the child from school, it is. For an unauthorised holiday it may not be.",
    )
    why_not = words_of("If not: why not?", required=False, rows=2)
    offered = one_of("2. If so: was enough support offered?", OFFERED)
    offered_words = words_of("What was offered, and by whom?", required=False, rows=2)
    engaged = one_of("3. Did the family take it up?", ENGAGED)
    engaged_words = words_of("How did they take it up, or what kept them from it?", required=False, rows=2)
    equality_words = words_of(
        "4. What did you think of under the Equality Act?",
        required=False,
        rows=2,
        help_text="Disability, language, religion, sex and the rest: does a duty, or an adjustment, come first?",
    )
    send_words = words_of(
        "5. What did you think of as to special needs, disability and health?",
        required=False,
        rows=2,
        help_text="What is on file stands above. Say also that there is nothing, where there is nothing.",
    )
    best_tool = yes_or_no("6. Would a penalty notice be the best tool for this family?")
    best_tool_words = words_of("Why, or why not? Which other tools were tried?", required=False, rows=2)
    outcome = one_of("7. What do you decide?", {})
    reason = words_of("8. The reason", required=False, rows=3, help_text="It is kept with the case for good.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.visible_fields():
            field.field.asked_by_rules = True  # type: ignore[attr-defined]  # which are needed, the answers say
        outcome = self.fields["outcome"]
        outcome.choices = [(each.value, f"{words}. {MEANING[each]}") for each, words in OUTCOMES.items()]  # type: ignore[attr-defined]

    @property
    def considered(self) -> Considered:
        """As the action takes it."""
        said = self.cleaned_data
        return Considered(**{name: said[name] for name in Considered.__dataclass_fields__})

    @property
    def seen(self) -> Seen:
        """What stood on the page when it was opened."""
        return Seen(self.cleaned_data["seen_event"], self.cleaned_data["seen_decision"])

    def clean(self) -> None:
        """Say what is missing, or does not fit together, beside its question."""
        if self.errors:
            return
        for name, words in objections(self.considered):
            self.add_error(name, words)
