"""The demo as it is drawn, before any of it is stored: term dates, people, and a lifelike year of marks."""

import datetime as dt
import itertools
from collections import Counter
from random import Random

import pytest

from penalties.threshold import Absence, judge
from registers import codes, upn
from registers.demo.cases import CASES
from registers.demo.entries import entries_of
from registers.demo.roll import Window, enrol
from registers.demo.schools import PRIMARY, SECONDARY, TooFewPupils, plan_schools
from registers.demo.term_dates import DAYS_A_YEAR, easter_sunday, school_year
from registers.demo.weak_fridays import CLASS
from registers.demo.year_sheets import SheetMaker
from registers.school_year import DayRange, SchoolWeeks, usual_year_group, weeks_of
from reporting.measures import measure
from reporting.reason_pictures import ClassWeek
from reporting.standing_out import Standing

TODAY = dt.date(2026, 11, 21)
LAST_YEAR = DayRange(dt.date(2025, 9, 1), dt.date(2026, 8, 31))
SEEDS = ("1", "2")
# Per 1,000 possible sessions in England, 2025/26 (DfE daily attendance data).
PUBLISHED = {
    "primary": {
        "/": 459, "\\": 467, "L": 11.2, "I": 27.9, "M": 2.7, "R": 0.66, "T": 0.14, "E": 0.37, "C": 3.7, "C2": 1.7,
        "B": 1.9, "P": 0.8, "V": 7.3, "K": 0.18, "G": 5.3, "U": 1.7, "O": 7.9,
    },
    "secondary": {
        "/": 429, "\\": 443, "L": 27.9, "I": 36.3, "M": 3.8, "R": 0.58, "S": 1.0, "E": 2.9, "C": 4.3, "C2": 3.2,
        "B": 3.0, "P": 1.4, "V": 7.3, "W": 3.1, "K": 0.8, "G": 3.1, "U": 3.0, "O": 26.1,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    """The schools of several seeds as they stand on the day: (seed, key of the school) to stays and sheets."""
    window = Window(2025, 2026, TODAY)
    found = {}
    for seed in SEEDS:
        for plans in plan_schools(720):
            stays = enrol(plans, window, seed)
            for plan in plans:
                sheets = SheetMaker(plan, window, f"{seed}/{plans[0].key}").sheets(stays[plan.key]).sheets
                found[seed, plan.key] = list(zip(stays[plan.key], sheets, strict=True))
    return found


def counted(pairs, plan, days):
    """How often each code stands in those days, by stay, nursery left out."""
    for stay, sheet in pairs:
        entries = entries_of(sheet, Random(0), plan.am, plan.pm)
        count = Counter(
            entries[place + half].code if place + half in entries else sheet.codes[place + half]
            for day, place in sheet.place.items()
            if days.holds(day) and day < TODAY and day >= dt.date(stay.child.cohort, 9, 1)
            for half in (0, 1)
        )
        if count:
            yield stay, count


def of(count, among):
    return sum(number for code, number in count.items() if code in among)


def test_2025_26_has_the_published_term_dates():
    year = school_year(2025)

    assert [(days.first.isoformat(), days.last.isoformat()) for days in year.terms] == [
        ("2025-09-03", "2025-10-24"),
        ("2025-11-03", "2025-12-19"),
        ("2026-01-06", "2026-02-13"),
        ("2026-02-23", "2026-03-27"),
        ("2026-04-13", "2026-05-22"),
        ("2026-06-01", "2026-07-16"),
    ]
    assert [day.isoformat() for day, _ in year.bank_holidays] == ["2026-05-04"]
    assert (len(year.days), max(weeks_of(year.days).values())) == (190, 39)


def test_the_year_after_begins_on_3_september_2026():
    assert school_year(2026).days[0] == dt.date(2026, 9, 3)
    assert weeks_of([*school_year(2025).days, *school_year(2026).days])[dt.date(2026, 9, 7)] == 41


@pytest.mark.parametrize("first", range(2019, 2045))
def test_every_year_has_190_days_and_five_inset_days_outside_its_sessions(first):
    year = school_year(first)

    assert len(year.days) == DAYS_A_YEAR
    assert len(set(year.inset_days)) == 5
    assert not set(year.inset_days) & set(year.days)
    assert not {day for day, _ in year.bank_holidays} & set(year.days)
    assert all(days.first <= days.last for days in year.terms)
    assert year.terms[-1].last < dt.date(first + 1, 7, 27)


def test_easter_falls_where_the_almanac_has_it():
    assert [easter_sunday(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        dt.date(2024, 3, 31),
        dt.date(2025, 4, 20),
        dt.date(2026, 4, 5),
        dt.date(2027, 3, 28),
        dt.date(2038, 4, 25),
    ]


def test_the_usual_demo_is_a_two_form_primary_with_a_nursery_and_a_secondary():
    [(primary, secondary)] = plan_schools(720)

    assert primary.classes == ["Nursery", *(f"{year}{letter}" for year in "R123456" for letter in "AB")]
    assert (primary.places_a_year, primary.nursery, secondary.places_a_year) == (60, 26, 60)
    assert secondary.classes[:3] == ["7M", "7H", "8M"]


def test_more_pupils_make_more_primaries_with_families_of_their_own():
    schools = [plan for plans in plan_schools(25_200) for plan in plans]

    assert sum(plan.places_a_year * len(plan.years) for plan in schools) == pytest.approx(25_200, abs=60)
    assert len({plan.urn for plan in schools}) == len({plan.name for plan in schools}) == len(schools)
    assert len({plan.estab for plan in schools}) == len(schools)


def test_too_few_pupils_are_refused_with_the_number_needed():
    with pytest.raises(TooFewPupils, match="at least 60"):
        list(plan_schools(59))


def test_every_class_is_full_and_every_upn_is_valid_and_given_once(drawn):
    for (_, key), pairs in drawn.items():
        here = Counter(stay.group_in(2026) for stay, _ in pairs if stay.holds_on(dt.date(2026, 10, 1)))
        assert set(here.values()) <= {26, 29, 30, 31}, key
        children = {stay.child for stay, _ in pairs}
        assert len({child.upn for child in children}) == len(children)
        assert [child.upn for child in children if upn.refusal(child.upn) or upn.warning(child.upn)] == []


def test_every_child_is_in_the_year_group_of_its_age(drawn):
    for pairs in drawn.values():
        for stay, _ in pairs:
            child = stay.child
            assert usual_year_group(child.dob, dt.date(child.cohort, 9, 1)) == "R"


def test_brothers_and_sisters_are_at_one_school_and_across_both(drawn):
    for seed in SEEDS:
        now = dt.date(2026, 11, 20)
        here = {
            key: {stay.child.family.key for stay, _ in drawn[seed, key] if stay.holds_on(now)}
            for key in ("primary", "secondary")
        }
        assert len(here["primary"]) < 360
        assert len(here["primary"] & here["secondary"]) >= 40


@pytest.mark.parametrize("plan", [PRIMARY, SECONDARY], ids=lambda plan: plan.key)
def test_codes_are_as_frequent_as_published(drawn, plan):
    total = Counter()
    for seed in SEEDS:
        for _, count in counted(drawn[seed, plan.key], plan, LAST_YEAR):
            total += count
    possible = of(total, codes.POSSIBLE)
    rates = {code: 1000 * total[code] / possible for code in PUBLISHED[plan.key]}
    wrong = {
        code: (round(rates[code], 2), published)
        for code, published in PUBLISHED[plan.key].items()
        if abs(rates[code] - published) > max(0.22 * published, 0.9)
    }

    assert wrong == {}


@pytest.mark.parametrize("plan", [PRIMARY, SECONDARY], ids=lambda plan: plan.key)
def test_the_tail_is_lifelike(drawn, plan):
    for seed in SEEDS:
        counts = [count for _, count in counted(drawn[seed, plan.key], plan, LAST_YEAR)]
        possible = [of(count, codes.POSSIBLE) for count in counts]
        absent = [of(count, codes.ABSENT) for count in counts]
        pairs = [(a, p) for a, p in zip(absent, possible, strict=True) if p]
        assert 0.12 <= sum(a * 10 >= p for a, p in pairs) / len(pairs) <= 0.20
        assert 0.007 <= sum(a * 2 >= p for a, p in pairs) / len(pairs) <= 0.022


def test_absence_is_low_in_the_first_week_and_high_on_fridays_and_before_christmas(drawn):
    absent, due = Counter(), Counter()
    for seed in SEEDS:
        for _, sheet in drawn[seed, "primary"] + drawn[seed, "secondary"]:
            for day, place in sheet.place.items():
                if LAST_YEAR.holds(day):
                    due[day] += of(Counter(sheet.codes[place : place + 2]), codes.POSSIBLE)
                    absent[day] += of(Counter(sheet.codes[place : place + 2]), codes.ABSENT)

    def rate(test):
        return sum(absent[day] for day in due if test(day)) / sum(due[day] for day in due if test(day))

    usual = rate(lambda day: True)
    assert rate(lambda day: day <= dt.date(2025, 9, 5)) < 0.8 * usual
    assert rate(lambda day: dt.date(2025, 12, 15) <= day <= dt.date(2025, 12, 19)) > 1.2 * usual
    assert rate(lambda day: day.weekday() == 4) > 1.06 * rate(lambda day: day.weekday() == 2)


def test_one_class_misses_its_friday_afternoons_and_nobody_much_for_it(drawn):
    for seed in SEEDS:
        found = {(weekday, session): Counter() for weekday in range(5) for session in ("AM", "PM")}
        for stay, sheet in drawn[seed, "primary"]:
            if stay.holds_in(2026) and stay.group_in(2026) == CLASS:
                for day in sheet.past_days():
                    for session in ("AM", "PM"):
                        found[day.weekday(), session][sheet.code(day, session)] += 1
        sums = {half: measure(counts) for half, counts in found.items()}
        standing = {half: ClassWeek(CLASS, 30, sums).standing(half) for half in sums}
        assert standing[4, "PM"] is Standing.MUCH
        assert Standing.MUCH not in [each for half, each in standing.items() if half != (4, "PM")]


def test_illness_comes_in_spells_and_goes_round_families(drawn):
    spells, shared, chance = Counter(), 0, 0
    for seed in SEEDS:
        ill_days = {}
        for stay, sheet in drawn[seed, "primary"]:
            days = [
                day for day, place in sheet.place.items() if codes.ILLNESS in sheet.codes[place : place + 2]
            ]
            if stay.holds_on(TODAY) and stay.child.cohort <= 2025:
                ill_days.setdefault(stay.child.family.key, []).append(set(days))
            spells.update(
                "next day" if before + dt.timedelta(1) == day else "alone"
                for before, day in itertools.pairwise(days)
            )
        families = [each for each in ill_days.values() if len(each) > 1]
        shared += sum(len(each[0] & each[1]) for each in families)
        chance += sum(len(each[0]) * len(other[1]) / 243 for each, other in itertools.pairwise(families))

    assert spells["next day"] > 0.4 * spells["alone"]
    assert shared > 2 * chance


def test_every_telling_case_is_on_a_roll_under_its_own_name(drawn):
    for seed in SEEDS:
        for case in CASES:
            names = sorted(
                stay.child.name for stay, _ in drawn[seed, case.school] if stay.child.case == case.key
            )
            assert names == sorted(f"{forename} {case.surname}" for forename, _ in case.children)


@pytest.mark.parametrize("today", ["2026-09-01", "2026-09-03", "2026-09-10", "2027-02-17", "2027-08-10"])
def test_it_can_be_drawn_on_any_day_of_the_year(today):
    window = Window(2025, 2026, dt.date.fromisoformat(today))
    [plans] = plan_schools(60)
    stays = enrol(plans, window, "2")
    made = {plan.key: SheetMaker(plan, window, "2/primary").sheets(stays[plan.key]) for plan in plans}

    assert all(len(sheet.codes) == 2 * len(sheet.days) for each in made.values() for sheet in each.sheets)


def test_the_pupil_at_nine_is_at_nine_on_any_day_of_the_year():
    found = Counter()
    for today in school_year(2026).days[8::9]:
        window = Window(2025, 2026, today)
        [plans] = plan_schools(60)
        stay = next(stay for stay in enrol(plans, window, "2")["primary"] if stay.child.case == "nine")
        [sheet] = SheetMaker(plans[0], window, "2/primary").sheets([stay]).sheets
        entries = entries_of(sheet, Random(0), plans[0].am, plans[0].pm)
        absences = [
            Absence(day, session, entries[place + half].code)
            for day, place in sheet.place.items()
            for half, session in enumerate(("AM", "PM"))
            if place + half in entries and entries[place + half].code in codes.UNAUTHORISED
        ]
        days = [*school_year(2025).days, *school_year(2026).days]
        yesterday = days[days.index(today) - 1]
        for on in (yesterday, today):
            judged = judge(absences, weeks=SchoolWeeks(days), on=on, dob=stay.child.dob, codes="GOU")
            found[judged.current, judged.peak, judged.met_on] += 1

    assert set(found) == {(9, 9, None)}
