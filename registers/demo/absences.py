"""One pupil's marks of one school year, session by session (pure; drawn from a seed)."""

from dataclasses import dataclass, field
from math import exp
from random import Random

from registers import codes
from registers.demo.families import Child, Family
from registers.demo.seasons import Season, lunar_feasts
from registers.demo.tendencies import Usual

PRESENT_DAY = (codes.MORNING_PRESENT, codes.AFTERNOON_PRESENT)
SESSIONS_A_DAY = 2
# How many days a spell of illness takes, and how common that is.
ILLNESS_DAYS = {0: 10, 1: 44, 2: 24, 3: 12, 4: 5, 5: 4, 8: 1}
UNEXPLAINED_SESSIONS = {1: 34, 2: 34, 4: 18, 6: 9, 10: 5}
HOLIDAY_DAYS = {2: 12, 3: 16, 4: 14, 5: 40, 7: 10, 8: 4, 10: 4}
LEAVE_SESSIONS = {1: 30, 2: 34, 4: 20, 6: 12, 10: 4}
SUSPENSION_DAYS = {1: 35, 2: 30, 3: 20, 5: 15}
SHARED_ILLNESS = 0.35  # of spells that go round the family
HOLIDAY_NEEDS = 4  # sessions: pupils who miss less than that in a year were at no family holiday


@dataclass
class FamilyYear:
    """What a family does together in one school year; both schools keep the same days."""

    holiday: tuple[int, int] | None = None  # place of the first day, number of days
    leave: tuple[int, int] | None = None  # place of the first session, number of sessions
    feasts: list[int] = field(default_factory=list)
    illness: list[tuple[int, int]] = field(default_factory=list)
    late_days: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ClassYear:
    """What a class does together in one school year: places of its days out, half-days out and residential."""

    days_out: tuple[int, ...]
    afternoons_out: tuple[int, ...]
    residential: tuple[int, ...]
    work_experience: tuple[int, ...] = ()
    taster_days: tuple[int, ...] = ()


@dataclass
class PupilYear:
    """A pupil's year in the making: the code of each session, presence where nothing else is said."""

    child: Child
    season: Season
    usual: Usual
    rate: float
    seed: str
    year_index: int  # 0 = reception
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.codes = list(PRESENT_DAY) * len(self.season.days)
        self.chance = Random(f"{self.seed}/{self.season.year.first}/{self.child.key}")
        self.left = round(self.rate * len(self.codes) + self.chance.random() - 0.5)

    def put(self, code: str, first: int, sessions: int) -> int:
        """Give `code` to so many sessions from `first` on, where the pupil was to be present; how many took it."""
        given = 0
        for place in range(first, min(first + sessions, len(self.codes))):
            if self.codes[place] in PRESENT_DAY:
                self.codes[place] = code
                given += 1
        return given

    def absent(self, code: str, first: int, sessions: int) -> None:
        """The same for an absence, which uses up what the pupil misses this year."""
        self.left -= self.put(code, first, sessions)

    def happens(self, rate: float) -> int:
        """How often something happens this year that happens `rate` times on average."""
        limit, product, count = exp(-rate), self.chance.random(), 0
        while product > limit:
            product *= self.chance.random()
            count += 1
        return count

    def day(self) -> int:
        """The place of the first session of some day."""
        return SESSIONS_A_DAY * self.season.draw(self.chance)

    def half_day(self) -> int:
        """The place of some session."""
        return self.day() + self.chance.randrange(SESSIONS_A_DAY)


def pick(chance: Random, weights: dict[int, int]) -> int:
    """One of the keys, by its weight."""
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def family_year(family: Family, season: Season, usual: Usual, seed: str) -> FamilyYear:
    """What the family does together that year."""
    chance = Random(f"{seed}/{season.year.first}/{family.key}")
    together = FamilyYear()
    # Drawn whether it happens or not, so that what is likelier at one school falls on the same days as at the other.
    length = pick(chance, HOLIDAY_DAYS)
    edge, anywhere = season.at_the_edge_of_a_holiday(chance, length), season.draw(chance)
    first = edge if chance.random() < 0.75 else anywhere
    if chance.random() < usual.holidays:
        together.holiday = (first, length)
    leave = (SESSIONS_A_DAY * season.draw(chance), pick(chance, LEAVE_SESSIONS))
    if chance.random() < usual.leaves:
        together.leave = leave
    if Random(f"{seed}/{family.key}/feasts").random() < usual.observing:
        together.feasts = [season.place[day] for day in lunar_feasts(season.year)]
    together.illness = [(season.draw(chance), pick(chance, ILLNESS_DAYS)) for _ in range(4)]
    together.late_days = [season.draw(chance) for _ in range(20)]
    return together


