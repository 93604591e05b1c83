"""Small, invented worlds for tests: schools, people, pupils and marks that obey the same rules as real ones."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.db import transaction

from registers import codes, upn
from registers.models import (
    Admission,
    Care,
    Closure,
    Contact,
    Cover,
    GroupMembership,
    GroupTeacher,
    Mark,
    PlannedMark,
    Post,
    Pupil,
    PupilStatus,
    Register,
    RegistrationGroup,
    School,
    SchoolDay,
    SessionTimes,
    Suspension,
    Term,
    Trust,
    User,
)
from registers.roles import Role
from registers.school_year import is_session_weekday, weeks_of

THE_DAY = date(2026, 11, 24)  # a Tuesday in the middle of a term: the day on which tests play
YEAR_STARTS = date(2026, 9, 2)
TIMES = {
    "AM": (time(8, 45), time(8, 55), time(12)),
    "PM": (time(13, 10), time(13, 20), time(15, 15)),
}


def at(clock: str, on: date = THE_DAY) -> datetime:
    """That time of day at the school: `at("08:47")`."""
    from attendance_site.parts.clock import LONDON

    return datetime.combine(on, time.fromisoformat(clock), LONDON)


class TrustFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trust
        django_get_or_create = ("name",)

    name = "Larkfield Learning Trust"


class SchoolFactory(factory.django.DjangoModelFactory):
    """A primary school whose registers run 8:45 to 8:55 and 13:10 to 13:20 every day."""

    class Meta:
        model = School
        skip_postgeneration_save = True

    trust = factory.SubFactory(TrustFactory)
    urn = factory.Sequence(lambda n: str(150_001 + n))
    name = factory.Sequence(
        lambda n: "Larkfield Primary School" if n == 0 else f"Larkfield Primary School {n}"
    )
    la_code = "874"
    estab = factory.Sequence(lambda n: f"{2001 + n:04}")
    phase = School.Phase.PRIMARY
    gates_open = time(8, 35)

    @factory.post_generation
    def times(school, create, extracted, **kwargs):
        if create:
            for session, (starts, closes, ends) in (extracted or TIMES).items():
                SessionTimes.objects.create(
                    school=school, session=session, starts=starts, closes=closes, ends=ends
                )


class TermFactory(factory.django.DjangoModelFactory):
    """A term with its school days; the days of its closures are left out when they are made first."""

    class Meta:
        model = Term
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    name = "Autumn"
    first_day = YEAR_STARTS
    last_day = date(2026, 12, 18)
    academic_year = "2026-27"

    @factory.post_generation
    def days(term, create, extracted, **kwargs):
        if create:
            make_school_days(term.school)


class ClosureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closure

    school = factory.SubFactory(SchoolFactory)
    kind = Closure.Kind.INSET
    first_day = date(2026, 11, 27)
    last_day = factory.SelfAttribute("first_day")
    note = "INSET day"


def make_school_days(school):
    """Write the school's days anew from its terms and closures."""
    meets = {}
    for term in Term.objects.filter(school=school):
        for n in range((term.last_day - term.first_day).days + 1):
            day = term.first_day + timedelta(days=n)
            if is_session_weekday(day):
                meets[day] = {"AM", "PM"}
    for closure in Closure.objects.filter(school=school):
        if closure.removes_sessions and closure.is_whole_school:
            removed = {closure.sessions} if closure.sessions else {"AM", "PM"}
            for day, sessions in meets.items():
                if closure.first_day <= day <= closure.last_day:
                    sessions -= removed
    weeks = weeks_of([day for day, sessions in meets.items() if sessions])
    SchoolDay.objects.filter(school=school).delete()
    SchoolDay.objects.bulk_create(
        SchoolDay(school=school, date=day, week=week, am="AM" in meets[day], pm="PM" in meets[day])
        for day, week in weeks.items()
    )


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@larkfield.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"
    made_at = datetime(2026, 9, 1, 8, tzinfo=UTC)


