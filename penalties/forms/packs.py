"""What the pages of packs and shared cases accept."""

from collections.abc import Sequence
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, day, words_of
from absence.models.referrals import HOW
from penalties.pack_checks import PackSays
from registers.models import Post


class PackForm(WrittenForm):
    """What a person adds to a pack, and who signs it."""

    why_holiday = words_of(
        "Why it is believed to be a holiday",
        required=False,
        help_text="Only where nobody asked for leave: what was said, by whom, when.",
    )
    warning = words_of(
        "The warning that this parent had",
        required=False,
        help_text="Only where no letter says it: which words, when, how, by whom.",
    )
    note = words_of("Anything else the authority should know", required=False)
    signer = forms.ModelChoiceField(
        Post.objects.none(), label="Who certifies the register and declares", empty_label=None
    )

    def __init__(self, *args: Any, signers: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["signer"]
        field.queryset = Post.objects.filter(pk__in=[post.pk for post in signers]).select_related("user")
        field.label_from_instance = lambda post: f"{post.user.name}, {post.position}"

    @property
    def says(self) -> PackSays:
        """As the checks and the action take it."""
        said = self.cleaned_data
        return PackSays(said["why_holiday"], said["warning"], said["note"])


class PackSentForm(WrittenForm):
    """Whom the papers went to."""

    to_whom = forms.CharField(label="Who it went to", max_length=200)
    on = day("On")
    how = forms.ChoiceField(label="How", choices=HOW)


class ShareForm(WrittenForm):
    """Which officer sees the case, until when, and why."""

    officer = forms.ModelChoiceField(
        Post.objects.none(), label="Officer of the local authority", empty_label=None
    )
    until = day("Until", help_text="The last day on which it can be seen.")
    why = forms.CharField(label="Why it is shared", max_length=500)

    def __init__(self, *args: Any, officers: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = Post.objects.filter(pk__in=[post.pk for post in officers]).select_related("user")
        field.label_from_instance = lambda post: f"{post.user.name}, {post.position}"
