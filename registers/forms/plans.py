"""What the pages that plan marks accept: for one pupil, for a weekly pattern, for many at once."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from attendance_site.parts.form_rendering import DayInput, InlineRadios, TimeOfDayInput
from registers.calendar_year import year_words
from registers.codes import CODES, DUE_ELSEWHERE, NOT_EXPECTED, PART_TIME_LEAVE
from registers.models import Club, PlanBatch, Post, RegistrationGroup
from registers.plan_kinds import BY_KEY, KINDS, decided_by_head, halves_of, needs_note, note_of, single_codes
from registers.plan_preview import LONGEST, Asked
from registers.roles import Role
from registers.school_year import YEAR_GROUPS

WHOLE_DAY = "both"
PARTS = [(WHOLE_DAY, "Whole day"), ("AM", "Morning"), ("PM", "Afternoon")]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
HALVES = [
    (str(2 * day + half), f"{name} {words}")
    for day, name in enumerate(WEEKDAYS)
    for half, words in enumerate(("morning", "afternoon"))
]
MOST_NAMES = 600
LONGEST_NOTE = 250


class DaysForm(forms.Form):
    """Days and half-days of a plan."""

    first_day = forms.DateField(label="First day", widget=DayInput)
    last_day = forms.DateField(
        label="Last day", widget=DayInput, required=False, help_text="Empty: that one day."
    )
    part = forms.ChoiceField(
        label="Which part of the day", choices=PARTS, initial=WHOLE_DAY, widget=InlineRadios
    )
    weekdays = forms.MultipleChoiceField(
        label="Only on these weekdays",
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        help_text="For what comes each week, such as swimming. None ticked: every school day from first to last.",
    )

    def clean(self) -> dict[str, Any]:
        """The days in order, and no more than half a year of them."""
        given = super().clean() or self.cleaned_data
        first = given.get("first_day")
        if first is None:
            return given
        last = given["last_day"] = given.get("last_day") or first
        if last < first:
            self.add_error("last_day", "The last day comes before the first. Swap them.")
        elif last - first > timedelta(days=LONGEST):
            self.add_error("last_day", f"Plan {LONGEST} days at most at once.")
        return given

    @property
    def halves(self) -> str:
        """The half-days of each week."""
        part = self.cleaned_data["part"]
        weekdays = [int(day) for day in self.cleaned_data["weekdays"]] or range(len(WEEKDAYS))
        return halves_of(["AM", "PM"] if part == WHOLE_DAY else [part], weekdays)

    def asked(self, code: str) -> Asked:
        """What is asked for, with that code."""
        said = self.cleaned_data
        return Asked(said["first_day"], said["last_day"], self.halves, code)


class PlanMarkForm(DaysForm):
    """One code for one pupil."""

    code = forms.ChoiceField()
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        help_text="The reason as a register shows it, such as Dentist to 11:00.",
    )
    decided_by = forms.CharField(
        label="Agreed by",
        required=False,
        max_length=40,
        help_text="Leave is the head's to agree. Say who agreed to it, and when.",
    )
    field_order = ["code", "first_day", "last_day", "part", "weekdays", "note", "decided_by"]

    def __init__(self, *args: object, role: Role, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.role = role
        choices = [
            ("", "Choose a code"),
            *((code.code, f"{code.code} {code.words}") for code in single_codes()),
        ]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]
        if role is Role.HEAD:
            del self.fields["decided_by"]

    def clean(self) -> dict[str, Any]:
        """What the code needs beside the days."""
        given = super().clean()
        code = given.get("code")
        if code and needs_note(code) and not given.get("note", "").strip():
            self.add_error("note", f"{code} needs {CODES[code].detail.value}.")
        if code and decided_by_head(code, self.role) and not given.get("decided_by", "").strip():
            self.add_error(
                "decided_by", f"Say who agreed to {code}: the head, or whom the head named, and when."
            )
        return given

    @property
    def words(self) -> str:
        """The note of the plan."""
        said = self.cleaned_data
        by_head = decided_by_head(said["code"], self.role)
        return note_of(said["note"], decided_by=said["decided_by"] if by_head else "")


class PatternForm(forms.Form):
    """The half-days on which a pupil is expected, and the code of the others."""

    expected = forms.MultipleChoiceField(
        label="Expected on",
        choices=HALVES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All ten ticked means full time: the pattern that holds now ends.",
    )
    code = forms.ChoiceField(
        label="Code for the half-days not ticked",
        choices=[
            (NOT_EXPECTED, f"{NOT_EXPECTED} Not expected: outside compulsory school age"),
            (DUE_ELSEWHERE, f"{DUE_ELSEWHERE} At the other school"),
            (PART_TIME_LEAVE, f"{PART_TIME_LEAVE} Part-time timetable, agreed and temporary"),
        ],
        widget=forms.RadioSelect,
    )
    first_day = forms.DateField(
        label="First day",
        widget=DayInput,
        help_text="The pattern that holds on this day ends the day before.",
    )
    last_day = forms.DateField(
        label="Last day",
        widget=DayInput,
        required=False,
        help_text=f"Empty: until changed. {NOT_EXPECTED} ends by itself when compulsory school age begins;"
        f" {PART_TIME_LEAVE} needs a last day.",
    )
    other_school = forms.CharField(
        label="The other school", required=False, max_length=200, help_text=f"For {DUE_ELSEWHERE}."
    )
    agreed_with = forms.CharField(
        label="Agreed with",
        required=False,
        max_length=200,
        help_text=f"For {PART_TIME_LEAVE}: the parent the pupil lives with, who agreed for the school, and when.",
    )

    @property
    def bits(self) -> str:
        """Ten characters, Monday AM to Friday PM."""
        ticked = set(self.cleaned_data["expected"])
        return "".join("1" if place in ticked else "0" for place, _ in HALVES)


class PlanMarksForm(DaysForm):
    """One thing for many pupils: what, when, and who."""

    kind = forms.ChoiceField(label="What is planned", choices=[(kind.key, kind.label) for kind in KINDS])
    title = forms.CharField(max_length=100, help_text="As registers show it, such as Museum of the Fens.")
    note = forms.CharField(
        label="What must be recorded",
        required=False,
        max_length=150,
        help_text="For an activity or provision what it is; for a religious day which day it is; for a placement where;"
        " for travelling how to reach the family. Optional otherwise.",
    )
    decided_by = forms.CharField(
        label="Agreed by",
        required=False,
        max_length=40,
        help_text="For study leave, an interview or a performance: the head, or whom the head named, and when.",
    )
    place = forms.CharField(required=False, max_length=100, help_text="Where the pupils go.")
    leader = forms.ModelChoiceField(
        label="Who leads it",
        queryset=Post.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="Sees the trip on their own page, and confirms on the day who is there.",
    )
    leaves_at = forms.TimeField(label="Leaves at", required=False, widget=TimeOfDayInput)
    back_at = forms.TimeField(label="Back at", required=False, widget=TimeOfDayInput)
    names = forms.CharField(
        label="Names or UPNs",
        required=False,
        max_length=60 * MOST_NAMES,
        widget=forms.Textarea({"rows": 4}),
        help_text="One pupil a line, as pasted from a list.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Classes",
        queryset=RegistrationGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    years = forms.MultipleChoiceField(
        label="Year groups",
        choices=[(year, year) for year in YEAR_GROUPS],
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    club = forms.ModelChoiceField(
        label="A club's list", queryset=Club.objects.none(), required=False, empty_label="None"
    )
    batch = forms.ModelChoiceField(
        label="The pupils of an earlier trip or list",
        queryset=PlanBatch.objects.none(),
        required=False,
        empty_label="None",
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["kind", "title", "first_day", "last_day", "part", "note", "decided_by"]

    def __init__(
        self,
        *args: object,
        role: Role,
        leaders: "QuerySet[Post]",
        groups: "QuerySet[RegistrationGroup]",
        years: list[str],
        clubs: "QuerySet[Club]",
        batches: "QuerySet[PlanBatch]",
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.role = role
        for name, rows in (("leader", leaders), ("groups", groups), ("club", clubs), ("batch", batches)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["years"].choices = [(year, year_words(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["leader"].label_from_instance = _who  # type: ignore[attr-defined]
        self.fields["batch"].label_from_instance = _which  # type: ignore[attr-defined]
        self.fields["operation"].initial = uuid.uuid4()
        if role is Role.HEAD:
            del self.fields["decided_by"]

    def clean(self) -> dict[str, Any]:
        """What this kind of plan needs."""
        given = super().clean()
        kind = BY_KEY.get(given.get("kind", ""))
        if kind is None:
            return given
        if kind.asks and not given.get("note", "").strip():
            self.add_error("note", f"{kind.label} needs this: {kind.asks.lower()}.")
        if kind.one_day and given.get("last_day") != given.get("first_day"):
            self.add_error(
                "last_day", "Only the one day set apart. Further days are leave, which the head decides."
            )
        if decided_by_head(kind.code, self.role) and not given.get("decided_by", "").strip():
            self.add_error(
                "decided_by", f"Say who agreed to {kind.code}: the head, or whom the head named, and when."
            )
        return given

    @property
    def words(self) -> str:
        """The note of each plan."""
        said = self.cleaned_data
        by_head = decided_by_head(BY_KEY[said["kind"]].code, self.role)
        return note_of(said["title"], said["note"], decided_by=said["decided_by"] if by_head else "")


def lines_of(text: str) -> list[str]:
    """The names or numbers of a pasted list: one a line, or parted by semicolons or tabs; bullets and figures gone."""
    parts = re.split(r"[\n\r;\t]+", text)
    tidy = (re.sub(r"^\s*(?:[-*•·]|\d{1,3}[.)])\s*", "", part).strip(" ,") for part in parts)
    return [part for part in tidy if part][:MOST_NAMES]


class AskedForm(forms.Form):
    """Who asked for one pupil, and on which day."""

    who = forms.CharField(max_length=60)
    when = forms.DateField(widget=DayInput)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today

    def clean_when(self) -> date:
        """Not a day to come."""
        when: date = self.cleaned_data["when"]
        if when > self.today:
            raise forms.ValidationError("That day has not come.")
        return when


def _who(post: Post) -> str:
    return f"{post.user.name}, {post.position}"


def _which(batch: PlanBatch) -> str:
    return f"{batch.title}, {batch.first_day.day} {batch.first_day:%b %Y}"
