"""What the pages about absence and support accept: stages, invitations, referrals, notes."""

import uuid

from django import forms

from absence.actions.safeguarding import LONGEST
from absence.actions.support_referrals import Asked
from absence.forms.punctuality import InvitationForm
from absence.models import Meeting, SupportReferral, SupportReferralNews
from absence.support_letters import INVITATIONS
from absence.support_stages import MOST_SESSIONS, MOST_WEEKS, Stage, Stages
from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput

SHORT = {"class": "govuk-input--width-3"}
NOT_USED = "Leave it empty if your school does not use this stage."


def _sessions(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_SESSIONS,
        widget=forms.NumberInput(SHORT),
        help_text=help_text,
    )


class SupportStagesForm(forms.Form):
    """A school's stages: an empty number means that the stage is not used."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    weeks = forms.IntegerField(
        label="School weeks that are looked at",
        min_value=1,
        max_value=MOST_WEEKS,
        widget=forms.NumberInput(SHORT),
        help_text="Six are about half a term, some sixty sessions.",
    )
    conversation = _sessions(
        "Sessions missed until a conversation",
        f"With the family and the child, before anybody writes. Six are a tenth of six weeks. {NOT_USED}",
    )
    letter = _sessions(
        "Sessions missed after that, until a letter",
        f"Counted anew from the step before. {NOT_USED}",
    )
    meeting = _sessions(
        "Sessions missed after that, until a meeting", f"Counted anew from the step before. {NOT_USED}"
    )
    plan = _sessions(
        "Sessions missed after that, until a support plan",
        f"Counted anew. A plan may be begun at any time, and often comes of the meeting. {NOT_USED}",
    )
    formal = _sessions(
        "Sessions without leave after that, until a formal conversation",
        "Counts only absence without leave, and only where a meeting was held or a plan begun. Absence that is mostly"
        f" medical never leads here. {NOT_USED}",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["op"].initial = uuid.uuid4

    @property
    def stages(self) -> Stages:
        """As the rules read them."""
        said = self.cleaned_data
        return Stages(said["weeks"], *(said[stage.value] for stage in Stage))


class SupportInvitationForm(InvitationForm):
    """Which meeting it is to be, when and where, and who will be there."""

    kind = forms.ChoiceField(
        label="What kind of meeting",
        choices=[(kind.value, kind.label) for kind in Meeting.Kind if kind in INVITATIONS],
        help_text="A formal conversation is about legal steps. It comes only after support.",
    )
    field_order = ("kind", "day", "time", "place", "with_whom")


class ReferForm(forms.Form):
    """Who is asked to help, for what, and what they are told."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Who is asked", choices=SupportReferral.Kind.choices)
    to_whom = forms.CharField(
        label="The service, person or school",
        max_length=200,
        help_text="For another school: whether a brother or sister goes there, or the child went there before.",
    )
    why = forms.CharField(
        label="What is asked for, and why",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="What makes it hard, and what was tried. Nothing from the safeguarding system stands here.",
    )
    shared = forms.CharField(
        label="What they are told about the child",
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="As little as they need: for another school the name, the birth date and the question.",
    )
    family = forms.ChoiceField(
        label="The family", choices=SupportReferral.Family.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["op"].initial = uuid.uuid4

    @property
    def asked(self) -> Asked:
        """As the action takes it."""
        said = self.cleaned_data
        return Asked(said["kind"], said["to_whom"], said["why"], said["shared"], said["family"])


class ReferralNewsForm(forms.Form):
    """One thing that happened to a referral."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="What happened", choices=SupportReferralNews.Kind.choices)
    day = DayField(label="Day", widget=DayInput)
    said = forms.CharField(
        label="To whom and how, who leads, what was found, or what came of it",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["op"].initial = uuid.uuid4


class SafeguardingNoteForm(forms.Form):
    """What somebody noticed about a pupil."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="What you saw or heard, and when",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text="Facts, and the child’s own words. Once it is passed on, only those who may read it see it again.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["op"].initial = uuid.uuid4


class PurposeForm(forms.Form):
    """Why somebody looks."""

    purpose = forms.CharField(
        label="Why do you look?", max_length=300, help_text="It is kept with your name and the time."
    )


class ReferenceForm(forms.Form):
    """The reference of a concern in the school's safeguarding system."""

    op = forms.UUIDField(widget=forms.HiddenInput)
    reference = forms.CharField(
        label="Reference in the school’s safeguarding system",
        max_length=30,
        help_text="The reference alone. What the concern says stays there.",
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["op"].initial = uuid.uuid4
