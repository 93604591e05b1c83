"""What the board accepts: an attempt, a reason, a report by telephone, what was said of one."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from absence.actions.explain import Lasts
from absence.actions.reports import Heard, Telling
from absence.models import AbsenceReport, ContactAttempt
from absence.models.reports import MOST_STILL_ILL_DAYS
from absence.report_words import why_of
from attendance_site.parts.clock import LONDON
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios, TimeOfDayInput
from registers.codes import (
    ABSENT,
    APPOINTMENT,
    CODES,
    DUE_ELSEWHERE,
    EXCEPTIONAL_LEAVE,
    HOLIDAY_NOT_GRANTED,
    ILLNESS,
    LATE_AFTER_CLOSE,
    NO_GOOD_REASON,
    NO_REASON_YET,
    NOT_EXPECTED,
    NOT_POSSIBLE,
    PART_CLOSED,
    PART_TIME_LEAVE,
    PLANNED_AHEAD,
    RESTRICTED,
    SITE_CLOSED,
    SUSPENDED,
    is_valid_on,
)
from registers.plan_kinds import decided_by_head, needs_note
from registers.plan_preview import LONGEST
from registers.roles import Permission, Role, may

Kind, Outcome = ContactAttempt.Kind, ContactAttempt.Outcome
CameBy = AbsenceReport.CameBy
USUAL = (ILLNESS, APPOINTMENT, EXCEPTIONAL_LEAVE, NO_GOOD_REASON, HOLIDAY_NOT_GRANTED)
ELSEWHERE = {
    NO_REASON_YET, LATE_AFTER_CLOSE, NOT_EXPECTED, DUE_ELSEWHERE, PART_CLOSED, SITE_CLOSED, PART_TIME_LEAVE, SUSPENDED,
}  # fmt: skip
"""No reason that somebody gives on the telephone: they are made on pages of their own, or by the clock."""
QUICK = (Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.SPOKE_NO_REASON, Outcome.WRONG_NUMBER)
"""One press beside a number."""
OUTCOMES_OF = {
    Kind.CALL: (*QUICK,),
    Kind.EMAIL: (Outcome.LEFT_MESSAGE, Outcome.SPOKE_NO_REASON),
    Kind.TEXT: (Outcome.LEFT_MESSAGE, Outcome.SPOKE_NO_REASON),
    Kind.VISIT: (Outcome.SEEN_AND_SPOKEN, Outcome.SEEN_NOT_SPOKEN, Outcome.NOT_SEEN, Outcome.NOBODY_HOME),
    Kind.IN_PERSON: (Outcome.SPOKE_NO_REASON, Outcome.SEEN_AND_SPOKEN, Outcome.SEEN_NOT_SPOKEN),
    Kind.PROFESSIONAL: (
        Outcome.TOLD, Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.SEEN_AND_SPOKEN, Outcome.SEEN_NOT_SPOKEN,
    ),
    Kind.POLICE: (
        Outcome.TOLD, Outcome.SEEN_AND_SPOKEN, Outcome.SEEN_NOT_SPOKEN, Outcome.NOT_SEEN, Outcome.NOBODY_HOME,
    ),
}  # fmt: skip
"""What an attempt of each kind may come to, beside a reason."""
ATTEMPTS = [
    (f"{kind.value}:{outcome.value}", f"{kind.label}: {outcome.label[:1].lower()}{outcome.label[1:]}")
    for kind, outcomes in OUTCOMES_OF.items()
    for outcome in outcomes
]
OF_OTHERS = (Kind.PROFESSIONAL, Kind.POLICE)
VISITS = [(f"{Kind.VISIT.value}:{outcome.value}", outcome.label) for outcome in OUTCOMES_OF[Kind.VISIT]]
HOW = [
    (kind.value, kind.label)
    for kind in (Kind.CALL, Kind.RANG, Kind.TEXT, Kind.EMAIL, Kind.IN_PERSON, Kind.VISIT)
]
LASTS = [
    (Lasts.DAY.value, "All day"),
    (Lasts.HALF.value, "This half-day only"),
    (Lasts.UNTIL.value, "Until and including"),
]


def reason_codes(role: Role, on: date) -> list[tuple[str, str]]:
    """The codes that a reason may be given, for that role, illness and appointments before the others."""
    found = (ABSENT | NOT_POSSIBLE) - ELSEWHERE
    if not may(role, Permission.SEE_SOCIAL_CARE):
        found -= RESTRICTED
    codes = [code for code in CODES.values() if code.code in found and is_valid_on(code.code, on)]
    usual = sorted(codes, key=lambda code: USUAL.index(code.code) if code.code in USUAL else len(USUAL))
    return [(code.code, f"{code.code} {code.words}") for code in usual]


class OperationForm(forms.Form):
    """One press of a button. The same operation again is the same press."""

    op = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def operation(self) -> uuid.UUID | None:
        """The number of the press."""
        return self.cleaned_data.get("op")


class WhoForm(OperationForm):
    """Somebody who was asked, or who said it: a contact of the child, or anybody by name."""

    who = forms.IntegerField(required=False)
    somebody = forms.CharField(max_length=200, required=False)
    note = forms.CharField(max_length=300, required=False)


class AttemptForm(WhoForm):
    """An attempt with what came of it."""

    attempt = forms.ChoiceField(choices=ATTEMPTS, error_messages={"required": "Choose what was tried."})

    def clean(self) -> dict[str, Any]:
        """The list of adults says whom of the family; a police force or a professional is nobody on it."""
        said = super().clean() or self.cleaned_data
        if said.get("attempt") and self.kind in OF_OTHERS:
            said["who"] = None
        return said

    @property
    def kind(self) -> str:
        """How it was tried."""
        return str(self.cleaned_data["attempt"]).partition(":")[0]

    @property
    def outcome(self) -> str:
        """What came of it."""
        return str(self.cleaned_data["attempt"]).partition(":")[2]


class ReasonForm(WhoForm):
    """A reason with its code, and how long it holds."""

    kind = forms.ChoiceField(choices=HOW)
    code = forms.ChoiceField(error_messages={"required": "Choose the code of the reason."})
    lasts = forms.ChoiceField(choices=LASTS)
    until = DayField(required=False)

    def __init__(self, *args: Any, role: Role, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.today = role, today
        self.fields["code"].choices = [("", "Choose a code"), *reason_codes(role, today)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The note that a code needs, and a last day that makes sense."""
        given = super().clean() or {}
        _clean_note(self, given.get("code", ""), given.get("note", ""), self.role)
        if given.get("lasts") == Lasts.UNTIL:
            _clean_until(self, given.get("until"), self.today)
        return given


