"""What the pages of notices accept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from absence.forms.support_plans import WrittenForm, day, words_of
from attendance_site.parts.form_rendering import InlineRadios
from penalties.actions.notices import Happened, NoticeSays
from penalties.escalation import Amount
from penalties.models.authority import ISSUERS
from penalties.models.notices import ISSUED
from penalties.notice_history import ParentHistory
from penalties.notice_news import GROUNDS, NEWS, Item, News
from penalties.pack_blocks import short
from registers.codes import CODES
from registers.models import Contact

POUNDS = {"class": "govuk-input--width-4", "inputmode": "numeric"}
MOST_POUNDS = 10_000
SMALL = {"class": "govuk-radios--small"}


def pounds(label: str, *, help_text: str = "") -> forms.IntegerField:
    """Whole pounds, or nothing."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_POUNDS,
        help_text=help_text,
        widget=forms.NumberInput(POUNDS),
    )


class ParentField(forms.ChoiceField):
    """One of the adults of a pupil."""

    def offer(self, adults: Iterable[ParentHistory], *, nobody: str = "") -> None:
        """Offer those adults in calling order, those first whom the law sees as parents."""
        in_order = sorted(adults, key=lambda each: not each.is_parent)
        self.adults = {str(each.contact.pk): each.contact for each in in_order}
        listed = [
            (str(each.contact.pk), f"{each.contact.name}, {each.relationship}{_liable(each)}")
            for each in in_order
        ]
        self.choices = [("", nobody), *listed] if nobody else listed

    def contact(self, value: str) -> Contact | None:
        """The adult who was chosen."""
        return self.adults.get(value)


class ParentForm(WrittenForm):
    """Something about one of the adults of a pupil."""

    contact = ParentField(label="Which parent", widget=forms.RadioSelect(SMALL))
    nobody = ""
    """What stands for no adult in particular; empty: one has to be chosen."""

    def __init__(self, *args: object, adults: Iterable[ParentHistory], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        field.offer(adults, nobody=self.nobody)  # type: ignore[attr-defined]
        field.required = not self.nobody

    @property
    def chosen(self) -> Contact | None:
        """The adult who was chosen, if one was."""
        field = self.fields["contact"]
        return field.contact(self.cleaned_data["contact"])  # type: ignore[attr-defined, no-any-return]

    @property
    def to(self) -> Contact:
        """The adult who was chosen; the field asks for one."""
        if self.chosen is None:
            raise ValueError("Nobody was chosen.")
        return self.chosen


class NoticeForm(ParentForm):
    """A notice to one parent: who issues it, whether it was issued, and for which sessions."""

    issuer = forms.ChoiceField(label="Who issues it", choices=ISSUERS, widget=InlineRadios)
    issued = forms.ChoiceField(
        label="Was it issued?",
        choices=ISSUED[:1] + ISSUED[2:],
        widget=InlineRadios,
        help_text="Not known yet: the authority was asked, and has not answered.",
    )
    issued_on = day("The day it was issued", required=False)
    received_on = day(
        "The day the parent received it",
        required=False,
        help_text="Empty: the second working day after it was issued, as for a letter by post.",
    )
    sessions = forms.MultipleChoiceField(
        label="For which sessions",
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        help_text="Of the last year, the newest first; those of a case that was referred are ticked."
        " Sessions that an earlier notice has used are left out.",
    )
    words = words_of(
        "Anything else", required=False, rows=2, help_text="The authority’s reference, for example."
    )

    def __init__(self, *args: object, sessions: Sequence[tuple[dt.date, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.halves = {f"{date:%Y-%m-%d} {half}": (date, half) for date, half, _ in sessions}
        field = self.fields["sessions"]
        field.choices = [  # type: ignore[attr-defined]
            (f"{date:%Y-%m-%d} {half}", f"{short(date)} {half}: {code}") for date, half, code in sessions
        ]
        key = "; ".join(_code(code) for code in sorted({code for _, _, code in sessions}))
        field.help_text = f"{field.help_text} {key}." if key else field.help_text

    @property
    def says(self) -> NoticeSays:
        """As the action takes it."""
        said = self.cleaned_data
        return NoticeSays(
            issuer=said["issuer"],
            issued=said["issued"],
            issued_on=said["issued_on"],
            received_on=said["received_on"],
            sessions=tuple(self.halves[each] for each in said["sessions"]),
            words=said["words"],
        )


class EarlierNoticeForm(ParentForm):
    """A notice of an earlier time or another school, as somebody told it."""

    from_before = forms.CharField(
        label="Who told us, and how",
        max_length=300,
        help_text="“The authority, by e-mail on 3 March”, “the school before, by telephone”, “the parent”.",
    )
    issuer = forms.ChoiceField(label="Who issued it", choices=ISSUERS, widget=InlineRadios)
    issued = forms.ChoiceField(label="Was it issued?", choices=ISSUED[:1] + ISSUED[2:], widget=InlineRadios)
    issued_on = day(
        "The day it was issued", required=False, help_text="Where nobody knows, leave it unknown."
    )
    full = pounds("The full amount, if it is known")
    early = pounds("The lower amount, if there was one")
    words = words_of("Anything else", required=False, rows=2)

    def clean(self) -> None:
        """A lower amount is lower than the full one."""
        full, early = self.cleaned_data.get("full"), self.cleaned_data.get("early")
        if early and not (full and early < full):
            self.add_error("early", "Give the full amount, too; the lower one is less.")

    @property
    def says(self) -> NoticeSays:
        """As the action takes it."""
        said = self.cleaned_data
        return NoticeSays(
            issuer=said["issuer"],
            issued=said["issued"],
            issued_on=said["issued_on"],
            amount=Amount(said["full"], said["early"]) if said["full"] else None,
            from_before=said["from_before"],
            words=said["words"],
        )


class NewsForm(WrittenForm):
    """What happened to a notice."""

    kind = forms.ChoiceField(label="What happened", choices=NEWS, widget=forms.RadioSelect(SMALL))
    on = day("On which day")
    amount = pounds("Pounds", help_text="For a payment, or where the authority confirms an amount.")
    received_on = day(
        "The day the parent received it", required=False, help_text="Of a notice that was issued."
    )
    ground = forms.ChoiceField(
        label="On which ground",
        required=False,
        choices=[("", "It was not withdrawn"), *GROUNDS],
        help_text="Only the authority withdraws a notice. It counts no longer, and its sessions are free again.",
    )
    words = words_of("Who told us, and what they said", rows=2)

    @property
    def happened(self) -> Happened:
        """As the action takes it: only what belongs to that kind of news."""
        said = self.cleaned_data
        kind = said["kind"]
        return Happened(
            Item(
                kind=kind,
                on=said["on"],
                amount=said["amount"] if kind in (News.PAID, News.CONFIRMED) else None,
                received_on=said["received_on"] if kind == News.ISSUED else None,
                ground=said["ground"] if kind == News.WITHDRAWN else "",
            ),
            said["words"],
        )


def _liable(each: ParentHistory) -> str:
    return (
        "" if each.is_parent else " (no parental responsibility on file, and the child does not live there)"
    )


def _code(code: str) -> str:
    return f"{code}: {CODES[code].words.lower()}" if code in CODES else code
