"""Who joins and leaves the small school, next year's classes, imports and adults on file."""

from registers.actions.import_runs import start_import
from registers.actions.leaving import Told, begin_leaving
from registers.actions.mis import read_mis_file, read_sample
from registers.actions.photos import set_photo
from registers.actions.reads import note_read
from registers.actions.year_turn import note_next_schools, route_classes, start_turn
from registers.leaving_steps import Kind
from registers.models import (
    Address,
    Admission,
    CareDays,
    ContactLimit,
    EarlierSchoolRequest,
    Place,
    Professional,
)
from registers.year_turn import Route
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at
from tests.school_folder import upn
from tests.small_school.half import MONDAY, ONE_PIXEL


def rows(half):
    """What somebody is about to import, and the adults and homes of the pupil."""
    imports(half.school, half.admin)
    return cared_for(half.pupil, half.office)


def next_year(group, leaver, head):
    """The turn of the year is being prepared: all of 3B leave, and where one goes is known."""
    turn = start_turn(
        school=group.school, academic_year="2027-28", by=head, on=THE_DAY, at=at("08:30", MONDAY)
    )
    route_classes(turn=turn, routes={group.pk: Route("leave")}, by=head, at=at("08:31", MONDAY))
    schools = {leaver.pk: "Meadow Bank School"}
    note_next_schools(turn=turn, next_schools=schools, by=head, at=at("08:32", MONDAY))


def cared_for(pupil, by):
    """An adult with a limit and days of their own, two homes, a professional, a photo, and a look that was noted."""
    school = pupil.school
    care = CareFactory(pupil=pupil, contact=ContactFactory(school=school, name="Robin Carer"))
    days = {"first_day": MONDAY, "school": school}
    CareDays.objects.create(care=care, days="1" * 14, **days)
    limit = ContactLimit.objects.create(care=care, **days)
    homes = [Address.objects.create(pupil=pupil, address=f"{n} Elm Row", **days) for n in (1, 2)]
    worker = Professional.objects.create(pupil=pupil, role="other_school", name="Elm School", **days)
    set_photo(pupil=pupil, image=ONE_PIXEL, consent="the mother", by=by, at=at("08:30"))
    note_read(pupil=pupil, what="contact_limit", purpose="asked at the hatch", by=by, at=at("08:40"))
    return {"care": care.pk, "limit": limit.pk, "address": homes[0].pk, "professional": worker.pk}


def joining_and_leaving(pupils, office):
    """The first pupil was entered here and is to leave; one child waits for a starting day."""
    stay, told = pupils[0].admissions.get(), {"learned_on": MONDAY, "told_by": "Ms Archer"}
    Admission.objects.filter(pk=stay.pk).update(entered_at=at("09:00", MONDAY))
    begin_leaving(admission=stay, told=Told(kind=Kind.STOPPED_COMING, **told), by=office, at=at("09:01"))
    waits = PupilFactory(school=stay.school, forename="Ivo", surname="Waits", roll=False)
    who = {"by": office, "name": office.user.name, "position": office.position, "at": at("09:01")}
    group = pupils[0].memberships.get().group
    Place.objects.create(
        school=stay.school, pupil=waits, group=group, year_group="3", offered_on=MONDAY, **who
    )
    EarlierSchoolRequest.objects.create(
        school=stay.school, pupil=pupils[0], asked_of="Oakmere Primary", asked_on=MONDAY, how="e-mail", **who
    )


def imports(school, by):
    """A term that somebody is about to import, and what another system proposes."""
    term = "name,first_day,last_day,academic_year\nSpring,2027-01-04,2027-03-25,2026-27\n"
    start_import(school=school, uploaded=[("terms.csv", term.encode())], as_of=THE_DAY, by=by, at=at("09:12"))
    rows = f"UPN,Surname,Forename,Date of birth\n{upn(900)},Yeo,Abel,01/02/2019\n".encode()
    read_sample(school=school, content=rows, by=by, at=at("09:13"))
    read_mis_file(school=school, name="roll.csv", content=rows, by=by, at=at("09:14"))
