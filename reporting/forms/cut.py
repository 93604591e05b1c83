"""What a page of pictures may be asked for: a period, a group of pupils, and which ages."""

from django import forms

from reporting.chosen_cut import ChosenCut
from reporting.dashboard_links import COMPULSORY
from reporting.forms.figures import FilterForm
from reporting.groups import EVERYBODY


class CutForm(FilterForm):
    """The row of choices above the pictures."""

    def __init__(self, found: ChosenCut) -> None:
        group = "" if found.group == EVERYBODY else str(found.group)
        super().__init__(found.calendar, found.chosen, found.groups.choices(), group)
        self.fields["ages"] = forms.ChoiceField(
            choices=[("", "Reception and up"), (COMPULSORY, "Compulsory school age only")],
            required=False,
            initial=COMPULSORY if found.compulsory else "",
        )