class PostFactory(factory.django.DjangoModelFactory):
    """A hat. `PostFactory(role="office")`; a teacher of a group: `PostFactory(role="teacher", teaches=group)`."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.TEACHER
    position = factory.LazyAttribute(lambda post: Role(post.role).label)
    first_day = date(2024, 9, 1)

    @factory.post_generation
    def teaches(post, create, extracted, **kwargs):
        if create and extracted:
            GroupTeacher.objects.create(school=post.school, group=extracted, post=post, first_day=YEAR_STARTS)


class CoverFactory(factory.django.DjangoModelFactory):
    """A one-day pass for a supply teacher."""

    class Meta:
        model = Cover

    group = factory.SubFactory("tests.factories.GroupFactory")
    school = factory.SelfAttribute("group.school")
    post = factory.SubFactory(PostFactory, role=Role.COVER, school=factory.SelfAttribute("..school"))
    date = THE_DAY
    code_hash = factory.Sequence(lambda n: f"{n:064}")
    given_by = factory.SubFactory(PostFactory, role=Role.OFFICE, school=factory.SelfAttribute("..school"))
    given_at = factory.LazyAttribute(lambda cover: at("07:50", cover.date))


class GroupFactory(factory.django.DjangoModelFactory):
    """A class. `GroupFactory(name="3B", pupils=["Aisha Khan", "Ben Archer"])` or `pupils=30`."""

    class Meta:
        model = RegistrationGroup
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Class {n}")

    @factory.post_generation
    def pupils(group, create, extracted, **kwargs):
        if not create or not extracted:
            return
        names = (
            extracted
            if not isinstance(extracted, int)
            else [f"Pupil{n:02} Name{n:02}" for n in range(extracted)]
        )
        if kwargs:
            for name in names:
                PupilFactory(school=group.school, group=group, **_parts(name), **kwargs)
        else:
            _plain_pupils(group, names)


def _parts(name):
    forename, surname = name.split(" ", 1)
    return {"forename": forename, "surname": surname}


def _plain_pupils(group, names):
    """The same rows as PupilFactory makes one by one, a table at a time: nearly every test has a class."""
    pupils = [PupilFactory.build(school=group.school, **_parts(name)) for name in names]
    Pupil.objects.bulk_create(pupils)
    whose = [{"school": group.school, "pupil": pupil} for pupil in pupils]
    since = {"first_day": YEAR_STARTS}
    GroupMembership.objects.bulk_create(GroupMembership(group=group, **since, **each) for each in whose)
    Admission.objects.bulk_create(AdmissionFactory.build(**each) for each in whose)
    PupilStatus.objects.bulk_create(StatusFactory.build(**each) for each in whose)


def _upn(n: int) -> str:
    rest = f"8742001{18 + n // 1000:02}{n % 1000:03}"
    return upn.check_letter(rest) + rest


class PupilFactory(factory.django.DjangoModelFactory):
    """A pupil on the roll since the year began, in year 3. `group=`, `year=`, `roll__starting_day=`, `roll=False`."""

    class Meta:
        model = Pupil
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    upn = factory.Sequence(_upn)
    forename = factory.Sequence(lambda n: f"Pupil{n:02}")
    surname = factory.Sequence(lambda n: f"Name{n:02}")
    dob = date(2019, 3, 14)  # year 3 in 2026-27, of compulsory school age
    sex = "F"

    @factory.post_generation
    def group(pupil, create, extracted, **dates):
        if create and extracted:
            join(pupil, extracted, **dates)

    @factory.post_generation
    def roll(pupil, create, extracted, **fields):
        if create and extracted is not False:
            AdmissionFactory(school=pupil.school, pupil=pupil, **fields)

    @factory.post_generation
    def year(pupil, create, extracted, **dates):
        if create:
            StatusFactory(school=pupil.school, pupil=pupil, value=extracted or "3", **dates)


class AdmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Admission

    pupil = factory.SubFactory(PupilFactory, roll=False)
    school = factory.SelfAttribute("pupil.school")
    starting_day = YEAR_STARTS


class StatusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PupilStatus

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SelfAttribute("pupil.school")
    kind = PupilStatus.Kind.YEAR_GROUP
    value = "3"
    first_day = YEAR_STARTS


def join(pupil, group, *, first_day=YEAR_STARTS, last_day=None):
    """Put the pupil in the class from that day."""
    return GroupMembership.objects.create(
        school=pupil.school, pupil=pupil, group=group, first_day=first_day, last_day=last_day
    )


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Parent {n}")
    phone = factory.Sequence(lambda n: f"07700 9{n:05}")  # a range kept for drama
    email = factory.Sequence(lambda n: f"parent{n}@family.example")


class CareFactory(factory.django.DjangoModelFactory):
    """A contact's care of a pupil: by default a parent the pupil lives with, first to call."""

    class Meta:
        model = Care

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SelfAttribute("pupil.school")
    contact = factory.SubFactory(ContactFactory, school=factory.SelfAttribute("..school"))
    relationship = "Mother"
    parental_responsibility = True
    lives_with = True
    priority = 1


