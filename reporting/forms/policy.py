"""What the pages of the policy, the strategy and training accept."""

from django import forms

from absence.forms.support_plans import WrittenForm, day, words_of
from reporting.actions.policy import Adopted, Held
from reporting.models import Training


class PolicyForm(WrittenForm):
    """One edition of the policy."""

    adopted_on = day("Adopted on")
    adopted_by = forms.CharField(
        label="Adopted by", max_length=200, help_text="Such as the full governing board."
    )
    review_on = day("To be reviewed by", help_text="The guidance asks for a look each year.")
    web_address = forms.URLField(
        label="Where parents find it",
        max_length=200,
        required=False,
        help_text="Its address on the school’s website. The guidance asks that it is published.",
        assume_scheme="https",
    )
    changes = words_of("What is new in this edition", required=False)

    @property
    def adopted(self) -> Adopted:
        """As the action takes it."""
        said = self.cleaned_data
        return Adopted(
            said["adopted_on"], said["adopted_by"], said["review_on"], said["web_address"], said["changes"]
        )


class StrategyForm(WrittenForm):
    """What keeps pupils away and what the school does about it."""

    causes = words_of(
        "What keeps pupils away here",
        help_text="What the figures and families tell you. No names: governors and inspectors read this.",
    )
    approach = words_of("What the school does about it")
    aims = words_of(
        "What you want to reach by the end of the year", required=False, help_text="In figures or in words."
    )


class TrainingForm(WrittenForm):
    """One training that took place."""

    on = day("Day")
    topic = forms.ChoiceField(label="What it was about", choices=Training.Topic.choices)
    about = forms.CharField(label="In your words", max_length=300, required=False)
    audience = forms.ChoiceField(label="For whom", choices=Training.Audience.choices)
    attended = forms.IntegerField(
        label="How many came",
        min_value=1,
        max_value=999,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
    )
    led_by = forms.CharField(label="Led by", max_length=200)
    missed_by = forms.CharField(
        label="Who is still to have it", max_length=500, required=False, help_text="Names or posts."
    )
    again_by = day(
        "To be repeated by", required=False, help_text="The home page reminds you six weeks ahead."
    )

    @property
    def held(self) -> Held:
        """As the action takes it."""
        said = self.cleaned_data
        return Held(
            on=said["on"],
            topic=said["topic"],
            audience=said["audience"],
            attended=said["attended"],
            led_by=said["led_by"],
            about=said["about"],
            missed_by=said["missed_by"],
            again_by=said["again_by"],
        )


class TakeOutForm(WrittenForm):
    """Why an entry of the log was a mistake."""

    why = forms.CharField(label="Why it is taken out", max_length=300)
