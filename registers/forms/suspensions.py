"""What the pages about suspensions accept."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios, TimeOfDayInput
from registers.codes import (
    CODES,
    EXCEPTIONAL_LEAVE,
    ILLNESS,
    MORNING_PRESENT,
    NO_GOOD_REASON,
    NO_REASON_YET,
    Session,
)
from registers.models import Post, SuspensionTold
from registers.school_sessions import SCHOOL_TIME
from registers.suspension_rules import PROVISION_CODES, REASONS, HalfDay, Kind, Outcome

LONGEST = timedelta(days=366)
ACTING = "acting"
HALVES = [(Session.AM.value, "Morning"), (Session.PM.value, "Afternoon")]
LEFT_BEHIND = (NO_REASON_YET, NO_GOOD_REASON, EXCEPTIONAL_LEAVE, ILLNESS, MORNING_PRESENT)
"""What an E mark may become that was made for a session outside the suspension."""
SHORT = {"class": "govuk-input--width-10"}


class RecordSuspensionForm(forms.Form):
    """The head's decision."""

    kind = forms.ChoiceField(
        label="What the head decided",
        choices=[(Kind.SUSPENSION.value, "Suspension"), (Kind.PERMANENT.value, "Permanent exclusion")],
        widget=InlineRadios,
        initial=Kind.SUSPENSION.value,
    )
    first_day = DayField(label="First day", widget=DayInput)
    first_session = forms.ChoiceField(label="From the", choices=HALVES, widget=InlineRadios, initial="AM")
    last_day = DayField(
        label="Last day",
        widget=DayInput,
        required=False,
        help_text="The last day away. Leave it empty for a permanent exclusion: it lasts until its review.",
    )
    last_session = forms.ChoiceField(
        label="To the end of the", choices=HALVES, widget=InlineRadios, initial="PM"
    )
    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose a reason"), *REASONS.items()])
    words = forms.CharField(
        label="What happened, in words",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Only people who record suspensions read this. It stands on no register.",
    )
    decider = forms.ChoiceField(
        label="Who decided", help_text="Only the head, or whoever acts as head, suspends or excludes."
    )
    acting_name = forms.CharField(
        label="Name of the acting head", max_length=200, required=False, widget=forms.TextInput(SHORT)
    )

    def __init__(self, *args: Any, heads: Sequence[Post], by: Post, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads = {str(post.pk): post for post in heads}
        self.today = today
        choices = [(key, f"{post.user.name}, {post.position}") for key, post in self.heads.items()]
        self.fields["decider"].choices = [  # type: ignore[attr-defined]
            ("", "Choose who decided"),
            *choices,
            (ACTING, "Somebody acting as head"),
        ]
        self.fields["decider"].initial = str(by.pk) if str(by.pk) in self.heads else ""

    def clean(self) -> dict[str, Any]:
        """Turn days and halves into half-days, and the choice into a name and position."""
        cleaned = super().clean() or {}
        self._clean_days(cleaned)
        if cleaned.get("decider") == ACTING:
            cleaned["decided_by"] = cleaned.get("acting_name", "").strip()
            cleaned["decided_position"] = "Acting head"
            if not cleaned["decided_by"]:
                self.add_error("acting_name", "Write who acted as head.")
        elif head := self.heads.get(cleaned.get("decider", "")):
            cleaned["decided_by"], cleaned["decided_position"] = head.user.name, head.position
        return cleaned

    def _clean_days(self, cleaned: dict[str, Any]) -> None:
        first_day, last_day = cleaned.get("first_day"), cleaned.get("last_day")
        if first_day is None or "first_session" not in cleaned or "last_session" not in cleaned:
            return
        if abs(first_day - self.today) > LONGEST:
            self.add_error("first_day", "Choose a day within a year of today.")
        cleaned["first"], cleaned["last"] = HalfDay(first_day, cleaned["first_session"]), None
        if cleaned.get("kind") == Kind.PERMANENT:
            if last_day is not None:
                self.add_error("last_day", "A permanent exclusion has no last day: leave this empty.")
            return
        if last_day is None and "last_day" not in self.errors:
            self.add_error("last_day", "Say which day is the last away.")
        elif last_day is not None:
            cleaned["last"] = HalfDay(last_day, cleaned["last_session"])
            if cleaned["last"] < cleaned["first"]:
                self.add_error("last_day", "The last day lies before the first.")
            elif last_day - first_day > LONGEST:
                self.add_error("last_day", "Choose a last day within a year of the first.")


class LeftBehindForm(forms.Form):
    """A change that may leave E marks outside the suspension."""

    code = forms.ChoiceField(
        label="E marks already made for sessions it no longer holds become",
        required=False,
        choices=[
            ("", "There are none, or I do not know yet"),
            *((code, f"{code}  {CODES[code].words}") for code in LEFT_BEHIND),
        ],
        help_text="They are amended with the reason, and what stood before is kept.",
    )


class ChangeSuspensionForm(LeftBehindForm):
    """Another end, or taking it back whole."""

    what = forms.ChoiceField(
        label="What changes",
        choices=[
            ("end", "It ends on another day"),
            ("withdraw", "It is taken back whole: recorded by mistake, or cancelled before it began"),
        ],
        widget=forms.RadioSelect,
    )
    last_day = DayField(
        label="Last day",
        widget=DayInput,
        required=False,
        help_text="The last day away. Days away before a cancellation count towards the year.",
    )
    last_session = forms.ChoiceField(
        label="To the end of the", choices=HALVES, widget=InlineRadios, initial="PM"
    )
    reason = forms.CharField(label="Reason of the change", max_length=300, strip=True)

    field_order = ("what", "last_day", "last_session", "reason", "code")

    def __init__(self, *args: Any, permanent: bool, first: HalfDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        if permanent:
            what = self.fields["what"]
            what.choices = [what.choices[1]]  # type: ignore[attr-defined]
            what.initial = "withdraw"
            del self.fields["last_day"], self.fields["last_session"]

    def clean(self) -> dict[str, Any]:
        """Another end needs its day."""
        cleaned = super().clean() or {}
        if cleaned.get("what") == "end" and "last_day" not in self.errors:
            last_day = cleaned.get("last_day")
            if last_day is None:
                self.add_error("last_day", "Say which day is the last away.")
            elif last_day - self.first.date > LONGEST:
                self.add_error("last_day", "Choose a last day within a year of the first.")
            elif "last_session" in cleaned:
                cleaned["last"] = HalfDay(last_day, cleaned["last_session"])
        return cleaned


class ProvisionForm(forms.Form):
    """Education that was arranged."""

    first_day = DayField(label="From", widget=DayInput)
    code = forms.ChoiceField(
        label="What it is",
        choices=[(code, f"{code}  {CODES[code].words}") for code in PROVISION_CODES],
        widget=forms.RadioSelect,
    )
    session = forms.ChoiceField(
        label="When",
        choices=[("", "All day"), ("AM", "Mornings"), ("PM", "Afternoons")],
        widget=InlineRadios,
        required=False,
    )
    provider = forms.CharField(label="Where, and who provides it", max_length=120)
    nature = forms.CharField(
        label="Nature of the provision", max_length=120, help_text="Such as: full-time, core subjects."
    )
    times = forms.CharField(
        max_length=60, required=False, help_text="Such as 9:30 to 14:30.", widget=forms.TextInput(SHORT)
    )
    confirmed = forms.BooleanField(label="The provider has confirmed the place", required=False)


class ReviewForm(LeftBehindForm):
    """What a review of a permanent exclusion came to."""

    date = DayField(label="Date of the decision", widget=DayInput)
    outcome = forms.ChoiceField(
        choices=[(outcome.value, outcome.words) for outcome in Outcome], widget=forms.RadioSelect
    )
    returns_on = DayField(
        label="Back in school from",
        widget=DayInput,
        required=False,
        help_text="Where the pupil is reinstated.",
    )
    note = forms.CharField(max_length=300, required=False)

    field_order = ("date", "outcome", "returns_on", "note", "code")

    def clean(self) -> dict[str, Any]:
        """Who is reinstated is back from a day."""
        cleaned = super().clean() or {}
        reinstated = cleaned.get("outcome") == Outcome.REINSTATED
        if reinstated and cleaned.get("returns_on") is None and "returns_on" not in self.errors:
            self.add_error("returns_on", "Say from which day the pupil is back.")
        return cleaned


class ToldForm(forms.Form):
    """Somebody was told, now or at another time."""

    line = forms.CharField(max_length=40)
    who = forms.CharField(label="Who", max_length=200, required=False, strip=True)
    how = forms.ChoiceField(label="How", choices=SuspensionTold.How.choices)
    day = DayField(label="Day", required=False, widget=DayInput)
    time = forms.TimeField(label="Time", required=False, widget=TimeOfDayInput)

    def told_at(self, now: datetime) -> datetime:
        """The time that was stated; the present one where none was."""
        day: date | None = self.cleaned_data["day"]
        stated: time | None = self.cleaned_data["time"]
        if day is None and stated is None:
            return now
        local = now.astimezone(SCHOOL_TIME)
        return datetime.combine(day or local.date(), stated or time(local.hour, local.minute), SCHOOL_TIME)