class RegisterFactory(factory.django.DjangoModelFactory):
    """The morning register of a class on the day, opened when it starts."""

    class Meta:
        model = Register

    group = factory.SubFactory(GroupFactory)
    school = factory.SelfAttribute("group.school")
    date = THE_DAY
    session = "AM"
    opened_at = factory.LazyAttribute(lambda register: at("08:45", register.date))


class PlannedMarkFactory(factory.django.DjangoModelFactory):
    """A dentist's appointment on the day, planned by the office."""

    class Meta:
        model = PlannedMark

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SelfAttribute("pupil.school")
    first_day = THE_DAY
    last_day = factory.SelfAttribute("first_day")
    code = codes.APPOINTMENT
    source = "office"
    note = "dentist"
    by = factory.SubFactory(PostFactory, role=Role.OFFICE, school=factory.SelfAttribute("..school"))
    name = factory.SelfAttribute("by.user.name")
    position = factory.SelfAttribute("by.position")
    at = factory.LazyAttribute(lambda plan: at("08:00", plan.first_day))


class SuspensionFactory(factory.django.DjangoModelFactory):
    """Six school days from Monday 7 December, decided by the head; a row only, without its plans."""

    class Meta:
        model = Suspension

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SelfAttribute("pupil.school")
    kind = "suspension"
    first_day = date(2026, 12, 7)
    first_session = "AM"
    last_day = date(2026, 12, 14)
    reason = "DB"
    words = "Repeated disruption"
    decided_by = "Ruth Adeyemi"
    decided_position = "Headteacher"
    by = factory.SubFactory(PostFactory, role=Role.OFFICE, school=factory.SelfAttribute("..school"))
    name = factory.SelfAttribute("by.user.name")
    position = factory.SelfAttribute("by.position")
    at = factory.LazyAttribute(lambda suspension: at("08:30"))


def mark(pupil, code, *, by, session="AM", date=THE_DAY, when=None, reason="register being taken", **fields):
    """Write one mark as the product does, and return it (None where a blank one was cleared)."""
    from registers.actions.marks import Entry, lock_registers, write_marks

    with transaction.atomic():
        lock_registers(school=pupil.school, pupils=[pupil.pk], sessions=[(date, session)])
        write_marks(
            school=pupil.school,
            entries=[Entry(pupil_id=pupil.pk, date=date, session=session, code=code, **fields)],
            by=by,
            at=when or at("08:47" if session == "AM" else "13:12", date),
            reason=reason,
        )
    return Mark.objects.filter(school=pupil.school, pupil=pupil, date=date, session=session).first()
