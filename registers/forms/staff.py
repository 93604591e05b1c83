"""What the pages about people, passes and tokens accept."""

from datetime import date

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.models import RegistrationGroup, School
from registers.roles import Role, Scope, scopes_of

GIVEN_ROLES = [
    role for role in Role if role not in (Role.COVER, Role.PARENT, Role.COMMAND, Role.TRUST, Role.INSPECTOR)
]

SCOPE_WORDS = {
    Scope.REGISTERS_READ: "Read registers and marks",
    Scope.MARKS_WRITE: "Write marks",
    Scope.ARRIVALS_WRITE: "Sign pupils in late, out and back (a kiosk)",
    Scope.PUPILS_READ: "Read pupils' names and classes",
    Scope.CASES_READ: "Read the cases that a school shares with you",
    Scope.FIGURES_READ: "Read attendance figures, pupil by pupil and group by group",
    Scope.RETURNS_READ: "Collect the daily returns",
}


class ClassesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The classes of one school, as tick boxes."""

    widget = forms.CheckboxSelectMultiple


class GivePostForm(forms.Form):
    """A new post for somebody."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in GIVEN_ROLES])
    position = forms.CharField(
        max_length=100,
        help_text="As it stands beside their name in the register's history, such as Class teacher.",
    )
    groups = ClassesField(
        label="Classes", queryset=RegistrationGroup.objects.none(), required=False, help_text="For a teacher."
    )

    def __init__(self, *args: object, school: School, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["groups"].queryset = school.groups.order_by("name")  # type: ignore[attr-defined]


class ChangePostForm(forms.Form):
    """The classes of a teacher's post, from today."""

    groups = ClassesField(
        label="Classes from today", queryset=RegistrationGroup.objects.none(), required=False
    )

    def __init__(self, *args: object, school: School, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["groups"].queryset = school.groups.order_by("name")  # type: ignore[attr-defined]


class GiveCoverForm(forms.Form):
    """A one-day pass."""

    name = forms.CharField(
        label="Supply teacher's name",
        max_length=200,
        help_text="Stands in the history of every mark they make.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    group = forms.ModelChoiceField(
        label="Class", queryset=RegistrationGroup.objects.none(), empty_label="Choose a class"
    )
    day = DayField(widget=DayInput)

    def __init__(self, *args: object, school: School, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["group"].queryset = school.groups.order_by("name")  # type: ignore[attr-defined]


class UseCoverForm(forms.Form):
    """The eight characters of a one-day pass."""

    code = forms.CharField(
        label="Code from the school office",
        max_length=12,
        help_text="Eight letters and numbers. It opens one class for today.",
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class MakeTokenForm(forms.Form):
    """A token for another program."""

    label = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="Stands in the history of what it writes, such as Kiosk at the gate.",
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = DayField(label="Last day", widget=DayInput, help_text="At most a year from today.")

    def __init__(self, *args: object, today: date, role: Role, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        choices = [(scope.value, SCOPE_WORDS[scope]) for scope in scopes_of(role)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        """Refuse a token that is over already, or never ends."""
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        if (last_day - self.today).days > 366:
            raise forms.ValidationError("Choose a day within a year. A new token can be made then.")
        return last_day
