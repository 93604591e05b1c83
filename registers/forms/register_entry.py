"""What the pages about an entry of the admission register accept."""

from datetime import date
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes, DayInput, InlineRadios
from registers.models import Care, Contact, Pupil

REASON = "Stands beside the change for ever, with your name, position and the date."
NO_FILL = {"autocomplete": "off"}


def reason_field() -> forms.CharField:
    """The reason of a change to the register."""
    return forms.CharField(label="Reason", max_length=300, help_text=REASON, widget=forms.TextInput(NO_FILL))


class OnDayForm(forms.Form):
    """The day on which to look at an entry."""

    on = DayField(label="As it stood on", widget=DayInput, required=False)


class NamesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People with parental responsibility, as tick boxes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The adult and what they are to the child."""
        return f"{obj.contact.name}, {obj.relationship.lower()}"


class ChangeNameForm(forms.Form):
    """A pupil's legal and known-as names."""

    forename = forms.CharField(label="Legal forename", max_length=100, widget=forms.TextInput(NO_FILL))
    middle_names = forms.CharField(max_length=200, required=False, widget=forms.TextInput(NO_FILL))
    legal_surname = forms.CharField(max_length=100, widget=forms.TextInput(NO_FILL))
    known_as = forms.CharField(
        label="Known-as forename",
        max_length=100,
        required=False,
        help_text="Where the school uses another than the legal one.",
        widget=forms.TextInput(NO_FILL),
    )
    surname = forms.CharField(
        label="Known-as surname",
        max_length=100,
        required=False,
        help_text="Where the school uses another than the legal one.",
        widget=forms.TextInput(NO_FILL),
    )
    reason = reason_field()
    agreed = NamesField(
        label="For a legal name: who agreed",
        queryset=Care.objects.none(),
        required=False,
        help_text="Everybody with parental responsibility has to. A known-as name needs nobody's agreement.",
    )
    court_order = forms.CharField(
        label="Or the court order that stands for their agreement", max_length=300, required=False
    )
    evidence = forms.CharField(
        label="For a legal name: what was seen, where and when",
        max_length=300,
        required=False,
        help_text="Such as: deed of change of name, original seen in the office on 3 November.",
    )

    def __init__(self, *args: Any, pupil: Pupil, on: date, **kwargs: Any) -> None:
        given = {
            "forename": pupil.forename,
            "middle_names": pupil.middle_names,
            "legal_surname": pupil.legal_surname or pupil.surname,
            "known_as": pupil.known_as,
            "surname": pupil.surname if pupil.legal_surname else "",
        }
        super().__init__(*args, **{"initial": given, **kwargs})
        holders = Care.objects.on(on).filter(pupil=pupil, parental_responsibility=True)
        agreed = self.fields["agreed"]
        agreed.queryset = holders.select_related("contact").order_by("priority")  # type: ignore[attr-defined]

    def names(self) -> dict[str, str]:
        """The names as the register keeps them: one surname only where both are the same."""
        given = self.cleaned_data
        legal, used = given["legal_surname"], given["surname"]
        return {
            "forename": given["forename"],
            "middle_names": given["middle_names"],
            "surname": used or legal,
            "legal_surname": legal if used and used != legal else "",
            "known_as": given["known_as"] if given["known_as"] != given["forename"] else "",
        }


class ChangeParticularsForm(forms.Form):
    """Date of birth, sex, last school, home language, boarding."""

    dob = DayField(label="Date of birth", widget=DateBoxes)
    sex = forms.ChoiceField(choices=[("F", "Female"), ("M", "Male")], widget=InlineRadios)
    last_school = forms.CharField(
        label="Last school attended", max_length=200, required=False, widget=forms.TextInput(NO_FILL)
    )
    home_language = forms.CharField(max_length=60, required=False, widget=forms.TextInput(NO_FILL))
    boarder = forms.BooleanField(label="Boards at the school", required=False)
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_dob(self) -> date:
        """A date of birth that a pupil can have."""
        dob: date = self.cleaned_data["dob"]
        if not 2 <= self.today.year - dob.year <= 20:
            raise forms.ValidationError("Check the year: no pupil of a school was born then.")
        return dob


class ChangeAddressForm(forms.Form):
    """Another address of a pupil, and who moves there too."""

    address = forms.CharField(
        max_length=300, help_text="House, street, town, on one line.", widget=forms.TextInput(NO_FILL)
    )
    postcode = forms.CharField(
        max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-5", **NO_FILL})
    )
    first_day = DayField(label="Lives there from", widget=DayInput)
    replaces = forms.ChoiceField(label="Which address does it replace?", widget=forms.RadioSelect)
    siblings = forms.ModelMultipleChoiceField(
        label="Brothers and sisters who move too",
        queryset=Pupil.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contacts = forms.ModelMultipleChoiceField(
        label="Adults who move too",
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confidential = forms.BooleanField(
        required=False,
        label="Keep this address confidential",
        help_text="Only the safeguarding lead and the head can see it then, and each look is noted.",
    )
    reason = reason_field()

    def __init__(
        self,
        *args: Any,
        standing: list[tuple[str, str]],
        siblings: list[Pupil],
        contacts: list[Contact],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [*standing, ("", "None: the pupil lives at both")]
        replaces = self.fields["replaces"]
        replaces.choices, replaces.required = choices, False  # type: ignore[attr-defined]
        replaces.initial = choices[0][0]
        if not standing:
            del self.fields["replaces"]
        for name, people in (("siblings", siblings), ("contacts", contacts)):
            if not people:
                del self.fields[name]
                continue
            model: Any = type(people[0])
            self.fields[name].queryset = model.objects.filter(pk__in=[each.pk for each in people])  # type: ignore[attr-defined]


class EndAddressForm(forms.Form):
    """The end of one of several addresses."""

    last_day = DayField(label="Lived there until", widget=DayInput)
    reason = reason_field()
