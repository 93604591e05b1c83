"""What a family fills in about a child who is to leave."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from absence.actions.leaving_notices import LeavingTold
from absence.leaving_ways import WAYS_TOLD
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes
from registers.families import Child
from registers.leaving_steps import Kind

LONG_AGO, FAR_AHEAD = dt.timedelta(days=31), dt.timedelta(days=400)
"""A child who left longer ago, or leaves later, is for the office to talk about (P)."""
PLAIN = {"autocomplete": "off"}


class FamilyLeavingForm(forms.Form):
    """Everything that the school's policy asks of a family whose child leaves."""

    children = forms.TypedMultipleChoiceField(
        label=_("Which child is leaving?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one child.")},
    )
    kind = forms.ChoiceField(
        label=_("Why is your child leaving?"),
        choices=[(way.kind.value, way.called) for way in WAYS_TOLD],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    last_day = DayField(
        label=_("Last day at our school"), widget=DateBoxes, error_messages={"required": _("Give the day.")}
    )
    current_address = forms.CharField(
        label=_("Where does your child live now?"),
        max_length=300,
        required=False,
        widget=forms.TextInput(PLAIN),
    )
    new_address = forms.CharField(
        label=_("New home address"),
        max_length=300,
        required=False,
        help_text=_("Leave this empty if your child is not moving home."),
        widget=forms.TextInput(PLAIN),
    )
    new_address_from = DayField(
        label=_("When does your child start living there?"), required=False, widget=DateBoxes
    )
    next_school = forms.CharField(
        label=_("Name of the new school"),
        max_length=200,
        required=False,
        help_text=_("If you do not know it yet, write that you do not know."),
        widget=forms.TextInput(PLAIN),
    )
    next_school_address = forms.CharField(
        label=_("Address of the new school"), max_length=300, required=False, widget=forms.TextInput(PLAIN)
    )
    next_school_from = DayField(label=_("First day at the new school"), required=False, widget=DateBoxes)
    own_words = forms.CharField(
        label=_("In your own words"),
        max_length=2000,
        required=False,
        help_text=_(
            "If you will teach your child at home, write here that you will, and from which day. You need not give "
            "a reason."
        ),
        widget=forms.Textarea({"rows": 4}),
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, children: Sequence[Child], home: str, today: dt.date) -> None:
        self.offered = {child.pupil.pk: child for child in children}
        self.today = today
        alone = list(self.offered) if len(self.offered) == 1 else []
        first = {"children": alone, "current_address": home, "operation": uuid.uuid4()}
        super().__init__(data, initial=first)
        example = today + dt.timedelta(days=28)
        self.fields["last_day"].help_text = gettext("For example %(example)s.") % {
            "example": f"{example:%-d %-m %Y}"
        }
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (number, child.pupil.called) for number, child in self.offered.items()
        ]

    def clean_last_day(self) -> dt.date:
        """A day near enough to be meant."""
        day: dt.date = self.cleaned_data["last_day"]
        if not self.today - LONG_AGO <= day <= self.today + FAR_AHEAD:
            raise forms.ValidationError(
                gettext("Check the last day. If it is right, please ring the school.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """What each way of leaving needs."""
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind == Kind.HOME_EDUCATION and not given.get("own_words"):
            self.add_error(
                "own_words", gettext("Write that you will teach your child at home, and from which day.")
            )
        if kind == Kind.MOVED_SCHOOL and not given.get("next_school"):
            words = gettext("Write the name of the new school. If you do not know it yet, write that.")
            self.add_error("next_school", words)
        if kind == Kind.MOVED_ABROAD and not given.get("new_address"):
            words = gettext("Write the new address. If you only know the country and town, write those.")
            self.add_error("new_address", words)
        for day, of, words in (
            ("new_address_from", "new_address", gettext("Write the new address, too.")),
            ("next_school_from", "next_school", gettext("Write the name of the new school, too.")),
        ):
            if given.get(day) and not given.get(of):
                self.add_error(of, words)
        return given

    @property
    def chosen(self) -> list[Child]:
        """The children who are leaving."""
        return [self.offered[number] for number in self.cleaned_data["children"]]

    @property
    def told(self) -> LeavingTold:
        """What was said, the same for each child."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("children", "operation")
        }
        return LeavingTold(**(given | {"kind": Kind(given["kind"])}))
