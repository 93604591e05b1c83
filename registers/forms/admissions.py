"""What the pages of the admission register accept: its list, and a pupil who joins."""

from datetime import date, timedelta
from typing import Any

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DateBoxes, DayInput
from registers import half_days
from registers import upn as upns
from registers.actions.admit import Joining, Staggered
from registers.actions.register_entry import Parent, Person
from registers.admission_list import Show
from registers.models import Admission, Pupil, RegistrationGroup, School
from registers.school_year import YEAR_GROUPS, of_compulsory_school_age

OLDEST = 20
YOUNGEST = timedelta(days=2 * 365)
YEARS = [(year, f"Year {year}" if year.isdigit() else year) for year in YEAR_GROUPS]
QUIET = {"autocomplete": "off"}
LONGEST_STAGGER = timedelta(days=180)


class RegisterListForm(forms.Form):
    """Which entries of the register to list, as on which day."""

    on = DayField(label="As on", widget=DayInput, required=False)
    show = forms.ChoiceField(choices=[(show.value, show.words) for show in Show], required=False)
    group = forms.ModelChoiceField(
        label="Class", queryset=RegistrationGroup.objects.none(), required=False, empty_label="Every class"
    )
    year = forms.ChoiceField(label="Year", choices=[("", "Every year"), *YEARS], required=False)

    def __init__(self, *args: object, school: School, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["group"].queryset = school.groups.order_by("name")  # type: ignore[attr-defined]


class UPNField(forms.CharField):
    """A unique pupil number, as it is stored; empty where it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput({**QUIET, "spellcheck": "false"}), **kwargs)

    def clean(self, value: Any) -> str:
        """Capitals without spaces, and the check letter right."""
        text = str(super().clean(value))
        try:
            return upns.clean(text) if text else ""
        except upns.UPNRefused as error:
            raise forms.ValidationError(str(error)) from error


class AdmitForm(forms.Form):
    """The UPN of who joins, if the last school gave one."""

    upn = UPNField(
        label="UPN",
        required=False,
        help_text="From the last school or the common transfer file. Leave it empty where there is none yet: the school"
        " then gives a temporary one, to be replaced when the permanent one is known.",
    )


class AdmitPupilForm(forms.Form):
    """What the admission register wants of a pupil who joins. `known`: the pupil, where the school has had them."""

    forename = forms.CharField(max_length=100, widget=forms.TextInput(QUIET))
    middle_names = forms.CharField(max_length=200, required=False, widget=forms.TextInput(QUIET))
    surname = forms.CharField(label="Surname used in school", max_length=100, widget=forms.TextInput(QUIET))
    legal_surname = forms.CharField(
        label="Legal surname, if another", max_length=100, required=False, widget=forms.TextInput(QUIET)
    )
    known_as = forms.CharField(
        label="Known as, if not the forename", max_length=100, required=False, widget=forms.TextInput(QUIET)
    )
    dob = DayField(label="Date of birth", widget=DateBoxes)
    sex = forms.ChoiceField(choices=[("F", "Female"), ("M", "Male")], widget=forms.RadioSelect)
    another_child = forms.BooleanField(
        label="This is another child with the same surname and date of birth", required=False
    )
    year_group = forms.ChoiceField(label="Year", choices=[("", "Choose a year"), *YEARS])
    group = forms.ModelChoiceField(
        label="Class", queryset=RegistrationGroup.objects.none(), empty_label="Choose a class"
    )
    day_agreed = forms.ChoiceField(
        label="Starting day",
        choices=[
            ("agreed", "A starting day is agreed: on the roll from that day, whether the pupil comes or not"),
            ("arrived", "No day was agreed, and the pupil has come today: on the roll from today"),
            ("none", "No day is agreed and the pupil has not come: waits, and is not on the roll"),
        ],
        widget=forms.RadioSelect,
        initial="agreed",
    )
    starting_day = DayField(label="Agreed starting day", required=False, widget=DayInput)
    agreed_with = forms.CharField(
        label="Agreed with",
        max_length=200,
        required=False,
        help_text="The parent, and when: such as Mrs Carter, by telephone on 12 November.",
        widget=forms.TextInput(QUIET),
    )
    registration = forms.ChoiceField(
        choices=Admission.Registration.choices, initial="single", widget=forms.RadioSelect
    )
    other_school = forms.CharField(label="The other school", max_length=200, required=False)
    elsewhere = forms.MultipleChoiceField(
        label="Half-days at the other school",
        choices=half_days.CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "half-days"}),
        help_text="D is planned for them. Leave all empty where they differ from week to week.",
    )
    staggered = forms.MultipleChoiceField(
        label="Half-days expected in the first weeks",
        choices=half_days.CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "half-days"}),
        help_text="Only for a pupil below compulsory school age who starts part-time: X is planned for the others."
        " Leave all empty for a full-time start.",
    )
    staggered_until = DayField(label="Until", required=False, widget=DayInput)
    last_school = forms.CharField(
        label="Last school",
        max_length=200,
        required=False,
        help_text="Or nursery. Empty where there is none.",
    )
    address = forms.CharField(max_length=300)
    postcode = forms.CharField(
        max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-10"})
    )

    def __init__(
        self, *args: Any, school: School, upn: str, known: Pupil | None, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.upn, self.known, self.today = school, upn, known, today
        self.fields["group"].queryset = school.groups.order_by("name")  # type: ignore[attr-defined]
        if known is not None:
            for name in ("forename", "middle_names", "surname", "legal_surname", "known_as", "dob", "sex"):
                del self.fields[name]
            self.fields["address"].required = False
        if known is not None or not self._namesakes().exists():
            del self.fields["another_child"]

    def clean(self) -> dict[str, Any]:
        """What belongs together is there."""
        given = super().clean() or self.cleaned_data
        self._check_person(given)
        self._check_start(given)
        self._check_registration(given)
        self._check_staggered(given)
        return given

    @property
    def person(self) -> Person:
        """Who joins."""
        given = self.cleaned_data
        known = self.known
        return Person(
            upn=known.upn if known else self.upn,
            surname=known.surname if known else given["surname"],
            forename=known.forename if known else given["forename"],
            middle_names=known.middle_names if known else given["middle_names"],
            known_as=known.known_as if known else given["known_as"],
            legal_surname=known.legal_surname if known else given["legal_surname"],
            dob=known.dob if known else given["dob"],
            sex=known.sex if known else given["sex"],
            last_school=given["last_school"],
            address=given["address"],
            postcode=given["postcode"],
        )

    @property
    def joining(self) -> Joining:
        """Where the pupil joins."""
        given = self.cleaned_data
        return Joining(
            group=given["group"],
            year_group=given["year_group"],
            registration=given["registration"],
            other_school=given["other_school"],
            halves_elsewhere=half_days.as_text(given["elsewhere"]) if given["elsewhere"] else "",
        )

    @property
    def part_time(self) -> Staggered | None:
        """How the first weeks are, where they are not full-time."""
        given = self.cleaned_data
        if not given["staggered"]:
            return None
        return Staggered(half_days.as_text(given["staggered"]), given["staggered_until"])

    def _namesakes(self) -> Any:
        """Pupils whom the school has with that surname and date of birth."""
        bound = self.data.get("surname", "").strip()
        boxes = DateBoxes().value_from_datadict(self.data, None, self.add_prefix("dob"))
        try:
            dob = DayField().clean(boxes)
        except forms.ValidationError:
            dob = None
        if dob is None:
            return Pupil.objects.none()
        return Pupil.objects.filter(school=self.school, surname__iexact=bound, dob=dob)

    def _another_has_the_number(self, dob: date) -> bool:
        """Whether a school of the site has that number for somebody born on another day."""
        others = Pupil.objects.filter(upn=self.upn).exclude(school=self.school) if self.upn else None
        return others is not None and others.exclude(dob=dob).exists()

    def _check_person(self, given: dict[str, Any]) -> None:
        dob = given.get("dob")
        if dob is not None and not self.today.year - OLDEST <= dob.year <= self.today.year:
            self.add_error("dob", f"No pupil was born in {dob.year}. Check the year.")
        elif dob is not None and dob > self.today - YOUNGEST:
            self.add_error("dob", "The pupil would be younger than two. Check the date.")
        if dob is not None and self._another_has_the_number(dob):
            self.add_error(
                None,
                f"A pupil at another school of the trust has the UPN {self.upn} and another date of birth. Check both"
                " with that school: absences there would count here.",
            )
        if "another_child" in self.fields and not given.get("another_child"):
            names = ", ".join(f"{pupil.called} ({pupil.upn})" for pupil in self._namesakes()[:5])
            self.add_error(
                "another_child",
                f"The school knows a pupil with this surname and date of birth: {names}. If it is the same child, go"
                " back and give that UPN; if it is another one, tick the box.",
            )

    def _check_start(self, given: dict[str, Any]) -> None:
        if given.get("day_agreed") != "agreed":
            return
        if not given.get("starting_day") and "starting_day" not in self.errors:
            self.add_error("starting_day", "Give the agreed starting day, or say that none is agreed.")
        if not given.get("agreed_with"):
            self.add_error(
                "agreed_with", "Say with whom the day was agreed: that is what puts the name on the roll."
            )

    def _check_registration(self, given: dict[str, Any]) -> None:
        single = given.get("registration") == Admission.Registration.SINGLE
        if single and (given.get("elsewhere") or given.get("other_school")):
            self.add_error("registration", "Choose which of the two schools is the main one.")
        if not single and given.get("registration") and not given.get("other_school"):
            self.add_error("other_school", "Name the other school.")
        if len(given.get("elsewhere") or []) == len(half_days.EVERY_HALF):
            self.add_error("elsewhere", "Leave at least one half-day for this school.")

    def _check_staggered(self, given: dict[str, Any]) -> None:
        if not given.get("staggered"):
            return
        starts = self.today if given.get("day_agreed") == "arrived" else given.get("starting_day")
        dob = self.known.dob if self.known else given.get("dob")
        if given.get("day_agreed") == "none":
            self.add_error(
                "staggered",
                "Without a starting day there are no first weeks yet.",
            )
        elif given.get("elsewhere"):
            self.add_error(
                "staggered",
                "One weekly pattern holds at a time: enter the days at the other school.",
            )
        elif starts and dob and of_compulsory_school_age(dob, starts):
            self.add_error(
                "staggered",
                "The pupil is of compulsory school age on that day, so X is not lawful. A temporary part-time timetable"
                " is C2: agreed with a parent the pupil lives with and entered under Expected sessions, with its end.",
            )
        elif not given.get("staggered_until"):
            self.add_error("staggered_until", "Say on which day the part-time start ends.")
        elif starts and not starts <= given["staggered_until"] <= starts + LONGEST_STAGGER:
            self.add_error("staggered_until", "Choose a day in the half year after the starting day.")


class ParentForm(forms.Form):
    """One of the first two adults to ring."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(QUIET))
    relationship = forms.CharField(
        max_length=60, help_text="Such as mother, father, carer, grandparent.", widget=forms.TextInput(QUIET)
    )
    phone = forms.CharField(
        label="Emergency telephone", max_length=30, widget=forms.TextInput({**QUIET, "inputmode": "tel"})
    )
    email = forms.EmailField(label="E-mail", required=False)
    parental_responsibility = forms.BooleanField(label="Has parental responsibility", required=False)
    lives_with = forms.BooleanField(label="The pupil normally lives with them", required=False)

    @property
    def parent(self) -> Parent:
        """The adult."""
        return Parent(**self.cleaned_data)


class TakePlaceForm(forms.Form):
    """A starting day for a pupil who waits for one."""

    starting_day = DayField(label="Agreed starting day", widget=DayInput)
    agreed_with = forms.CharField(max_length=200, widget=forms.TextInput(QUIET))


class GiveUpPlaceForm(forms.Form):
    """Why somebody who has a place is not coming."""

    why = forms.CharField(label="Why the pupil is not coming", max_length=300, widget=forms.TextInput(QUIET))
