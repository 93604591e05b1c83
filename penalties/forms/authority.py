"""What the page of the authority's rules accepts."""

from django import forms

from absence.forms.support_plans import WrittenForm
from attendance_site.parts.form_rendering import InlineRadios
from penalties.authority import (
    IMPROVEMENT_WEEKS_LEAST,
    IMPROVEMENT_WEEKS_MOST,
    CountedIn,
    Issuer,
    Rules,
)
from penalties.models.authority import COUNTED_IN, ISSUERS
from penalties.threshold import SESSIONS, WEEKS

SHORT = {"class": "govuk-input--width-3"}
YES_NO = [("yes", "Yes"), ("no", "No")]


def _number(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=1,
        max_value=99,
        help_text=help_text,
        widget=forms.NumberInput(SHORT),
    )


class AuthorityRulesForm(WrittenForm):
    """What the code of conduct fixes, field by field."""

    authority = forms.CharField(label="The local authority", max_length=200)
    compared = forms.CharField(
        label="Compared with which edition of its code of conduct",
        max_length=300,
        help_text="The title and the date that stand on it, and where it is kept.",
    )
    issuer = forms.ChoiceField(label="Who issues penalty notices", choices=ISSUERS[:2], widget=InlineRadios)
    improvement_needed = forms.ChoiceField(
        label="Does it ask for a notice to improve first, where support is appropriate?",
        choices=YES_NO,
        widget=InlineRadios,
    )
    improvement_by = forms.ChoiceField(
        label="Who gives a notice to improve", choices=ISSUERS[:2], widget=InlineRadios
    )
    improvement_weeks = _number(
        "How many weeks a notice to improve lasts",
        help_text=f"Nationally {IMPROVEMENT_WEEKS_LEAST} to {IMPROVEMENT_WEEKS_MOST}.",
    )
    improvement_counted_in = forms.ChoiceField(
        label="Those weeks are", choices=COUNTED_IN, widget=InlineRadios
    )
    deadline_days = _number(
        "Within how many days after the pupil’s return a referral must be with the authority"
    )
    deadline_counted_in = forms.ChoiceField(label="Those days are", choices=COUNTED_IN, widget=InlineRadios)
    below_sessions = _number(
        "Fewer sessions than the national threshold",
        required=False,
        help_text=f"Nationally {SESSIONS} in {WEEKS} school weeks. Leave both empty unless the code allows less.",
    )
    below_weeks = _number("… within how many school weeks", required=False)

    @property
    def rules(self) -> Rules:
        """As the action takes them."""
        said = {name: self.cleaned_data[name] for name in Rules._fields}
        return Rules(
            **said
            | {
                "issuer": Issuer(said["issuer"]),
                "improvement_by": Issuer(said["improvement_by"]),
                "improvement_needed": said["improvement_needed"] == "yes",
                "improvement_counted_in": CountedIn(said["improvement_counted_in"]),
                "deadline_counted_in": CountedIn(said["deadline_counted_in"]),
            }
        )


def start_of(rules: Rules) -> dict[str, object]:
    """The form as it begins, from the rules that hold."""
    return rules._asdict() | {"improvement_needed": "yes" if rules.improvement_needed else "no"}
