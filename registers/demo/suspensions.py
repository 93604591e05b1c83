"""The suspensions behind the E marks of a demo school: decided by its head, and the right people told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from registers import codes
from registers.actions.suspension_plans import plan_suspensions
from registers.demo.mark_rows import Member
from registers.demo.staff import Staff
from registers.models import Care, Professional, Pupil, School, Suspension, SuspensionTold
from registers.suspension_rules import HalfDay, Kind, Whom

WHAT_HAPPENED = (
    ("DB", "Disrupted lessons again after two warnings"),
    ("VA", "Threatening words to a teacher"),
    ("PP", "A fight at break"),
    ("DM", "Broke a window on purpose"),
    ("MT", "Filmed others and put it online"),
)
DECIDED = dt.time(15, 20)  # on the school day before
TOLD = dt.time(15, 40)


def record_suspensions(
    school: School, members: Sequence[Member], staff: Staff, now: dt.datetime
) -> list[Suspension]:
    """Write a suspension for each stretch of E that has begun; of one that goes on, the authority waits to be told."""
    made = [
        _suspension(school, member, stretch, staff, now)
        for member in members
        for stretch in _stretches(member)
        if stretch[0].date <= now.date()
    ]
    Suspension.objects.bulk_create(made)
    SuspensionTold.objects.bulk_create(_told(school, made, staff, now))
    running = [each for each in made if each.last_day is not None and each.last_day >= now.date()]
    for pupil in Pupil.objects.filter(pk__in={each.pupil_id for each in running}).select_related("school"):
        plan_suspensions(pupil=pupil, by=staff.head, at=now - dt.timedelta(days=1))
    return made


def _stretches(member: Member) -> Iterator[list[HalfDay]]:
    """The runs of E in a pupil's sheet, session by session."""
    run: list[HalfDay] = []
    for day in member.sheet.days:
        for session in codes.Session:
            if member.sheet.code(day, session) == codes.SUSPENDED:
                run.append(HalfDay(day, session.value))
            elif run:
                yield run
                run = []
    if run:
        yield run


def _suspension(
    school: School, member: Member, stretch: list[HalfDay], staff: Staff, now: dt.datetime
) -> Suspension:
    head = staff.head
    reason, words = WHAT_HAPPENED[(member.pupil_id + stretch[0].date.day) % len(WHAT_HAPPENED)]
    return Suspension(
        school=school,
        pupil_id=member.pupil_id,
        kind=Kind.SUSPENSION.value,
        first_day=stretch[0].date,
        first_session=stretch[0].session,
        last_day=stretch[-1].date,
        last_session=stretch[-1].session,
        reason=reason,
        words=words,
        decided_by=head.user.name,
        decided_position=head.position,
        by=head,
        name=head.user.name,
        position=head.position,
        at=_day_before(stretch[0].date, DECIDED, now),
    )


def _told(
    school: School, made: Sequence[Suspension], staff: Staff, now: dt.datetime
) -> Iterator[SuspensionTold]:
    pupils = {each.pupil_id for each in made}
    parents: dict[int, list[Care]] = defaultdict(list)
    for care in Care.objects.filter(pupil__in=pupils).select_related("contact").order_by("priority"):
        parents[care.pupil_id].append(care)
    people = {
        (each.pupil_id, each.role): each
        for each in Professional.objects.filter(pupil__in=pupils, school=school)
    }
    for each in made:
        for care in parents[each.pupil_id]:
            yield _line(each, Whom.PARENT, care.contact.name, "phone", staff, now, contact_id=care.contact_id)
        if each.last_day is None or each.last_day >= now.date():
            continue
        yield _line(each, Whom.AUTHORITY, "Exclusions team", "portal", staff, now)
        for whom, role in (
            (Whom.SOCIAL_WORKER, Professional.Kind.SOCIAL_WORKER),
            (Whom.VIRTUAL_HEAD, Professional.Kind.VIRTUAL_SCHOOL),
        ):
            if person := people.get((each.pupil_id, role)):
                yield _line(each, whom, person.name, "email", staff, now)


def _line(
    suspension: Suspension,
    whom: Whom,
    name: str,
    how: str,
    staff: Staff,
    now: dt.datetime,
    contact_id: int | None = None,
) -> SuspensionTold:
    moment = _day_before(suspension.first_day, TOLD, now)
    by = staff.head
    return SuspensionTold(
        school_id=suspension.school_id,
        suspension=suspension,
        whom=whom.value,
        contact_id=contact_id,
        told_name=name,
        how=how,
        told_at=moment,
        by=by,
        name=by.user.name,
        position=by.position,
        at=moment,
    )


def _day_before(day: dt.date, time: dt.time, now: dt.datetime) -> dt.datetime:
    """That time on the weekday before the day."""
    back = 3 if day.weekday() == 0 else 1
    return dt.datetime.combine(day - dt.timedelta(days=back), time, now.tzinfo)
