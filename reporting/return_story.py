"""What a daily return holds, and what is different from the one before: from the files themselves."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from registers.school_year import compulsory_school_age
from reporting.measures import Measures, measure, percentage
from reporting.returns import Line, SessionKey
from reporting.said import Said

RECEPTION = "R"


class Part(NamedTuple):
    """Some of a return's pupils, and what the marks of its day come to."""

    words: str
    pupils: int
    measures: Measures

    @property
    def attendance(self) -> str:
        """The attendance rate for people to read."""
        rate = percentage(self.measures.attended, self.measures.possible)
        return "none possible" if rate is None else f"{rate} %"


class Changed(NamedTuple):
    """A session of which two returns say different things. None: nothing was said."""

    key: SessionKey
    before: str | None
    now: str | None


def held(lines: Iterable[Line], *, on: dt.date, compulsory_only: bool) -> list[Part]:
    """The pupils of the return's own day: reception apart, the later years, and both together."""
    upns: dict[bool, set[str]] = {True: set(), False: set()}
    codes: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for line in lines:
        if line.key.date != on.isoformat():
            continue
        if compulsory_only and not compulsory_school_age(line.dob).holds(on):
            continue
        first_year = line.year_group == RECEPTION
        upns[first_year].add(line.key.upn)
        codes[first_year][line.code] += 1
    parts = [
        Part(words, len(upns[first_year]), measure(codes[first_year]))
        for first_year, words in ((True, "Reception"), (False, "Year 1 and above"))
    ]
    together = Part("Together", len(upns[True] | upns[False]), measure(codes[True] + codes[False]))
    return [*parts, together]


def corrected(lines: Iterable[Line], said: Said, *, on: dt.date) -> list[Changed]:
    """What a return says of days before its own, with what was said of them last."""
    return [
        Changed(line.key, said.code_of(line.key), line.code)
        for line in lines
        if line.key.date != on.isoformat()
    ]


def differences(before: Iterable[Line], now: Iterable[Line]) -> list[Changed]:
    """What the next version of the same day's return says otherwise, in the order of the file."""
    was, is_now = ({line.key: line.code for line in lines} for lines in (before, now))
    keys = sorted(was.keys() | is_now.keys())
    return [Changed(key, was.get(key), is_now.get(key)) for key in keys if was.get(key) != is_now.get(key)]
