"""What a family writes to the attendance champion."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registers.families import Child, Family

OF_SCHOOL = "school-"
LONGEST = 2000


class FamilyConcernForm(forms.Form):
    """What worries a family, and what it is about."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    words = forms.CharField(
        label=_("What would you like to tell us?"),
        max_length=LONGEST,
        help_text=_("Tell us what happened and what you would like us to do."),
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write what you would like to tell us.")},
    )
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, family: Family) -> None:
        super().__init__(data, initial={"operation": uuid.uuid4()})
        self.family = family
        children = [(str(child.pupil.pk), child.pupil.called) for child in family.children]
        schools = [
            (f"{OF_SCHOOL}{school.pk}", gettext("Something else at %(school)s") % {"school": school.name})
            for school in family.schools
        ]
        self.fields["about"].choices = [*children, *schools]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[Child, bool]:
        """The child (of a school: one of the children there), and whether it is about that child."""
        about: str = self.cleaned_data["about"]
        if about.startswith(OF_SCHOOL):
            return self.family.at(int(about.removeprefix(OF_SCHOOL)))[0], False
        return self.family.child(int(about)), True
