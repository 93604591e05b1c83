"""Keys pressed for pupils at the teacher's and the office's computer, and what then stands on record."""

import datetime as dt
import uuid

import pytest

from registers.actions.marks import Op, record_marks
from registers.models import Mark
from tests.factories import THE_DAY, at

TEACHERS_PC, OFFICE_PC = "teachers-pc", "office-pc"


@pytest.fixture
def press(school, teacher):
    """Press a key for a pupil: `press(pupil, "N", when="08:47")` answers with the outcome."""
    counter = iter(range(1, 10_000))

    def press_key(pupil, code, *, when="08:47", received=None, by=teacher, client=None, **fields):
        device = client or (TEACHERS_PC if by == teacher else OFFICE_PC)
        key = op(pupil, code, when=when, **{"seq": next(counter), **fields})
        return send(
            [key], by=by, client=device, received=received or at(when, fields.get("received_on", THE_DAY))
        )[0]

    def send(ops, *, by=teacher, client=TEACHERS_PC, received=None):
        return record_marks(
            school=school, by=by, client=client, ops=ops, received_at=received or max(each.at for each in ops)
        )

    press_key.send = send
    return press_key


def op(pupil, code, *, when="08:47", on=THE_DAY, session="AM", seq=1, arrived=None, **fields):
    fields.pop("received_on", None)
    return Op(
        op=fields.pop("number", None) or uuid.uuid4(),
        seq=seq,
        pupil=pupil.pk,
        date=on,
        session=session,
        code=code,
        at=at(when, fields.pop("pressed_on", on)),
        arrived=dt.time.fromisoformat(arrived) if arrived else None,
        **fields,
    )


def entry(pupil, session="AM", on=THE_DAY):
    return (
        Mark.objects.filter(pupil=pupil, session=session, date=on)
        .values_list("code", "minutes_late", "rev", "name", "source", "reason")
        .first()
    )
