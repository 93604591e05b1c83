"""What the register page accepts when it is posted as a plain form."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django import forms

from attendance_site.parts.day_field import DayField
from attendance_site.parts.form_rendering import DayInput
from registers.codes import LATE, as_stored
from registers.keyed_marks import Op


class DayForm(forms.Form):
    """Which day's registers to list."""

    use_required_attribute = False
    date = DayField(label="Day", widget=DayInput)


class Typed(NamedTuple):
    """What stands in one pupil's boxes, and the mark that the person saw when the page was drawn."""

    pupil: int
    code: str
    minutes: int | None
    note: str
    reason: str
    arrived: time | None
    seen_rev: int
    seen_code: str
    seen_minutes: int | None


class RegisterForm(forms.Form):
    """One box for each pupil, with the revision that was seen, so that nothing is overwritten unseen."""

    client = forms.UUIDField()

    def __init__(self, *args: Any, pupils: Collection[int], session: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils, self.session = pupils, session
        for pupil in pupils:
            self.fields[f"code-{pupil}"] = forms.CharField(max_length=2, required=False)
            self.fields[f"seen-{pupil}"] = forms.RegexField(
                r"^\d{1,9}:[^:]{0,2}:\d{0,3}$", required=False, strip=False
            )
            self.fields[f"minutes-{pupil}"] = forms.IntegerField(min_value=1, max_value=480, required=False)
            self.fields[f"note-{pupil}"] = forms.CharField(max_length=300, required=False)
            self.fields[f"reason-{pupil}"] = forms.CharField(max_length=300, required=False)
            self.fields[f"arrived-{pupil}"] = forms.TimeField(required=False)

    def typed(self, pupil: int) -> Typed:
        """What was typed for the pupil."""
        said = self.cleaned_data
        rev, code, minutes = (said[f"seen-{pupil}"] or "0::").split(":")
        return Typed(
            pupil=pupil,
            code=as_stored(said[f"code-{pupil}"], self.session),
            minutes=said[f"minutes-{pupil}"],
            note=said[f"note-{pupil}"],
            reason=said[f"reason-{pupil}"],
            arrived=said[f"arrived-{pupil}"],
            seen_rev=int(rev),
            seen_code=code,
            seen_minutes=int(minutes) if minutes else None,
        )

    def errors_of(self, pupil: int) -> list[str]:
        """What is wrong in the pupil's boxes."""
        names = [f"{box}-{pupil}" for box in ("code", "seen", "minutes", "note", "reason", "arrived")]
        return [str(error) for name in names for error in self.errors.get(name, [])]

    def ops(
        self,
        *,
        on: date,
        at: datetime,
        instead: dict[int, str] | None = None,
        insist: Collection[int] = (),
        leave: Collection[int] = (),
    ) -> list[Op]:
        """One operation for each box that was changed.

        `instead`: codes that a button gives in place of what stands in the box. `insist`: pupils whose mark or plan
        the person chose to overwrite. `leave`: pupils whose mark stays as it is. Sending the same page twice makes the
        same operations, so that it is saved once.
        """
        rows = [self.typed(pupil) for pupil in self.pupils if pupil not in leave]
        rows = [row._replace(code=(instead or {}).get(row.pupil, row.code)) for row in rows]
        return [
            self._op(row, on=on, at=at, insist=row.pupil in insist)
            for row in rows
            if _is_changed(row, insist)
        ]

    def _op(self, row: Typed, *, on: date, at: datetime, insist: bool) -> Op:
        client: UUID = self.cleaned_data["client"]
        late = row.code == LATE
        return Op(
            op=uuid5(client, repr((on.isoformat(), self.session, *row, insist))),
            seq=int(at.timestamp() * 1000),
            pupil=row.pupil,
            date=on,
            session=self.session,
            code=row.code,
            at=at,
            minutes=row.minutes if late else None,
            arrived=row.arrived,
            note=row.note,
            base_rev=row.seen_rev,
            insist=insist,
            reason=row.reason,
        )


def _is_changed(row: Typed, insist: Collection[int]) -> bool:
    """Whether the boxes say something else than the mark that was seen."""
    if row.code != row.seen_code or row.pupil in insist or row.note:
        return True
    return row.code == LATE and row.minutes is not None and row.minutes != row.seen_minutes
