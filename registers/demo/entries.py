"""How each mark came about: what the teacher first entered, and what the office made of it, when and why (pure)."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from absence.deadlines import N_SETTLED_WITHIN
from registers import amend_reasons, codes
from registers.demo.schools import Times
from registers.demo.sheets import Sheet
from registers.demo.term_dates import school_year
from registers.desk_reasons import LATE_REASONS

LONG_AGO = 2 * N_SETTLED_WITHIN  # school days: all is settled
REGISTER, LATE_DESK, PLANNED, CONFIRMED, AMEND = "register", "late_desk", "planned", "confirmed", "amend"
NOTES = {
    codes.ARRANGED_PROVISION: (
        "Construction course at the training centre",
        "Tuition arranged by the authority",
    ),
    codes.OTHER_ACTIVITY: ("Transition day at the next school", "Music examination", "College taster day"),
    codes.VISIT: ("",),
}
OVERSLEPT, TRAFFIC, MEDICAL, BUS, _ = (reason.words for reason in LATE_REASONS)
SAID_LATE = (
    OVERSLEPT, TRAFFIC, OVERSLEPT, "A younger child was ill", BUS, OVERSLEPT, MEDICAL, TRAFFIC, "",
    "The car did not start", OVERSLEPT,
)  # fmt: skip
"""What was said at the late desk; nothing random, so that the rest of the demo stays as it is drawn."""
MISTAKES = 1700  # one present mark in so many was first entered as absent
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """One session's entries: `first` as keyed in class, and where it was changed, `code` with its reason and time."""

    first: str
    code: str
    source: str = REGISTER
    note: str = ""
    minutes_late: int | None = None
    arrived_at: dt.time | None = None
    reason: str = ""
    days_later: int = 0  # school days between the session and the change
    at: dt.time | None = None

    @property
    def changed(self) -> bool:
        """Whether the office changed what was first entered."""
        return self.first != self.code


def entries_of(sheet: Sheet, chance: Random, am: Times, pm: Times) -> dict[int, Entry]:
    """The entries, by the session's place on the sheet, of past sessions that are not simply present."""
    ages = _ages(sheet)
    found: dict[int, Entry] = {}
    before = ""
    for day, first in sheet.place.items():
        if day >= sheet.today:
            break
        for place, times in ((first, am), (first + 1, pm)):
            code = sheet.codes[place]
            if code not in codes.PRESENT or code == codes.LATE:
                found[place] = _entry(code, before, ages.get(day, LONG_AGO), chance, times)
            before = code
    return found


def _ages(sheet: Sheet) -> dict[dt.date, int]:
    """How many school days ago each of the last days was: 1 is the last one before today."""
    days = [*school_year(sheet.current - 1).days, *school_year(sheet.current).days]
    past = [day for day in days if day < sheet.today][: -LONG_AGO - 1 : -1]
    return {day: age for age, day in enumerate(past, start=1)}


def mistaken(pupil: int, place: int) -> bool:
    """Whether a present pupil was first entered as absent by mistake."""
    return (pupil * 7919 + place * 104729) % MISTAKES == 0


def mistake(session: str, times: Times) -> Entry:
    """The entries of such a session."""
    present = codes.present_for(session)
    at = _after(times[1], 14)
    return Entry(codes.NO_REASON_YET, present, AMEND, reason=amend_reasons.ERROR, at=at)


def arrival(chance: Random, code: str, times: Times) -> tuple[int, dt.time]:
    """Minutes late and the time of arrival: before the close for L, after it for U."""
    open_for = _minutes(times[1]) - _minutes(times[0])
    late = (
        chance.randint(1, open_for - 1) if code == codes.LATE else open_for + int(chance.expovariate(1 / 22))
    )
    late = min(late, 100)
    return late, _after(times[0], late)


def _entry(code: str, before: str, age: int, chance: Random, times: Times) -> Entry:
    if code in (codes.LATE, codes.LATE_AFTER_CLOSE):
        return _late_entry(code, chance, times)
    new_spell = code != before
    if code == codes.NO_GOOD_REASON:
        return _no_good_reason(age, chance, times)
    if code == codes.ILLNESS and new_spell and chance.random() < 0.42:
        if age <= 1 and chance.random() < 0.35:
            return Entry(codes.NO_REASON_YET, codes.NO_REASON_YET)
        return _settled(code, amend_reasons.PHONE, _after(times[1], chance.randint(10, 75)))
    if code == codes.HOLIDAY_NOT_GRANTED and new_spell:
        days_later = min(age - 1, chance.randint(0, 2))
        return _settled(code, "Holiday in term time, leave not agreed", _after(times[2], 5), days_later)
    if code == codes.APPOINTMENT and chance.random() < 0.3:
        return _settled(code, amend_reasons.APPOINTMENT, _after(times[1], chance.randint(20, 100)))
    source = PLANNED if code in codes.PLANNED_AHEAD and code != codes.ILLNESS else REGISTER
    if code in codes.CONFIRMED_ON_DAY and age > 1:
        source = CONFIRMED
    return Entry(code, code, source, note=chance.choice(NOTES.get(code, ("",))))


def _late_entry(code: str, chance: Random, times: Times) -> Entry:
    minutes, arrived = arrival(chance, code, times)
    if code == codes.LATE and chance.random() < 0.6:
        return Entry(code, code, minutes_late=minutes, arrived_at=arrived)
    at = max(arrived, _after(times[0], 9))
    said = SAID_LATE[(minutes * 7 + arrived.minute) % len(SAID_LATE)]
    if code == codes.LATE_AFTER_CLOSE and said == MEDICAL:
        said = SAID_LATE[0]
    return Entry(
        codes.NO_REASON_YET, code, LATE_DESK, said, minutes, arrived, "signed in late", at=_after(at, 1)
    )


def _no_good_reason(age: int, chance: Random, times: Times) -> Entry:
    """N until somebody knows; the school turns it to O when the five days are over."""
    spoken = chance.random() < 0.3
    if age <= N_SETTLED_WITHIN and not (spoken and age > 1):
        return Entry(codes.NO_REASON_YET, codes.NO_REASON_YET)
    code = codes.NO_GOOD_REASON
    if spoken:
        return _settled(code, "Spoken to the parent, no good reason", _after(times[2], 15), 1)
    return _settled(code, amend_reasons.NOT_ESTABLISHED, _after(times[2], 40), N_SETTLED_WITHIN)


def _settled(code: str, reason: str, at: dt.time, days_later: int = 0) -> Entry:
    return Entry(codes.NO_REASON_YET, code, AMEND, reason=reason, days_later=days_later, at=at)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _after(time: dt.time, minutes: int) -> dt.time:
    return (dt.datetime.combine(dt.date.min, time) + minutes * MINUTE).time()
