"""What the page on which the head decides about leave accepts, and the page of those who may decide."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from absence.actions.ask_about_leave import QUESTION_MOST
from absence.actions.decide_leave import REASON_MOST, Chosen, Seen
from absence.leave_days import LeaveDays
from absence.leave_page import LeavePage
from absence.leave_rules import RECORDED_MOST
from absence.models import LeaveDecision
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios
from registers.codes import Session
from registers.models import Post

Outcome = LeaveDecision.Outcome
OUTCOMES = [
    (Outcome.AGREED.value, "Agree to all the days"),
    (Outcome.PART.value, "Agree to a part of the days"),
    (Outcome.NOT_AGREED.value, "Not agree"),
]
"""None is chosen to begin with."""
BEGINS = [(Session.AM.value, "From the morning"), (Session.PM.value, "From the afternoon")]
ENDS = [(Session.AM.value, "Until the end of the morning"), (Session.PM.value, "Until the end of the day")]


class CodeField(forms.ChoiceField):
    """The code of what is agreed; where nothing is, none is asked for."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class DecisionForm(forms.Form):
    """What is decided, for which children, and why."""

    children = forms.TypedMultipleChoiceField(
        label="For",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the children that you decide about."},
    )
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    first_day = DayField(label="First day agreed", widget=DayInput, required=False)
    first_half = forms.ChoiceField(
        label="It begins", choices=BEGINS, widget=InlineRadios, initial=Session.AM.value, required=False
    )
    last_day = DayField(label="Last day agreed", widget=DayInput, required=False)
    last_half = forms.ChoiceField(
        label="It ends", choices=ENDS, widget=InlineRadios, initial=Session.PM.value, required=False
    )
    code = CodeField(label="Code for the days agreed")
    recorded = forms.CharField(
        label="What is on file for that code", max_length=RECORDED_MOST, required=False
    )
    reason = forms.CharField(
        label="Your reasons",
        max_length=REASON_MOST,
        widget=forms.Textarea({"rows": 5}),
        help_text="The letter gives them as you write them, to the parent who asked.",
        error_messages={"required": "Say why: the letter gives your reasons."},
    )
    others = forms.TypedMultipleChoiceField(
        label="Also warn, where days are not agreed",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="That letter names the days and what the law says. It does not say who asked, or why. Tick somebody"
        " who lives elsewhere only if it is safe for the child and for the other parent that they know of these days.",
    )
    operation = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32767)
    newest = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, said: QueryDict | None = None, *, page: LeavePage) -> None:
        children = page.undecided or page.children
        start = {
            "children": [child.pupil.pk for child in children],
            "code": page.grants[0].code if len(page.grants) == 1 else "",
            "others": [other.contact.pk for other in page.other_parents if other.usual],
            "version": page.request.version,
            "newest": page.newest,
        }
        super().__init__(said, initial=start)
        fields: Any = self.fields
        fields["children"].choices = [
            (child.pupil.pk, " ".join(filter(None, [child.pupil.called, child.group])))
            for child in page.children
        ]
        codes = [(grant.code, grant.label) for grant in page.grants]
        fields["code"].choices = codes if len(codes) == 1 else [("", "Choose the code"), *codes]
        needs = [
            f"{grant.code}: {grant.needs[:1].lower()}{grant.needs[1:]}"
            for grant in page.grants
            if grant.needs
        ]
        fields["recorded"].help_text = f"{'. '.join(needs)}." if needs else ""
        if not needs:
            del self.fields["recorded"]
        fields["others"].choices = [
            (other.contact.pk, f"{other.contact.name}, {other.relationship.lower()}")
            for other in page.other_parents
        ]
        if not page.other_parents:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") == Outcome.PART:
            for name in ("first_day", "last_day"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, "Which day? Choose days that lie in the days asked for.")
        if said.get("outcome") in (Outcome.AGREED, Outcome.PART) and not said.get("code"):
            self.add_error("code", "Choose the code that the days take.")
        return said

    @property
    def chosen(self) -> Chosen:
        """The decision, of a form that is valid."""
        said = self.cleaned_data
        days = None
        if said["outcome"] == Outcome.PART:
            days = LeaveDays(
                said["first_day"], said["first_half"] or "AM", said["last_day"], said["last_half"] or "PM"
            )
        return Chosen(said["outcome"], said["code"], days, said.get("recorded", ""), said["reason"])

    @property
    def seen(self) -> Seen:
        """What the page showed when it was opened."""
        return Seen(self.cleaned_data["version"], self.cleaned_data["newest"])


class QuestionForm(forms.Form):
    """What is asked back."""

    question = forms.CharField(
        label="Your question",
        max_length=QUESTION_MOST,
        widget=forms.Textarea({"rows": 3}),
        help_text="The parent reads it on the family pages, and is told by e-mail or letter.",
        error_messages={"required": "Write what you would like to know."},
    )


class DelegateForm(forms.Form):
    """Whom the head names."""

    post = forms.TypedChoiceField(label="Who", coerce=int)
    from_day = DayField(label="From", widget=DayInput)
    words = forms.CharField(
        label="What you have put in writing",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="The words of the document, with its date.",
    )

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["post"].choices = [
            ("", "Choose somebody"),
            *((post.pk, f"{post.user.name}, {post.position}") for post in posts),
        ]


class LeaveTestForm(forms.Form):
    """The test in the school's own words."""

    value = forms.CharField(
        label="What it is worth to the child", max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    event = forms.CharField(
        label="What kind of event it is", max_length=1500, widget=forms.Textarea({"rows": 4})
    )
    source = forms.CharField(
        label="Where these words are from", max_length=200, help_text="The policy, and when it was adopted."
    )
    operation = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
