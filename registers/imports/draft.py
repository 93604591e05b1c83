"""An import while it is being worked out: the school as stored, and as it will be once the files are applied."""

import datetime as dt
from dataclasses import dataclass, field

from registers.imports.changes import Changes, Timeline
from registers.imports.reading import Problems, Row, Table
from registers.imports.report import Report
from registers.imports.timelines import Home, Span, overlap
from registers.models import (
    Address,
    Admission,
    AdmissionChange,
    Closure,
    GroupMembership,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
    Term,
)
from registers.school_calendar import Closed, Halves, days_with_sessions
from registers.school_year import DayRange


@dataclass
class PupilDraft:
    """One pupil, stored or new, with the stays on the roll and what holds from day to day."""

    pupil: Pupil
    is_new: bool = False
    stays: list[Admission] = field(default_factory=list)
    statuses: dict[str, Timeline] = field(default_factory=dict)
    classes: Timeline = field(default_factory=Timeline)
    addresses: Timeline = field(default_factory=Timeline)

    def status(self, kind: str) -> Timeline:
        """What is known of one kind of status."""
        return self.statuses.setdefault(kind, Timeline())

    def stay_on(self, day: dt.date) -> Admission | None:
        """The stay on the roll that holds on `day`."""
        return next((stay for stay in self.stays if stay_days(stay).holds(day)), None)

    def stay_during(self, span: Span) -> Admission | None:
        """The first stay that shares a day with `span`."""
        return next((stay for stay in self.stays if overlap(stay_days(stay), span)), None)


def stay_days(stay: Admission) -> Span:
    """The days of a stay on the roll."""
    return Span(stay.starting_day, stay.deleted_on, "")


@dataclass
class Draft:
    """The import so far. `complete_roll`, `complete_calendar`: whether the files that say so could be read.

    `source`: where the rows come from, when not from files of formats.md; it stands in the reasons.
    """

    school: School
    as_of: dt.date
    today: dt.date
    problems: Problems
    report: Report
    changes: Changes = field(default_factory=Changes)
    pupils: dict[str, PupilDraft] = field(default_factory=dict)
    groups: dict[str, RegistrationGroup] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    sessions_before: dict[dt.date, Halves] = field(default_factory=dict)
    new_closures: list[Closure] = field(default_factory=list)
    unreadable_upns: set[str] = field(default_factory=set)
    complete_roll: bool = True
    complete_calendar: bool = True
    calendar_changed: bool = False
    source: str = ""

    @property
    def is_new_school(self) -> bool:
        """Whether this import brings the school itself."""
        return self.school.pk is None

    def group(self, name: str) -> RegistrationGroup:
        """The class of that name, made if the school has none."""
        if name not in self.groups:
            self.groups[name] = self.changes.make(RegistrationGroup(school=self.school, name=name))
        return self.groups[name]

    def known_pupil(self, table: Table, row: Row) -> PupilDraft | None:
        """The pupil a row speaks of; an unknown UPN is a reason to refuse."""
        return self.pupil_of(table, row.number, row["upn"]) if row["upn"] else None

    def pupil_of(self, table: Table, number: int, upn: str) -> PupilDraft | None:
        """The pupil with that UPN, or None, noting why it is refused."""
        found = self.pupils.get(upn)
        if found is None and self.complete_roll and upn not in self.unreadable_upns:
            table.problem(
                number,
                "upn",
                f"{upn} is not a pupil of {self.school.name}; add the pupil to pupils.csv first",
            )
        return found

    def register_change(
        self, who: PupilDraft, field: str, original: object, new: object, *, file: str
    ) -> None:
        """Keep a change to the admission register with its parts; who and when follow when it is written."""
        if not who.is_new:
            entry = AdmissionChange(
                school=self.school,
                pupil=who.pupil,
                field=field,
                reason=f"imported from {self.source or file}",
            )
            entry.original, entry.new = said(original)[:500], said(new)[:500]
            self.changes.make(entry)

    def sessions(self) -> dict[dt.date, Halves]:
        """The days on which the whole school meets, by the calendar as it will be."""
        return sessions_of(self.terms, self.closures)

    def collect_timelines(self) -> None:
        """Turn what holds from day to day into rows to take away and to make."""
        for who in self.pupils.values():
            self._collect(GroupMembership, who, who.classes)
            self._collect(Address, who, who.addresses)
            for kind, timeline in who.statuses.items():
                self._collect(PupilStatus, who, timeline, kind)

    def _collect(
        self,
        model: type[GroupMembership | Address | PupilStatus],
        who: PupilDraft,
        timeline: Timeline,
        kind: str = "",
    ) -> None:
        self.changes.take_away(model, timeline.replaced())
        for span in timeline.fresh():
            row = model(school=self.school, pupil=who.pupil, first_day=span.first, last_day=span.last)
            if isinstance(row, GroupMembership):
                row.group = self.group(str(span.value))
            elif isinstance(row, Address):
                row.address, row.postcode, row.confidential = span.value
            else:
                row.kind, row.value = kind, str(span.value)
            self.changes.make(row)


def sessions_of(terms: list[Term], closures: list[Closure]) -> dict[dt.date, Halves]:
    """The days on which the whole school meets."""
    return days_with_sessions(
        [DayRange(term.first_day, term.last_day) for term in terms],
        [
            Closed(closure.first_day, closure.last_day, closure.sessions)
            for closure in closures
            if closure.removes_sessions and closure.is_whole_school
        ],
    )


def said(value: object) -> str:
    """A value as the admission register and the report show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def shown(value: object) -> str:
    """A value in a sentence, where nothing needs a word."""
    return said(value) or "nothing"


def load(draft: Draft) -> None:
    """Fill in what is stored about the school."""
    school = draft.school
    draft.groups = {group.name: group for group in school.groups.all()}
    draft.terms, draft.closures = list(school.terms.all()), list(school.closures.all())
    draft.sessions_before = draft.sessions()
    by_key: dict[int, PupilDraft] = {}
    for pupil in Pupil.objects.filter(school=school):
        by_key[pupil.pk] = draft.pupils[pupil.upn] = PupilDraft(pupil)
    for stay in Admission.objects.filter(school=school).order_by("starting_day"):
        by_key[stay.pupil_id].stays.append(stay)
    for status in PupilStatus.objects.filter(school=school).order_by("first_day"):
        by_key[status.pupil_id].status(status.kind).begin(
            status.pk, Span(status.first_day, status.last_day, status.value)
        )
    for member in GroupMembership.objects.filter(school=school).select_related("group").order_by("first_day"):
        span = Span(member.first_day, member.last_day, member.group.name)
        by_key[member.pupil_id].classes.begin(member.pk, span)
    for home in Address.objects.filter(school=school, pupil__isnull=False).order_by("first_day"):
        span = Span(home.first_day, home.last_day, Home(home.address, home.postcode, home.confidential))
        by_key[home.pupil_id].addresses.begin(home.pk, span)  # type: ignore[index]
