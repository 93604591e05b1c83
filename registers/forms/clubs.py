"""What the pages about clubs accept."""

from django import forms
from django.db.models import QuerySet

from attendance_site.parts.form_rendering import TimeOfDayInput
from registers.models import Post, RegistrationGroup


class ClubForm(forms.Form):
    """A club: its name, when it starts, who runs it."""

    name = forms.CharField(max_length=60, help_text="Such as Breakfast club.")
    starts = forms.TimeField(label="Starts at", widget=TimeOfDayInput)
    leader = forms.ModelChoiceField(
        label="Who runs it",
        queryset=Post.objects.none(),
        required=False,
        empty_label="The office",
        help_text="Ticks on their own page who came.",
    )

    def __init__(self, *args: object, leaders: "QuerySet[Post]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["leader"].label_from_instance = _who  # type: ignore[attr-defined]


class ClubMembersForm(ClubForm):
    """The same, with pupils to add to the list."""

    names = forms.CharField(
        label="Add pupils: names or UPNs",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="One a line.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Add whole classes",
        queryset=RegistrationGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: object, groups: "QuerySet[RegistrationGroup]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]
        del self.fields["name"]


def _who(post: Post) -> str:
    return f"{post.user.name}, {post.position}"
