"""A school in which one class misses its Friday afternoons: 4A and 4B, twelve pupils each, a term so far."""

from registers.models import SchoolDay
from tests.factories import THE_DAY, GroupFactory, PupilFactory, join
from tests.history import write_past

FRIDAY = 4
PUPILS = 12


def a_friday_problem(school, by):
    """Four of 4B miss each Friday afternoon, in turn; one of 4A is ill for six days; else each misses a morning."""
    days = SchoolDay.objects.filter(school=school, date__lt=THE_DAY).order_by("date")
    days = list(days.values_list("date", flat=True))
    fridays = [day for day in days if day.weekday() == FRIDAY]
    classes = {name: GroupFactory(school=school, name=name) for name in ("4A", "4B")}
    for name, group in classes.items():
        for number in range(PUPILS):
            pupil = PupilFactory(school=school, forename=f"Child{number:02}", surname=f"Of{name}")
            join(pupil, group)
            marks = {(day, session): code for day in days for session, code in (("AM", "/"), ("PM", "\\"))}
            marks[days[number], "AM"] = "I"
            if name == "4B":
                marks |= {(day, "PM"): "O" for n, day in enumerate(fridays) if (number + n) % 3 == 0}
            if (name, number) == ("4A", 0):
                marks |= {(day, session): "I" for day in days[-6:] for session in ("AM", "PM")}
            write_past(pupil, marks, by=by)
    return classes
