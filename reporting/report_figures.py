"""Attendance for end-of-year reports and parents' evenings: each pupil's sessions, and progress beside them.

A school's report to parents gives the possible sessions, and unauthorised absence as a share of them (Education (Pupil
Information) (England) Regulations 2005, schedule 1; M).
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from attendance_site.parts.documents import render
from attendance_site.parts.spreadsheets import Cell
from registers.family_languages import ENGLISH, language_code
from registers.models import Post, School
from registers.pupil_year import current_period
from registers.school_sessions import clock_words, in_words
from registers.translations import TRANSLATED
from registers.wording import is_spoken
from reporting.half_term_updates import HalfTerm, half_terms_of_year, to_write_to
from reporting.measures import Measures, percentage
from reporting.models import ProgressColumn, PupilProgress
from reporting.pupil_figures import PupilFigures, figures_of
from reporting.slip_words import slip_of

SOURCE = Path(__file__).with_name("printed") / "slips.typ"
COLUMNS = (
    "Pupil", "UPN", "Class", "Possible", "Attended", "Attended %", "Authorised", "Unauthorised", "Unauthorised %",
    "Late",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One pupil: figures, and what the school's own file says of progress."""

    figures: PupilFigures
    progress: str = ""

    @property
    def attended_share(self) -> str | None:
        """Attended, in per cent of what was possible."""
        return percentage(self.figures.measures.attended, self.figures.measures.possible)

    @property
    def unauthorised_share(self) -> str | None:
        """Unauthorised absence, in per cent of what was possible."""
        return percentage(self.figures.measures.unauthorised, self.figures.measures.possible)


@dataclass(frozen=True)
class ReportFigures:
    """The pupils of one class, or of all that the hat sees, over the school year up to yesterday."""

    first: dt.date
    last: dt.date
    rows: tuple[Row, ...]
    column: ProgressColumn | None
    """The newest column of progress, where somebody has imported one."""

    @property
    def head(self) -> list[str]:
        """The columns of the file."""
        return [*COLUMNS, self.column.label] if self.column else [*COLUMNS]

    def lines(self) -> Iterator[list[Cell]]:
        """The rows of the file."""
        for row in self.rows:
            pupil, sums = row.figures.pupil, row.figures.measures
            shares = [
                float(share) if share else None for share in (row.attended_share, row.unauthorised_share)
            ]
            figures: list[Cell] = [
                pupil.called, pupil.upn, row.figures.group, sums.possible, sums.attended, shares[0], sums.authorised,
                sums.unauthorised, shares[1], sums.late,
            ]  # fmt: skip
            yield [*figures, row.progress] if self.column else figures


def report_figures(*, post: Post, on: dt.date, group: int | None = None) -> ReportFigures:
    """The school year so far. Nine statements at most, however many pupils."""
    school = post.school_id or 0
    first, _ = current_period(school, on)
    last = max(first, on - dt.timedelta(days=1))
    pupils = figures_of(post=post, first=first, last=last, on=on, groups=None if group is None else [group])
    column = ProgressColumn.objects.of(school).first()
    progress = _progress(column, [each.pupil.pk for each in pupils])
    rows = tuple(Row(each, progress.get(each.pupil.pk, "")) for each in pupils)
    return ReportFigures(first, last, rows, column)


def slips_pdf(found: ReportFigures, *, title: str, school: School, on: dt.date, at: dt.datetime) -> bytes:
    """A slip for each pupil with marks, in the language that the family reads. Five statements, three a language."""
    chosen = [row.figures for row in found.rows if row.figures.measures.possible]
    languages = _languages(school, [each.pupil.pk for each in chosen], on)
    halves = half_terms_of_year(school.pk, on)[::-1]
    made = f"Printed {in_words(at.date())}, {clock_words(at)}"
    slips = [
        slip_of(
            name=each.pupil.called,
            group=each.group,
            first=found.first,
            last=found.last,
            measures=each.measures,
            half_terms=_by_half_term(each, halves),
            language=languages.get(each.pupil.pk, ENGLISH),
        )
        for each in chosen
    ]
    return render(
        SOURCE.read_text("utf-8"), {"title": title, "school": school.name, "made": made, "slips": slips}
    )


def _by_half_term(each: PupilFigures, halves: list[HalfTerm]) -> list[tuple[dt.date, Measures]]:
    """Each half term in which the pupil was due."""
    sums = [(half.first, each.between(half.first - dt.timedelta(days=6), half.last)) for half in halves]
    return [(first, measures) for first, measures in sums if measures.possible]


def _languages(school: School, pupils: Collection[int], on: dt.date) -> Mapping[int, str]:
    """By pupil the language of whom the school writes to first, as far as the school has switched it on."""
    asked: dict[int, str] = {}
    for care in to_write_to(pupils, on):
        asked.setdefault(care.pupil_id, language_code(care.contact.language))
    used = {each for each in set(asked.values()) if each in TRANSLATED and is_spoken(school, each)}
    return {pupil: language for pupil, language in asked.items() if language in used}


def _progress(column: ProgressColumn | None, pupils: Collection[int]) -> dict[int, str]:
    if column is None:
        return {}
    rows = PupilProgress.objects.filter(school=column.school_id, column=column, pupil__in=pupils)
    return dict(rows.values_list("pupil", "value"))