class RangForm(WhoForm):
    """What somebody said who rang, left word or came to the desk."""

    who = forms.IntegerField(required=False, widget=forms.Select)
    code = forms.ChoiceField(
        label="What it comes to", error_messages={"required": "Choose what it comes to."}
    )
    note = forms.CharField(label="What they said", max_length=250)
    somebody = forms.CharField(
        label="Who said it", max_length=80, help_text="The name, and what they are to the child."
    )
    how = forms.ChoiceField(
        label="How",
        choices=[(each.value, each.label) for each in CameBy if each is not CameBy.PAGES],
        widget=InlineRadios,
        initial="rang",
    )
    heard_at = forms.TimeField(label="At what time, today", widget=TimeOfDayInput, required=False)
    first_day = DayField(label="First day away", widget=DayInput)
    until = DayField(
        label="Until and including", widget=DayInput, required=False, help_text="Empty: that one day."
    )

    def __init__(self, *args: Any, role: Role, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["who"]
        self.role, self.today = role, today
        listed = [(code, words) for code, words in reason_codes(role, today) if code in PLANNED_AHEAD]
        self.fields["code"].choices = [("", "Choose a code"), *listed]  # type: ignore[attr-defined]
        self.order_fields(["code", "note", "somebody", "how", "heard_at", "first_day", "until"])

    def clean(self) -> dict[str, Any]:
        """Days in order, today or later."""
        given = super().clean() or {}
        first = given.get("first_day")
        if given.get("code"):
            _clean_note(self, given["code"], given.get("note", ""), self.role)
        if first is None:
            return given
        if first < self.today:
            self.add_error(
                "first_day", "For a day gone by, amend the mark: the pupil's page has it under Marks."
            )
        given["until"] = given.get("until") or first
        if first >= self.today:
            _clean_until(self, given["until"], first)
        return given

    def heard(self, now: datetime) -> Heard:
        """Who said it, how, and when."""
        clock: time | None = self.cleaned_data["heard_at"]
        at = datetime.combine(now.date(), clock, LONDON) if clock else now
        return Heard(self.cleaned_data["somebody"].strip(), self.cleaned_data["how"], min(at, now))

    @property
    def telling(self) -> Telling:
        """What was said of the absence."""
        said = self.cleaned_data
        code = said["code"]
        return Telling(why_of(code), said["first_day"], said["until"], words=said["note"], code=code)


class AnswerReportForm(OperationForm):
    """What is done with a report: accepted with its code or another, asked about, or not accepted."""

    do = forms.ChoiceField(
        choices=[(each, each) for each in ("accept", "accept_as", "ask", "decline")],
        error_messages={
            "required": "Choose what is done with the report.",
            "invalid_choice": "Choose what is done.",
        },
    )
    code = forms.ChoiceField(required=False)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, role: Role, report: AbsenceReport, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.report = role, report
        self.fields["code"].choices = [("", ""), *reason_codes(role, today)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The note that another code needs."""
        given = super().clean() or {}
        if given.get("do") == "accept_as":
            if not given.get("code"):
                self.add_error("code", "Choose the code that it is accepted with.")
            else:
                _clean_note(self, given["code"], given.get("note", ""), self.role)
        return given


class StillIllForm(forms.Form):
    """On how many mornings "still ill" may be said by one press."""

    days = forms.IntegerField(
        label="Mornings on which “still ill” is one press",
        min_value=0,
        max_value=MOST_STILL_ILL_DAYS,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
        help_text=f"From 0 (ring every day) to {MOST_STILL_ILL_DAYS}.",
    )


class CorrectionForm(OperationForm):
    """What an entry should have said."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    note = forms.CharField(
        max_length=500, error_messages={"required": "Say what was wrong: the first entry stays beside it."}
    )


def _clean_note(form: forms.Form, code: str, note: str, role: Role) -> None:
    if code and needs_note(code) and not note.strip():
        form.add_error("note", f"{code} needs {CODES[code].detail.value}: write it in the note.")
    if code and decided_by_head(code, role) and not note.strip():
        form.add_error("note", f"{code} is the head's to agree: say in the note who agreed to it, and when.")


def _clean_until(form: forms.Form, until: date | None, first: date) -> None:
    if until is None:
        form.add_error("until", "Until which day? Give the last day away.")
    elif until < first:
        form.add_error("until", "The last day away has gone by.")
    elif until - first > timedelta(days=LONGEST):
        form.add_error("until", f"Give {LONGEST} days at most.")
