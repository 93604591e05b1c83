"""One pupil's weeks as a small run chart, with what was done between them."""

from itertools import dropwhile

from absence.did_it_work import Change, Compared, Weeks
from absence.effects import PupilEffects
from attendance_site.parts.charts import Chart, Event, Point, Said, run_chart
from registers.measure_words import attended_words, missed_words, share_of
from registers.school_sessions import in_words

SHOWN = 20
"""School weeks that are drawn: about half a year."""


def run_chart_of(effects: PupilEffects) -> Chart:
    """The weeks up to now, a number for each thing that was done, and the level before the first of them."""
    weeks = list(dropwhile(lambda week: not week[1].possible, effects.weeks[-SHOWN:]))
    first = next((each for each in effects.compared if each.before.possible), None)
    return run_chart(
        Said(
            f"run-{effects.pupil.pk}",
            f"{effects.pupil.called}: attendance week by week",
            _in_words(effects, weeks),
        ),
        [
            Point(f"{monday.day} {monday:%b}", share_of(measures), attended_words(measures))
            for monday, measures in weeks
        ],
        _events(effects, weeks),
        usual=share_of(first.before) if first else None,
    )


def _events(effects: PupilEffects, weeks: Weeks) -> list[Event]:
    """Each before the first week that came after it; those of one place share their line."""
    at: dict[int, list[str]] = {}
    for number, each in enumerate(effects.compared, start=1):
        if weeks and each.done.first_monday < weeks[0][0]:
            continue
        place = sum(monday < each.done.first_monday for monday, _ in weeks)
        at.setdefault(place, []).append(str(number))
    return [Event(place, ",".join(numbers)) for place, numbers in at.items()]


def _in_words(effects: PupilEffects, weeks: Weeks) -> str:
    told = [(monday, each) for monday, each in weeks if each.possible]
    if not told:
        return "There are no marks yet."
    first, last = told[0], told[-1]
    words = (
        f"From {attended_words(first[1])} in the week of {in_words(first[0])}"
        f" to {attended_words(last[1])} in the week of {in_words(last[0])}."
    )
    return " ".join([words, *(_compared_in_words(each) for each in effects.compared)])


def _compared_in_words(each: Compared) -> str:
    begins = f"{each.done.words} on {in_words(each.done.on)}"
    if each.change is Change.EARLY:
        return f"{begins}: too early to tell."
    return f"{begins}: before it {missed_words(each.before)}, since then {missed_words(each.after)}."
