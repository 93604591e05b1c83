"""What a family says when it reports an absence: why, on which days, and in its own words. One question a page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from absence.report_days import AHEAD, LONGEST_ILLNESS, ReportDays
from absence.report_words import Why
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes, TimeOfDayInput
from attendance_site.parts.spoken import spoken_day

THAT_DAY, UNTIL, NOT_SURE = "day", "until", "not_sure"
FAMILY_WORDS = {
    Why.ILL: gettext_lazy("Ill"),
    Why.MEDICAL: gettext_lazy("Medical or dental appointment"),
    Why.RELIGIOUS: gettext_lazy("Religious day"),
    Why.OTHER: gettext_lazy("Something else"),
}
"""Why, as families read it."""


class WhyForm(forms.Form):
    """Why the child is away."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[(why.value, FAMILY_WORDS[why]) for why in Why],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose why."),
            "invalid_choice": gettext_lazy("Choose why."),
        },
    )


class OnDayForm(forms.Form):
    """A day of school, today or later, that the child has."""

    day = DayField(
        label=gettext_lazy("Which day?"),
        widget=DateBoxes,
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("That is not a real day. Check the numbers."),
        },
    )

    def __init__(self, *args: Any, days: ReportDays, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days
        example = days.offered[-1] if days.offered else days.today
        self.fields["day"].help_text = _("For example %(example)s.") % {"example": f"{example:%-d %-m %Y}"}

    def clean_day(self) -> date:
        """A day of school that has not gone by."""
        day: date = self.cleaned_data["day"]
        if self.days.is_gone(day):
            raise forms.ValidationError(_("That day has gone by. Choose today or a later day."))
        if not self.days.sessions(day):
            raise forms.ValidationError(_no_school_words(day, self.days))
        return day


class AppointmentForm(OnDayForm):
    """The day of an appointment, and the times out of school and back."""

    out_at = forms.TimeField(
        label=gettext_lazy("When will your child leave school?"),
        help_text=gettext_lazy("Leave this empty if your child goes straight from home."),
        widget=TimeOfDayInput,
        required=False,
        error_messages={"invalid": gettext_lazy("Give a time, such as 9:40.")},
    )
    back_at = forms.TimeField(
        label=gettext_lazy("When will your child be back?"),
        help_text=gettext_lazy("Leave this empty if your child will not come back that day."),
        widget=TimeOfDayInput,
        required=False,
        error_messages={"invalid": gettext_lazy("Give a time, such as 11:30.")},
    )

    def clean(self) -> dict[str, Any]:
        """Back after out."""
        given = super().clean() or self.cleaned_data
        out, back = given.get("out_at"), given.get("back_at")
        if out and back and back <= out:
            self.add_error("back_at", _("The time back must be after the time out."))
        return given


class UntilForm(forms.Form):
    """From which of the next days, and until when."""

    first_day = forms.ChoiceField(label=gettext_lazy("From which day?"), widget=forms.RadioSelect)
    until = forms.ChoiceField(
        label=gettext_lazy("Until when?"),
        choices=[
            (THAT_DAY, gettext_lazy("Only that day")),
            (UNTIL, gettext_lazy("Until a day that I know")),
            (NOT_SURE, pgettext_lazy("until when", "I am not sure yet")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose until when."),
            "invalid_choice": gettext_lazy("Choose."),
        },
    )
    last_day = DayField(
        label=gettext_lazy("The last day away, if you know it"),
        widget=DateBoxes,
        required=False,
        error_messages={"invalid": gettext_lazy("That is not a real day. Check the numbers.")},
    )

    def __init__(self, *args: Any, days: ReportDays, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days
        offered = [(day.isoformat(), spoken_day(day)) for day in days.offered]
        self.fields["first_day"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["first_day"].widget = forms.HiddenInput()
            self.fields["first_day"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        """The days in order, and not too many."""
        given = super().clean() or self.cleaned_data
        if "first_day" not in given:
            return given
        first = given["first_day"] = date.fromisoformat(given["first_day"])
        last = given.get("last_day")
        if given.get("until") != UNTIL:
            given["last_day"] = first
        elif "last_day" in given and last is None:
            self.add_error("last_day", _("Give the last day away."))
        elif last is not None and last < first:
            self.add_error("last_day", _("The last day comes before the first day. Check the days."))
        elif last is not None and last - first > LONGEST_ILLNESS:
            self.add_error("last_day", _("Give two weeks at most here, and ring the school about more."))
        return given


class WordsForm(forms.Form):
    """What the family wants to add; needed where the reason is none of the list."""

    words = forms.CharField(
        label=gettext_lazy("Is there anything the school should know?"),
        max_length=250,
        required=False,
        strip=True,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": gettext_lazy("Please write less: 250 letters at most.")},
    )
    op = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, why: Why, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if why is Why.OTHER:
            self.fields["words"].required = True
            self.fields["words"].label = _("Please tell us why")
            self.fields["words"].error_messages["required"] = _("Tell us in a few words why.")


class ReplyForm(forms.Form):
    """The answer to what the school asked."""

    reply = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": gettext_lazy("Write your answer."),
            "max_length": gettext_lazy("Please write less: 500 letters at most."),
        },
    )


def _no_school_words(day: date, days: ReportDays) -> str:
    if day > days.today + AHEAD:
        return _("That day is too far ahead. Report it nearer to the day.")
    following = days.next_day(day - timedelta(days=1))
    if following is None:
        return _("There is no school on %(day)s.") % {"day": spoken_day(day)}
    return _("There is no school on %(day)s. The next day of school is %(next)s.") % {
        "day": spoken_day(day),
        "next": spoken_day(following),
    }
