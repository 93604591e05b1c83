"""What a family says about the details that the school holds."""

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from absence.actions.details import Item, Proposed
from absence.details_held import Held
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes
from registers.family_languages import LANGUAGES, language_code

TELEPHONE = re.compile(r"\+?[\d ()-]+")
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""A telephone number, at home or abroad (ITU E.164: 15 at most)."""
TEL = {"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}


class FamilyDetailsForm(forms.Form):
    """The adult's own details as they should be, and which children move with them."""

    phone = forms.CharField(label=_("Your telephone number"), max_length=30, widget=forms.TextInput(TEL))
    phone2 = forms.CharField(
        label=_("Another number for you"), max_length=30, required=False, widget=forms.TextInput(TEL)
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in here with it. If it changes, sign in with the new one from then on."),
    )
    language = forms.ChoiceField(
        label=_("Which language should we write to you in?"),
        choices=[(each.code, each.own_name) for each in LANGUAGES.values()],
    )
    address = forms.CharField(label=_("Your home address"), max_length=300, required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=10,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    moving = forms.TypedMultipleChoiceField(
        label=_("Which children live at this address?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_day = DayField(
        label=_("If the address is new: since when, or from when?"), required=False, widget=DateBoxes
    )
    note = forms.CharField(
        label=_("Is anything else wrong?"),
        max_length=500,
        required=False,
        help_text=_("For example your child’s name. The school will talk to you about it."),
        widget=forms.Textarea({"rows": 3}),
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, held: Held, today: dt.date) -> None:
        self.held, self.today = held, today
        contact, home = held.contact, held.shown_home
        first = {
            "phone": contact.phone,
            "phone2": contact.phone2,
            "email": contact.email,
            "language": language_code(contact.language),
            "address": home.address if home else "",
            "postcode": home.postcode if home else "",
            "moving": [child.pupil.pk for child in held.movable],
            "operation": uuid.uuid4(),
        }
        super().__init__(data, initial=first)
        if held.home_hidden:
            for name in ("address", "postcode", "moving", "from_day"):
                del self.fields[name]
        elif not held.movable:
            del self.fields["moving"]
        else:
            self.fields["moving"].choices = [  # type: ignore[attr-defined]
                (child.pupil.pk, child.pupil.called) for child in held.movable
            ]

    def clean_phone(self) -> str:
        """A number that can be rung."""
        return _number(self.cleaned_data["phone"])

    def clean_phone2(self) -> str:
        """A number that can be rung, or none."""
        return _number(self.cleaned_data["phone2"]) if self.cleaned_data["phone2"] else ""

    def clean(self) -> dict[str, Any]:
        """A new address has a day from which it holds."""
        given = super().clean() or self.cleaned_data
        if self.held.home_hidden or self.errors:
            return given
        if self._moves and not given.get("address"):
            self.add_error("address", gettext("Write the new address."))
        elif self._moves and not given.get("from_day"):
            self.add_error("from_day", gettext("Write from which day the new address is right."))
        return given

    @property
    def proposals(self) -> list[Proposed]:
        """What is to change, old and new."""
        contact, given = self.held.contact, self.cleaned_data
        found = [
            Proposed(Item(name), getattr(contact, name), given[name])
            for name in ("phone", "phone2", "email")
            if given[name] != getattr(contact, name)
        ]
        if given["language"] != language_code(contact.language):
            found.append(Proposed(Item.LANGUAGE, contact.language, LANGUAGES[given["language"]].name))
        found += self._moved() if not self.held.home_hidden and self._moves else []
        if given["note"]:
            found.append(Proposed(Item.NOTE, "", given["note"]))
        return found

    @property
    def _moves(self) -> bool:
        home = self.held.shown_home
        before = (home.address, home.postcode) if home else ("", "")
        after = (self.cleaned_data.get("address", ""), self.cleaned_data.get("postcode", "").upper())
        return after != before

    def _moved(self) -> list[Proposed]:
        given = self.cleaned_data
        to = {"new": given["address"], "postcode": given["postcode"].upper(), "from_day": given["from_day"]}
        moved = []
        if self.held.home is not None or not self.held.movable:
            moved.append(Proposed(Item.ADDRESS, self.held.home.line if self.held.home else "", **to))
        chosen = set(given.get("moving", []))
        return moved + [
            Proposed(Item.ADDRESS, child.home.line, pupil=child.pupil, **to)
            for child in self.held.movable
            if child.pupil.pk in chosen and child.home is not None
        ]


def _number(words: str) -> str:
    digits = re.sub(r"\D", "", words)
    if not TELEPHONE.fullmatch(words) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise forms.ValidationError(gettext("Write a telephone number with its area code, in digits."))
    return words
