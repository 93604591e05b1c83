"""What the pages about a pupil's contacts accept."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput, InlineRadios
from registers.care_days import WEEKDAYS, read, written
from registers.forms.register_entry import NO_FILL, reason_field
from registers.models import Care, CareDays, Contact, Pupil

RELATIONSHIPS = (
    *("Mother", "Father", "Step-mother", "Step-father", "Grandparent", "Foster carer", "Guardian"),
    *("Aunt", "Uncle", "Brother or sister", "Childminder", "Social worker", "Friend of the family"),
)


class PersonForm(forms.Form):
    """Who an adult is."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(NO_FILL))
    title = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput({"class": "govuk-input--width-5", **NO_FILL})
    )
    phone = forms.CharField(
        label="Telephone", max_length=30, required=False, widget=forms.TextInput({"type": "tel", **NO_FILL})
    )
    phone2 = forms.CharField(
        label="Second telephone",
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", **NO_FILL}),
    )
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(NO_FILL))
    language = forms.CharField(
        label="Language to write in", max_length=60, required=False, help_text="Empty for English."
    )

    def person(self) -> dict[str, str]:
        """What was given about the adult."""
        names = ("title", "name", "phone", "phone2", "email", "language")
        return {name: " ".join(str(self.cleaned_data.get(name) or "").split()) for name in names}


class CareFields(forms.Form):
    """What the adult is to this child."""

    relationship = forms.CharField(
        max_length=60,
        widget=forms.TextInput({"list": "relationships", **NO_FILL}),
        help_text="To this pupil.",
    )
    parental_responsibility = forms.BooleanField(label="Has parental responsibility", required=False)
    lives_with = forms.BooleanField(label="The pupil normally lives with this person", required=False)
    portal = forms.BooleanField(
        label="May sign in for this child", required=False, help_text="A contact limit beats this."
    )

    def care(self) -> dict[str, Any]:
        """What was given about the care."""
        names = ("relationship", "parental_responsibility", "lives_with", "portal")
        return {name: self.cleaned_data[name] for name in names}


class AddContactForm(CareFields, PersonForm):
    """A new contact: somebody whom the school knows from a brother or sister, or somebody new."""

    known = forms.ModelChoiceField(
        label="Somebody the school knows already",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="Somebody new: fill in below",
        widget=forms.RadioSelect,
    )
    address = forms.CharField(max_length=300, required=False, widget=forms.TextInput(NO_FILL))
    postcode = forms.CharField(
        max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-5", **NO_FILL})
    )
    first_day = DayField(label="Contact from", widget=DayInput)
    reason = reason_field()
    field_order = ("known", "title", "name", "phone", "phone2", "email", "language", "address", "postcode")

    def __init__(self, *args: Any, pupil: Pupil, on: date, letters: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        known = self.fields["known"]
        known.queryset = known_adults(pupil, on, letters)  # type: ignore[attr-defined]
        if not known.queryset.exists():  # type: ignore[attr-defined]
            del self.fields["known"]

    def clean(self) -> dict[str, Any]:
        """Either somebody known, or a name."""
        given = super().clean() or self.cleaned_data
        if not given.get("known") and not given.get("name"):
            self.add_error("name", "Give the name of the new contact, or choose somebody above.")
        return given


MOST_FOUND = 20


def known_adults(pupil: Pupil, on: date, letters: str = "") -> Any:
    """Adults of the pupil's brothers and sisters, earlier ones of the pupil, and those named so, who are no contact."""
    now = Care.objects.on(on).filter(pupil=pupil)
    family = Care.objects.on(on).filter(contact__in=now.values("contact")).values("pupil")
    theirs = Q(pk__in=Care.objects.on(on).filter(pupil__in=family).values("contact"))
    earlier = Q(pk__in=Care.objects.filter(pupil=pupil).values("contact"))
    named = Q(name__icontains=letters) if len(letters) > 1 else Q(pk__in=[])
    adults = Contact.objects.filter(theirs | earlier | named, school=pupil.school_id)
    found = adults.exclude(pk__in=now.values("contact")).order_by("name", "pk")
    return Contact.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_FOUND])).order_by(
        "name", "pk"
    )


class FindAdultForm(forms.Form):
    """Part of the name of somebody whom the school knows."""

    q = forms.CharField(label="Find somebody the school knows", max_length=100, required=False)


class ChangeContactForm(CareFields, PersonForm):
    """A contact's particulars, and what they are to this child."""

    reason = reason_field()
    field_order = ("title", "name", "phone", "phone2", "email", "language")


class MoveHomeForm(forms.Form):
    """A contact's address."""

    address = forms.CharField(max_length=300, widget=forms.TextInput(NO_FILL))
    postcode = forms.CharField(
        max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-5", **NO_FILL})
    )
    first_day = DayField(label="Lives there from", widget=DayInput)
    reason = reason_field()


class EndContactForm(forms.Form):
    """The end of an adult's care."""

    last_day = DayField(label="Last day as a contact", widget=DayInput)
    reason = reason_field()


class InviteForm(forms.Form):
    """By which way the invitation to the family pages goes."""

    channel = forms.ChoiceField(
        label="Send it by",
        choices=[("text", "Text"), ("email", "E-mail"), ("letter", "Letter")],
        widget=InlineRadios,
        error_messages={"required": "Choose a text, an e-mail or a letter."},
    )


class WeekField(forms.TypedMultipleChoiceField):
    """Days of a week as tick boxes; Monday = 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=list(enumerate(WEEKDAYS)),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class CareDaysForm(forms.Form):
    """On which days the child is with one adult."""

    turns = forms.ChoiceField(
        label="How it repeats",
        choices=[("1", "The same every week"), ("2", "Two weeks in turn")],
        widget=forms.RadioSelect,
        initial="1",
    )
    week_one = WeekField(label="Days (of week one)")
    week_two = WeekField(label="Days of week two", help_text="Where two weeks take turns.")
    first_day = DayField(
        label="From", widget=DayInput, help_text="Week one is the week in which this day falls."
    )

    def __init__(self, *args: Any, standing: CareDays | None, today: date, **kwargs: Any) -> None:
        one, two = read(standing.days) if standing else ([], [])
        given = {"turns": "1" if one == two else "2", "week_one": one, "week_two": two, "first_day": today}
        super().__init__(*args, **{"initial": given, **kwargs})

    def days(self) -> str:
        """The fourteen days as they are stored."""
        given = self.cleaned_data
        second = given["week_one"] if given["turns"] == "1" else given["week_two"]
        return written(given["week_one"], second)
