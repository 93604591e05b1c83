"""Days, times and names in the words of each language of the families' pages."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from django.utils.translation import override

from attendance_site.parts import spoken

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("language", "day", "year", "month", "weekday", "names"),
    [
        ("en", "Tuesday 24 November", "Tuesday 24 November 2026", "November 2026", "Tue", "Mia, Leo and Zoe"),
        ("pl", "wtorek 24 listopada", "wtorek 24 listopada 2026", "listopad 2026", "wt.", "Mia, Leo i Zoe"),
        ("ur", "منگل 24 نومبر", "منگل 24 نومبر 2026", "نومبر 2026", "منگل", "Mia، Leo، اور Zoe"),
        ("xx", "Tuesday 24 November", "Tuesday 24 November 2026", "November 2026", "Tue", "Mia, Leo and Zoe"),
    ],
)  # fmt: skip
def test_a_day_and_names_are_said_in_the_language(language, day, year, month, weekday, names):
    said = (
        spoken.spoken_day(DAY, language=language),
        spoken.spoken_date(DAY, language=language),
        spoken.spoken_month(DAY, language=language),
        spoken.spoken_weekday(DAY, language=language),
        spoken.spoken_names(["Mia", "Leo", "Zoe"], language=language),
    )
    assert said == (day, year, month, weekday, names)


def test_a_page_says_days_and_times_in_its_own_language_and_in_school_time():
    page = Template(
        "{% load family_words %}{{ at|spoken_day }} {{ at|spoken_time }} {{ bell|spoken_time }} {{ none|spoken_date }}|"
    )
    facts = {"at": datetime(2026, 6, 30, 23, 5, tzinfo=UTC), "bell": time(8, 45), "none": None}
    with override("pl"):
        assert page.render(Context(facts)) == "środa 1 lipca 0:05 8:45 |"
    with override("en-gb"):
        assert page.render(Context(facts)) == "Wednesday 1 July 0:05 8:45 |"
