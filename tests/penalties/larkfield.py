"""Pupils of the published and derived cases: their marks, what earlier schools reported, and what a notice used."""

import datetime as dt
import uuid

from penalties.actions.notices import NoticeSays, record_notice
from penalties.actions.thresholds import follow_changes, scan_thresholds
from penalties.models import Case
from registers.models import PriorAbsence
from tests.factories import CareFactory, ContactFactory, PupilFactory, mark
from tests.history import write_past
from tests.penalties.test_threshold import DOB


def absent(school, by, absences, **fields):
    """A pupil with those sessions; those of earlier schools, and used ones, come as prior absences."""
    pupil = PupilFactory(school=school, **({"dob": DOB} | fields))
    own = [each for each in absences if not each.used and not each.origin]
    write_past(pupil, {(each.date, each.session): each.code for each in own}, by=by)
    report(pupil, [each for each in absences if each.used or each.origin])
    return pupil


def report(pupil, absences, used_on=dt.date(2025, 11, 20)):
    """What an earlier school reported of a pupil."""
    PriorAbsence.objects.bulk_create(
        PriorAbsence(
            school=pupil.school,
            pupil=pupil,
            date=each.date,
            session=each.session,
            code=each.code,
            school_name="Old Mill Primary",
            used_on=used_on if each.used else None,
        )
        for each in absences
    )


def use(pupil, absences, by, *, on):
    """A notice to the pupil's mother, of which the authority told, for those sessions of the register here."""
    mother = ContactFactory(school=pupil.school)
    CareFactory(pupil=pupil, contact=mother, relationship="Mother", parental_responsibility=True)
    said = NoticeSays(
        issuer="authority",
        issued="yes",
        issued_on=on,
        sessions=tuple((each.date, each.session) for each in absences),
        from_before="A letter of the authority",
    )
    return record_notice(
        pupil=pupil, contact=mother, says=said, operation=uuid.uuid4(), by=by, at=evening(on)
    )


def evening(day, clock=21):
    """Nine o'clock of a day, when the scan runs."""
    return dt.datetime.combine(day, dt.time(clock), dt.UTC)


def scan(school, *, on):
    """The scan of that evening."""
    return scan_thresholds(school=school, on=on, at=evening(on))


def follow(school, *, on):
    """What is done each minute, in the afternoon of that day."""
    return follow_changes(school=school, on=on, at=evening(on, 15))


def amend(pupil, day, session, code, by, *, on, reason="letter from the doctor"):
    """The office amends a mark in the afternoon of a day."""
    mark(pupil, code, by=by, session=session, date=day, when=evening(on, 14), reason=reason)


def story(pupil):
    """What was noted of a pupil's cases, in order: which case from 1, what, how many sessions, and when met."""
    cases = Case.objects.filter(pupil=pupil).order_by("pk")
    return [
        (number, event.kind, len(event.sessions), event.met_on, event.met_session)
        for number, case in enumerate(cases, start=1)
        for event in case.events.order_by("pk")
    ]


def closed(pupil):
    """Why each case of a pupil was closed; empty where it is open."""
    return list(Case.objects.filter(pupil=pupil).order_by("pk").values_list("closed_why", flat=True))