def year_codes(year: PupilYear, family: FamilyYear, group: ClassYear) -> list[str]:
    """The code of each session of the year, morning and afternoon in turn."""
    _outings(year, group)
    _rare_absences(year)
    _with_the_family(year, family)
    for _ in range(min(year.happens(year.usual.appointments * _ease(year)), max(year.left, 0))):
        year.absent(codes.APPOINTMENT, year.half_day(), 1)
    _late_after_close(year)
    _unexplained(year)
    _ill(year, family)
    _late(year, family)
    return year.codes


def _ease(year: PupilYear) -> float:
    """Fewer odd half-days for those who miss next to nothing."""
    return 0.5 if year.left < 5 else 1.15


def _outings(year: PupilYear, group: ClassYear) -> None:
    for place in group.days_out:
        year.put(codes.VISIT, SESSIONS_A_DAY * place, SESSIONS_A_DAY)
    for place in group.afternoons_out:
        year.put(codes.VISIT, SESSIONS_A_DAY * place + 1, 1)
    if group.residential and year.chance.random() < 0.72:
        for place in group.residential:
            year.put(codes.VISIT, SESSIONS_A_DAY * place, SESSIONS_A_DAY)
    if group.work_experience and year.chance.random() < 0.55:
        for place in group.work_experience:
            year.put(codes.WORK_EXPERIENCE, SESSIONS_A_DAY * place, SESSIONS_A_DAY)
    for place in group.taster_days:
        year.put(codes.OTHER_ACTIVITY, SESSIONS_A_DAY * place, SESSIONS_A_DAY)
    if year.year_index >= 3 and Random(f"{year.seed}/{year.child.key}/sport").random() < year.usual.sporting:
        for _ in range(year.happens(year.usual.sport_afternoons)):
            year.put(codes.SPORT, year.day() + 1, 1)
    for _ in range(year.happens(year.usual.other_activities)):
        year.put(codes.OTHER_ACTIVITY, year.half_day(), 1)
    if year.chance.random() < year.usual.arranged:
        weekday = year.chance.randrange(5)
        for day in [day for days in year.season.half_terms[2:4] for day in days if day.weekday() == weekday]:
            year.put(codes.ARRANGED_PROVISION, SESSIONS_A_DAY * year.season.place[day], SESSIONS_A_DAY)


def _rare_absences(year: PupilYear) -> None:
    chance, usual = year.chance, year.usual
    if chance.random() < usual.suspended * (2.2 if year.rate > 0.08 else 0.45):
        for _ in range(1 + (chance.random() < 0.45)):
            year.absent(codes.SUSPENDED, year.day(), SESSIONS_A_DAY * pick(chance, SUSPENSION_DAYS))
    if chance.random() < usual.travelling:
        year.absent(codes.TRAVELLING, year.day(), SESSIONS_A_DAY * chance.randint(8, 20))
    if chance.random() < usual.performing:
        year.absent(codes.PERFORMANCE_LEAVE, year.day(), SESSIONS_A_DAY * 2)
    for _ in range(year.happens(usual.interviews)):
        year.absent(codes.INTERVIEW_LEAVE, year.half_day(), 1)
    if year.year_index == 11:
        for _ in range(year.happens(usual.study_days)):
            day = chance.choice([day for day in year.season.days if day.month in (5, 6)])
            year.absent(codes.STUDY_LEAVE, SESSIONS_A_DAY * year.season.place[day], SESSIONS_A_DAY)


def _with_the_family(year: PupilYear, family: FamilyYear) -> None:
    for place in family.feasts:
        if year.chance.random() < 0.85:
            year.absent(codes.RELIGIOUS_OBSERVANCE, SESSIONS_A_DAY * place, SESSIONS_A_DAY)
    if family.holiday and year.left >= HOLIDAY_NEEDS:
        first, days = family.holiday
        year.absent(codes.HOLIDAY_NOT_GRANTED, SESSIONS_A_DAY * first, min(SESSIONS_A_DAY * days, year.left))
    if family.leave and year.left > 0:
        first, sessions = family.leave
        year.absent(codes.EXCEPTIONAL_LEAVE, first, min(sessions, year.left))


