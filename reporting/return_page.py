"""The page of one daily return: whom it holds, what changed, who collected it. The same statements for any size."""

import datetime as dt
from dataclasses import dataclass

from registers.codes import CODES
from registers.models import Post, Pupil, PupilStatus
from registers.school_year import NURSERY
from reporting.models import Return, ReturnCollected
from reporting.return_rows import days_looked_back, last_said
from reporting.return_story import Changed, Part, corrected, differences, held
from reporting.returns import lines_in
from reporting.said import Said


@dataclass(frozen=True)
class ChangeShown:
    """One difference, with the pupil where the reader may see them."""

    upn: str
    pupil: Pupil | None
    day: dt.date
    session: str
    before: str
    now: str


@dataclass(frozen=True)
class ReturnPage:
    """One return as its page shows it. `replaced`: the version before it on the same day."""

    made: Return
    parts: list[Part]
    nursery: int
    corrections: list[ChangeShown]
    differences: list[ChangeShown]
    replaced: Return | None
    versions: list[Return]
    collected: list[ReturnCollected]

    @property
    def newest(self) -> Return:
        """The version that stands."""
        return self.versions[0]

    @property
    def rows_of_the_day(self) -> int:
        """Its rows less those about days before."""
        return self.made.rows - len(self.corrections)


def return_page(made: Return, *, post: Post, compulsory_only: bool) -> ReturnPage:
    """What a return holds. Eleven statements at most."""
    lines = list(lines_in(bytes(made.content)))
    versions = list(Return.objects.of(made.school).filter(date=made.date).without_content().newest_first())
    replaced = next((each for each in versions if each.version == made.version - 1), None)
    days = days_looked_back([made.school_id], made.date)
    said = last_said(days, before=made.date, at=made.at).get(made.school_id, Said())
    corrections = corrected(lines, said, on=made.date)
    known = {each.key for each in corrections}
    before = lines_in(bytes(replaced.content)) if replaced else lines
    others = [each for each in differences(before, lines) if each.key not in known]
    pupils = _pupils([*corrections, *others], post, made.date)
    return ReturnPage(
        made=made,
        parts=held(lines, on=made.date, compulsory_only=compulsory_only),
        nursery=_nursery(made),
        corrections=[_shown(each, pupils) for each in corrections],
        differences=[_shown(each, pupils) for each in others],
        replaced=replaced,
        versions=versions,
        collected=list(ReturnCollected.objects.filter(taken=made).order_by("-at", "-pk")[:20]),
    )


def code_words(code: str | None) -> str:
    """A code and what it means; nothing said, and cleared, in words."""
    if code is None:
        return "Nothing was said"
    return f"{code} {CODES[code].words}" if code in CODES else "No mark: cleared"


def _nursery(made: Return) -> int:
    """How many pupils of that day's roll are in nursery, and so no part of it."""
    years = PupilStatus.objects.on(made.date).filter(
        school=made.school, kind=PupilStatus.Kind.YEAR_GROUP, value__in=sorted(NURSERY)
    )
    on_roll = Pupil.objects.filter(school=made.school).on_roll(made.date)
    return years.filter(pupil__in=on_roll.values("pk")).count()


def _pupils(changes: list[Changed], post: Post, on: dt.date) -> dict[str, Pupil]:
    visible = Pupil.objects.visible_to(post, on=on).filter(upn__in={each.key.upn for each in changes})
    return {pupil.upn: pupil for pupil in visible}


def _shown(change: Changed, pupils: dict[str, Pupil]) -> ChangeShown:
    day, upn, session = change.key
    return ChangeShown(
        upn, pupils.get(upn), dt.date.fromisoformat(day), session,
        code_words(change.before), code_words(change.now),
    )  # fmt: skip
