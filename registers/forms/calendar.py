"""What the pages of the calendar accept: terms, closures, and closing without warning."""

import datetime as dt
from hashlib import blake2b
from typing import Any, cast

from django import forms
from django.http import QueryDict

from attendance_site.parts.form_rendering import DayInput, InlineRadios
from registers.calendar_year import classes_of, year_groups_of, year_words
from registers.closing_plan import Closing
from registers.codes import Session
from registers.models import Closure, Pupil, School, Term
from registers.models.messages import Message
from registers.school_sessions import HALF
from registers.school_year import academic_year_days

HALVES = [("", "All day"), ("AM", "Morning only"), ("PM", "Afternoon only")]
WHOLE, PART, PUPILS = "whole", "part", "pupils"
KEEP, REPLACE = "keep", "replace"
KINDS = [
    (Closure.Kind.INSET, "INSET day"),
    (Closure.Kind.HOLIDAY, "Holiday"),
    (Closure.Kind.BANK_HOLIDAY, "Bank holiday"),
    (Closure.Kind.PLANNED, "Other planned closure"),
]
ANSWERED = ("seen", "reason", "present")
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


class DayField(forms.DateField):
    """A day within reason."""

    widget = DayInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError("Check the year.")


class Previewed(forms.Form):
    """A form whose effects are shown first. `seen` says which values they were shown for."""

    reason = forms.CharField(
        label="Why it changes",
        max_length=300,
        required=False,
        help_text="Kept with the change. Needed where days that are over change.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @property
    def digest(self) -> str:
        """A mark of the values that stand in the form, apart from what is answered beside the effects."""
        values = {name: str(value) for name, value in self.cleaned_data.items() if name not in ANSWERED}
        return blake2b(repr(sorted(values.items())).encode(), digest_size=12).hexdigest()

    def remember(self) -> None:
        """Note in the form, as it is drawn again, that the effects of these values are shown with it."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = self.digest
        self.data = data

    @property
    def was_seen(self) -> bool:
        """Whether the effects of exactly these values were shown."""
        return bool(self.cleaned_data["seen"] == self.digest)


class TermForm(Previewed):
    """A term: its name, days and school year."""

    name = forms.CharField(max_length=60, widget=forms.TextInput({"class": "govuk-input--width-20"}))
    first_day = DayField(label="First day")
    last_day = DayField(label="Last day")
    academic_year = forms.RegexField(
        r"^\d{4}-\d{2}$",
        label="School year",
        help_text="As 2026-27",
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        error_messages={"invalid": "Write the school year as 2026-27."},
    )
    field_order = ("name", "first_day", "last_day", "academic_year", "reason", "seen")

    def clean_academic_year(self) -> str:
        """A year that there is."""
        name: str = self.cleaned_data["academic_year"]
        try:
            academic_year_days(name)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return name

    def term(self, school: School, pk: int | None = None) -> Term:
        """The term as the form has it."""
        fields = ("name", "first_day", "last_day", "academic_year")
        return Term(pk=pk, school=school, **{name: self.cleaned_data[name] for name in fields})


class ClosureForm(Previewed):
    """A planned closure: what, when, for whom."""

    kind = forms.ChoiceField(choices=KINDS, label="What it is")
    first_day = DayField(label="First day")
    last_day = DayField(label="Last day", required=False, help_text="Empty: the same day.")
    sessions = forms.ChoiceField(choices=HALVES, required=False, label="Which half", widget=InlineRadios)
    note = forms.CharField(
        label="Name or note",
        max_length=300,
        required=False,
        help_text="What a register says where it would stand: “Half term”, “Polling station”.",
    )
    year_groups = forms.MultipleChoiceField(
        label="Only these year groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    classes = forms.MultipleChoiceField(
        label="Only these classes", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "kind",
        "first_day",
        "last_day",
        "sessions",
        "note",
        "year_groups",
        "classes",
        "reason",
        "seen",
    )

    def __init__(self, *args: Any, school: School, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_parts(self, school, today)

    def closure(self, school: School, standing: Closure | None = None) -> Closure:
        """The closure as the form has it; one that stands keeps its number and what made it."""
        made = self.cleaned_data
        return Closure(
            pk=standing.pk if standing else None,
            school=school,
            kind=made["kind"],
            first_day=made["first_day"],
            last_day=made["last_day"] or made["first_day"],
            sessions=made["sessions"],
            year_groups=made["year_groups"],
            classes=made["classes"],
            note=made["note"].strip(),
            change_id=standing.change_id if standing else None,
        )


class RemoveForm(Previewed):
    """Taking a term or closure away."""


class BankHolidaysForm(Previewed):
    """Bank holidays to add."""

    days = forms.MultipleChoiceField(label="Bank holidays", widget=forms.CheckboxSelectMultiple)
    field_order = ("days", "reason", "seen")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = choices  # type: ignore[attr-defined]


class CloseSchoolForm(Previewed):
    """Closing without warning, in three steps: what, when, why."""

    scope = forms.ChoiceField(
        label="What is closed?",
        widget=forms.RadioSelect,
        choices=[
            (WHOLE, "The whole site"),
            (PART, "Part of the premises: some year groups or classes"),
            (PUPILS, "Part of the premises: some pupils by name"),
        ],
        initial=WHOLE,
    )
    year_groups = forms.MultipleChoiceField(
        label="Year groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    classes = forms.MultipleChoiceField(label="Classes", required=False, widget=forms.CheckboxSelectMultiple)
    pupils = forms.ModelMultipleChoiceField(
        queryset=Pupil.objects.none(),
        label="Pupils",
        required=False,
        widget=forms.SelectMultiple({"size": 10}),
    )
    first_day = DayField(label="First day closed")
    first_session = forms.ChoiceField(
        label="From the", choices=[("AM", "Morning"), ("PM", "Afternoon")], widget=InlineRadios, initial="AM"
    )
    last_day = DayField(label="Last day closed", required=False, help_text="Empty: the same day.")
    last_session = forms.ChoiceField(
        label="To the end of the",
        choices=[("AM", "Morning"), ("PM", "Afternoon")],
        widget=InlineRadios,
        initial="PM",
    )
    note = forms.CharField(
        label="In a line",
        max_length=200,
        help_text="“Snow: the site is not safe”. It stands in the registers, the calendar and the message to parents.",
        error_messages={"required": "Say why the school is closed."},
    )
    present = forms.ChoiceField(
        label="Pupils marked as being here",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (KEEP, "They keep their mark: the session took place for them"),
            (REPLACE, "Their mark is replaced: the session did not take place"),
        ],
        initial=KEEP,
    )
    field_order = (
        "scope", "year_groups", "classes", "pupils", "first_day", "first_session", "last_day", "last_session",
        "note", "present", "seen",
    )  # fmt: skip

    def __init__(self, *args: Any, school: School, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        add_parts(self, school, today)
        on_roll = Pupil.objects.filter(school=school).on_roll(today).order_by("surname", "forename", "pk")
        self.fields["pupils"].queryset = on_roll  # type: ignore[attr-defined]
        self.fields["pupils"].label_from_instance = _pupil_label  # type: ignore[attr-defined]

    def clean_present(self) -> str:
        """Nobody's mark is replaced unless somebody says so."""
        return self.cleaned_data["present"] or KEEP

    def remember(self) -> None:
        """With the choice about pupils who are here made, where nobody has made it yet."""
        super().remember()
        self.data["present"] = self.cleaned_data["present"]  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        """Sessions in order, and somebody to close out."""
        made = super().clean() or self.cleaned_data
        first, last = made.get("first_day"), made.get("last_day") or made.get("first_day")
        from_half, to_half = made.get("first_session", ""), made.get("last_session", "")
        if first and last and from_half and to_half and (first, from_half) > (last, to_half):
            self.add_error("last_day", "The closure ends before it begins.")
        elif first and last and (last - first).days > LONGEST_CLOSING:
            self.add_error(
                "last_day", f"Close for {LONGEST_CLOSING} days at most; close again then if need be."
            )
        scope = made.get("scope")
        if scope == PART and not (made.get("year_groups") or made.get("classes")):
            self.add_error("year_groups", "Choose a year group or a class.")
        if scope == PUPILS and not made.get("pupils"):
            self.add_error("pupils", "Choose the pupils.")
        return made

    @property
    def closing(self) -> Closing:
        """The closing as the form has it."""
        made = self.cleaned_data
        part, named = made["scope"] == PART, made["scope"] == PUPILS
        return Closing(
            first_day=made["first_day"],
            first_session=made["first_session"],
            last_day=made["last_day"] or made["first_day"],
            last_session=made["last_session"],
            note=made["note"].strip(),
            year_groups=tuple(made["year_groups"]) if part else (),
            classes=tuple(made["classes"]) if part else (),
            pupils=tuple(sorted(pupil.pk for pupil in made["pupils"])) if named else (),
            is_whole_site=made["scope"] == WHOLE,
        )

    @property
    def keep_present(self) -> bool:
        """Whether those marked as being here keep their mark."""
        return bool(self.cleaned_data["present"] == KEEP)


LONGEST_CLOSING = 60  # days; who is closed longer looks again


class ReopenForm(forms.Form):
    """From which session the school is open again, and why."""

    sitting = forms.ChoiceField(label="Open again from the")
    reason = forms.CharField(
        label="Why?", max_length=200, error_messages={"required": "Say why it opens again."}
    )

    def __init__(self, *args: Any, sittings: list[tuple[dt.date, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].choices = [  # type: ignore[attr-defined]
            (f"{day.isoformat()} {session}", f"{HALF[session]} of {day:%A} {day.day} {day:%B}")
            for day, session in sittings
        ]

    @property
    def chosen(self) -> tuple[dt.date, str]:
        """The session chosen."""
        day, _, session = self.cleaned_data["sitting"].partition(" ")
        return dt.date.fromisoformat(day), Session(session).value


class TellParentsForm(forms.Form):
    """One message to all parents."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=999)
    channels = forms.MultipleChoiceField(
        label="How",
        choices=[(Message.Channel.EMAIL.value, "E-mail"), (Message.Channel.TEXT.value, "Text message")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose e-mail, text or both."},
    )
    subject = forms.CharField(label="Subject of the e-mail", max_length=200)
    body = forms.CharField(label="What it says", max_length=2000, widget=forms.Textarea({"rows": 8}))


def add_parts(form: forms.Form, school: School, today: dt.date) -> None:
    """The year groups and classes that can be chosen."""
    years = [(year, year_words(year)) for year in year_groups_of(school, today)]
    form.fields["year_groups"].choices = years  # type: ignore[attr-defined]
    form.fields["classes"].choices = [(name, name) for name in classes_of(school)]  # type: ignore[attr-defined]


def _pupil_label(pupil: Pupil) -> str:
    return f"{pupil.surname}, {pupil.forename}"