def _late_after_close(year: PupilYear) -> None:
    """Few pupils, on the same weekday again and again."""
    often = Random(f"{year.seed}/{year.child.key}/close").random()
    rate = year.usual.lates_after_close * (6.0 if often < 0.12 else 0.32)
    weekday = year.chance.randrange(5)
    for _ in range(min(year.happens(rate), max(year.left, 0))):
        place = year.season.draw(year.chance)
        if often < 0.12 and year.chance.random() < 0.6:
            place = max(
                0, min(place - year.season.days[place].weekday() + weekday, len(year.season.days) - 1)
            )
        year.absent(codes.LATE_AFTER_CLOSE, SESSIONS_A_DAY * place, 1)


def _unexplained(year: PupilYear) -> None:
    none, each, most = year.usual.no_reason
    share = min(most, (none + each * 100 * year.rate) * year.chance.uniform(0.4, 1.6))
    wanted = round(max(year.left, 0) * share)
    clusters = [year.season.draw(year.chance) for _ in range(1 + wanted // 12)]
    for _ in range(200):
        if wanted <= 0:
            break
        near = year.chance.choice(clusters) + year.chance.randint(-8, 8)
        length = min(pick(year.chance, UNEXPLAINED_SESSIONS), wanted)
        place = SESSIONS_A_DAY * max(0, min(near, len(year.season.days) - 1))
        before = year.left
        year.absent(codes.NO_GOOD_REASON, place + (length == 1 and year.chance.random() < 0.4), length)
        wanted -= before - year.left
        if before == year.left:
            clusters.append(year.season.draw(year.chance))


def _ill(year: PupilYear, family: FamilyYear) -> None:
    shared = list(family.illness)
    for _ in range(400):
        if year.left <= 0:
            break
        if shared and year.chance.random() < SHARED_ILLNESS:
            first, days = shared.pop(0)
        else:
            first, days = year.season.draw(year.chance), pick(year.chance, ILLNESS_DAYS)
        if year.rate > 0.3:
            days *= 3
        sessions = min(SESSIONS_A_DAY * days or 1, year.left)
        sent_home = days == 0 or year.chance.random() < 0.15
        year.absent(codes.ILLNESS, SESSIONS_A_DAY * first + sent_home, sessions)


def _late(year: PupilYear, family: FamilyYear) -> None:
    """Mornings mostly; for some families again and again, brothers and sisters together."""
    often = Random(f"{year.seed}/{year.child.family.key}/late").random()
    rate = year.usual.lates * (4.2 if often < 0.15 else 0.44)
    for number in range(year.happens(rate)):
        together = number < len(family.late_days) and year.chance.random() < 0.6
        day = family.late_days[number] if together else year.season.draw(year.chance)
        afternoon = year.year_index >= 7 and year.chance.random() < 0.18
        year.put(codes.LATE, SESSIONS_A_DAY * day + afternoon, 1)


def class_year(season: Season, usual: Usual, year_index: int, name: str, seed: str) -> ClassYear:
    """What the class (or its whole year group, for what a year does together) does that year."""
    chance = Random(f"{seed}/{season.year.first}/{name}")
    cohort = Random(f"{seed}/{season.year.first}/year {year_index}")
    last_weeks = range(len(season.days) - 20, len(season.days))
    first = season.place[season.half_terms[4][5]] + cohort.randrange(10)
    residential = tuple(range(first, first + 3)) if year_index == usual.residential else ()
    return ClassYear(
        days_out=tuple(
            chance.randrange(15, len(season.days) - 5) for _ in range(_about(usual.trip_days, chance))
        ),
        afternoons_out=tuple(chance.randrange(10, len(season.days) - 5) for _ in range(chance.randint(0, 1))),
        residential=residential,
        work_experience=tuple(last_weeks[5:10]) if year_index == 10 else (),
        taster_days=tuple(last_weeks[8:10]) if year_index == 6 else (),
    )


def _about(number: float, chance: Random) -> int:
    return int(number) + (chance.random() < number % 1)
