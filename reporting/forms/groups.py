"""Which group of pupils a page shows."""

from django import forms

from reporting.chosen_cut import ChosenCut
from reporting.groups import EVERYBODY


class GroupForm(forms.Form):
    """One choice above a list: everybody, a class, a year or another group. It changes nothing."""

    def __init__(self, found: ChosenCut) -> None:
        group = "" if found.group == EVERYBODY else str(found.group)
        super().__init__(initial={"group": group}, auto_id="filter_%s")
        self.fields["group"] = forms.ChoiceField(
            label="Pupils", choices=found.groups.choices(), required=False
        )
