"""Another system's file beside the roll: joiners, leavers, changes, and who is not in it. Nothing is written here."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from registers.imports.draft import Draft, PupilDraft, said
from registers.imports.mis_reading import MisRows
from registers.imports.timelines import value_on
from registers.models import Admission, MisProposal

PERSONAL = ("surname", "forename", "known_as", "legal_surname", "dob", "sex", "ethnicity", "home_language")
STATUSES = ("year_group", "sen", "fsm", "pupil_premium", "eal", "medical", "looked_after")
NO_UNTIL_SAID = {"fsm", "pupil_premium", "eal", "medical", "looked_after"}
"""Of these, nothing stored and "no" in the file are the same."""
Kind = MisProposal.Kind


@dataclass(frozen=True)
class Difference:
    """One thing in which the two systems differ. `row`: what an import would take, in the columns of pupils.csv."""

    kind: str
    upn: str
    person: str
    about: str = ""
    original: str = ""
    new: str = ""
    who: PupilDraft | None = None
    row: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return (self.upn, self.kind, self.about)


def differences(found: MisRows, draft: Draft, *, on: dt.date) -> Iterator[Difference]:
    """Everything in which the file differs from the roll on that day."""
    for upn, row in found.rows.items():
        who = draft.pupils.get(upn)
        stay = current_stay(who, on) if who else None
        if who is None or stay is None:
            if not row.get("left"):
                person = f"{row['forename']} {row['surname']}"
                yield Difference(Kind.JOINER, upn, person, new=row.get("admitted", ""), who=who, row=row)
            continue
        yield from _of_pupil(upn, row, who, stay, on)
    if found.is_whole:
        for upn, who in draft.pupils.items():
            if who.stay_on(on) and upn not in found.rows and upn not in found.unreadable:
                yield Difference(Kind.MISSING, upn, str(who.pupil), who=who)


def current_stay(who: PupilDraft, on: dt.date) -> Admission | None:
    """The stay that holds on that day, or is agreed for a later one."""
    return who.stay_on(on) or next((stay for stay in who.stays if stay.starting_day > on), None)


def _of_pupil(
    upn: str, row: dict[str, str], who: PupilDraft, stay: Admission, on: dt.date
) -> Iterator[Difference]:
    left = row.get("left", "")
    if left and left >= stay.starting_day.isoformat() and left != said(stay.deleted_on):
        yield Difference(
            Kind.LEAVER, upn, str(who.pupil), "left", said(stay.deleted_on), left, who, {"left": left}
        )
    for name, new in row.items():
        if new == "" or name not in (*PERSONAL, *STATUSES, "class", "address", "admitted"):
            continue
        original, wanted = stored_value(who, stay, name, on), new
        if name == "address":
            home = value_on(who.addresses.spans, max(on, stay.starting_day))
            if home and home.confidential:
                continue
            wanted = ", ".join(filter(None, (new, row.get("postcode", ""))))
        if original != wanted and not (name in NO_UNTIL_SAID and not original and wanted == "0"):
            columns = {name: new}
            if name == "address" and row.get("postcode"):
                columns["postcode"] = row["postcode"]
            yield Difference(Kind.CHANGE, upn, str(who.pupil), name, original, wanted, who, columns)


def stored_value(who: PupilDraft, stay: Admission, name: str, on: dt.date) -> str:
    """What stands here about a pupil, as formats.md writes it."""
    day = max(on, stay.starting_day)
    if name == "admitted":
        return stay.starting_day.isoformat()
    if name == "left":
        return said(stay.deleted_on)
    if name == "class":
        return said(value_on(who.classes.spans, day))
    if name == "address":
        return said(value_on(who.addresses.spans, day))
    if name in STATUSES:
        return said(value_on(who.status(name).spans, day))
    return said(getattr(who.pupil, name))
