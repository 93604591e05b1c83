"""What a page of figures may be asked for: a period, a group of pupils, a measure."""

from collections.abc import Sequence

from django import forms

from attendance_site.parts.form_rendering import DayInput
from registers.codes import CODES
from registers.school_year import WEEKDAYS
from reporting.figure_address import WORDS, Asked, FigureKind
from reporting.groups import EVERYBODY
from reporting.periods import OWN_DAYS, Choice, Chosen, YearCalendar
from reporting.school_groups import Choices, SchoolGroups


class PeriodForm(forms.Form):
    """A period by name, or between two days. Draw it with `parts/filters.html`; `YearCalendar.chosen` reads it."""

    def __init__(self, calendar: YearCalendar, chosen: Chosen) -> None:
        first, last = chosen.period
        initial = {"period": chosen.key or OWN_DAYS, "from": first, "to": last}
        super().__init__(initial=initial, auto_id="filter_%s")
        named = [(each.key, each.label) for each in calendar.choices]
        self.fields["period"] = forms.ChoiceField(
            choices=[*named, (OWN_DAYS, "Between two days")], required=False
        )
        self.fields["from"] = forms.DateField(label="From", required=False, widget=DayInput)
        self.fields["to"] = forms.DateField(label="To", required=False, widget=DayInput)


class NamedPeriodForm(forms.Form):
    """A period by name only, for readers who see no names."""

    def __init__(self, offered: Sequence[Choice], chosen: Chosen) -> None:
        super().__init__(initial={"period": chosen.key}, auto_id="filter_%s")
        self.fields["period"] = forms.ChoiceField(
            choices=[(each.key, each.label) for each in offered], required=False
        )


class TotalsForm(NamedPeriodForm):
    """One figure of a whole school or of all: its measure and its period."""

    def __init__(self, offered: Sequence[Choice], chosen: Chosen, asked: Asked) -> None:
        super().__init__(offered, chosen)
        kinds = [(kind.value, WORDS[kind].title) for kind in FigureKind if not kind.counts_codes]
        self.fields["measure"] = forms.ChoiceField(
            label="Figure", choices=kinds, required=False, initial=asked.kind.value
        )
        if asked.school:
            self.fields["school"] = forms.CharField(
                widget=forms.HiddenInput, initial=asked.school, required=False
            )
        self.order_fields(["measure", "period"])


class FilterForm(PeriodForm):
    """A period and one of the school's groups; what else the address says is kept in `kept`."""

    def __init__(
        self,
        calendar: YearCalendar,
        chosen: Chosen,
        groups: Choices,
        group: str = "",
        **kept: str | int | None,
    ) -> None:
        super().__init__(calendar, chosen)
        self.fields["group"] = forms.ChoiceField(
            label="Pupils", choices=groups, required=False, initial=group
        )
        for name, value in kept.items():
            if value:
                self.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value, required=False)


class FigureForm(FilterForm):
    """One figure: its measure, period and group, and whether only compulsory school age is counted."""

    def __init__(
        self, calendar: YearCalendar, chosen: Chosen, groups: SchoolGroups, asked: Asked, group_words: str
    ) -> None:
        group = "" if asked.group == EVERYBODY else str(asked.group)
        weekday = "" if asked.weekday is None else WEEKDAYS[asked.weekday]
        within = "" if asked.within == EVERYBODY else str(asked.within)
        kept = {
            "school": asked.school,
            "within": within,
            "weekday": weekday,
            "session": asked.session,
            "code": asked.code,
        }
        super().__init__(calendar, chosen, groups.choices(asked.group, group_words), group, **kept)
        kinds = [(kind.value, WORDS[kind].title) for kind in FigureKind if kind is not FigureKind.CODE]
        if asked.code:
            kinds.append((FigureKind.CODE.value, CODES[asked.code].title))
        self.fields["measure"] = forms.ChoiceField(
            label="Figure", choices=kinds, required=False, initial=asked.kind.value
        )
        self.fields["ages"] = forms.ChoiceField(
            label="Ages",
            choices=[("", "Reception and up"), ("compulsory", "Compulsory school age only")],
            required=False,
            initial="compulsory" if asked.compulsory else "",
        )
        self.order_fields(["measure", "period", "from", "to", "group", "ages"])
