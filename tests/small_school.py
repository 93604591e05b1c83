"""A small school in which every page has something to show, and the people who may or may not see it."""

import base64
import datetime as dt
import uuid
from dataclasses import dataclass

import pytest

from absence.actions.attempts import record_attempt
from absence.actions.concerns import raise_concern
from absence.actions.contracts import ContractSays, write_contract
from absence.actions.details import Proposed, check_details
from absence.actions.family_evidence import Shown, send_evidence
from absence.actions.groups import Agreed, record_group_duty
from absence.actions.leave import Asked as LeaveAsked
from absence.actions.leave import Asker, send_leave
from absence.actions.leave_drafts import start_leave_draft
from absence.actions.leaving_notices import LeavingTold, send_leaving_notice
from absence.actions.medical import AskedFor, ask_for_evidence, note_evidence
from absence.actions.meetings import Arranged, arrange_meeting
from absence.actions.religious_days import confirm_religious_day
from absence.actions.report_answers import ask_about_report
from absence.actions.reports import Heard, Telling, note_report
from absence.actions.safeguarding import write_safeguarding_note
from absence.actions.sickness import ask_for_education
from absence.actions.support_referrals import Asked as AskedToHelp
from absence.actions.support_referrals import refer_for_support
from absence.group_duties import Duty, Group
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind as LeaveKind
from absence.models import (
    DetailsProposal,
    LeaveQuestion,
    PartTimeStep,
    PartTimeTimetable,
    Referral,
    SicknessReturn,
)
from absence.report_words import Why
from attendance_site.celery import TIMETABLE
from attendance_site.parts.papers import Paper
from penalties.actions.other_tools import Begun, record_other_tool
from penalties.actions.representations import Said, log_representation
from registers.actions.closing import close_school
from registers.actions.clubs import make_club
from registers.actions.drills import end_drill, start_drill
from registers.actions.import_runs import start_import
from registers.actions.jobs import begin_sweep, end_sweep, expect_runs
from registers.actions.late_desk import sign_in_late
from registers.actions.leaving import Told, begin_leaving
from registers.actions.mis import read_mis_file, read_sample
from registers.actions.photos import set_photo
from registers.actions.plans import Trip, plan_marks
from registers.actions.reads import note_read
from registers.actions.register_day import complete_register
from registers.actions.year_turn import note_next_schools, route_classes, start_turn
from registers.closing_plan import Closing
from registers.families import Child
from registers.leaving_steps import Kind
from registers.models import (
    Address,
    Admission,
    CareDays,
    ClubMember,
    ContactLimit,
    EarlierSchoolRequest,
    Message,
    ParentLink,
    Place,
    Post,
    Professional,
    Pupil,
    RegistrationGroup,
    Reply,
    School,
    SendingSettings,
)
from registers.on_site import roll_at
from registers.plan_preview import Asked
from registers.roles import Role
from registers.year_turn import Route
from tests.absence.support import action_of, plan_of
from tests.addresses import arguments_of
from tests.cast import NAMES_OF_3B, person
from tests.factories import (
    THE_DAY,
    CareFactory,
    ClosureFactory,
    ContactFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    PupilFactory,
    RegisterFactory,
    StatusFactory,
    SuspensionFactory,
    at,
    mark,
)
from tests.history import write_past
from tests.penalties.noticed import TEN, noticed, parent_of, referred
from tests.penalties.packed import to_the_authority
from tests.school_folder import upn

MONDAY = THE_DAY - dt.timedelta(days=1)
ONE_PIXEL = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
"""A photo of nothing."""
EVERY_DAY = ["office", "champion", "safeguarding", "head"]
ROLES = ["anonymous", "teacher", "other_teacher", "cover", *EVERY_DAY, "governor", "trust", "la"]
ROLES += ["data_officer", "admin", "parent", "stranger"]
"""`other_teacher` takes another class; `stranger` is the office of another school of the trust."""


@dataclass(frozen=True)
class SmallSchool:
    """The school, its people by role, and what stands in its addresses and in those of the school next door."""

    school: School
    group: RegistrationGroup
    pupils: list
    people: dict[str, Post]
    own: dict[str, object]
    next_door: dict[str, object]
    code_of_pass: str


@pytest.fixture
def small_school(trust, school, other_school, group_3b, pupils):
    people = _people(trust, school, other_school, group_3b)
    code = "ABCD2345"
    _a_morning(group_3b, pupils, people)
    _snow_to_come(school, people["head"])
    _next_year(group_3b, pupils[5], people["head"])
    _snow_to_come(other_school, people["stranger"])
    letter = _letter(school, ContactFactory(school=school, name="Anna Archer"))
    reply = _a_failure_and_a_reply(school, letter.contact)
    stranger = people["stranger"]
    _imports(school, people["admin"])
    _imports(other_school, stranger)
    other_group = GroupFactory(school=other_school, name="Kestrel", pupils=["Stranger Child"])
    other_pupil = other_group.memberships.get().pupil
    mark(other_pupil, "N", by=stranger)
    other_letter = _letter(other_school, ContactFactory(school=other_school, name="Unknown Parent"))
    suspensions = [
        SuspensionFactory(pupil=pupil, by=post)
        for pupil, post in ((pupils[0], people["office"]), (other_pupil, stranger))
    ]
    expect_runs(timetable=TIMETABLE, at=at("09:20"))
    end_sweep(sweep=begin_sweep(at=at("09:20")), at=at("09:20"))
    return SmallSchool(
        school=school,
        group=group_3b,
        pupils=pupils,
        people=people,
        own=arguments_of(school, group_3b, pupils[0], people["office"], letter)
        | _planned_ahead(pupils[0], Pupil.objects.get(surname="Venn"), people["teacher"], people["office"])
        | {"suspensions.pk": suspensions[0].pk, "referrals.pk": _referred(pupils[0], people["office"]).pk}
        | {"reply": reply.pk, "attempt": _asked_about(pupils[0], people["office"]).pk}
        | {"child": pupils[0].pk, "sent": _sent_letter(pupils[0], people["parent"].adults.get().contact).pk}
        | _told_by_families(pupils[0], people["parent"])
        | _reported(pupils[0], people["parent"], people["office"])
        | _cared_for(pupils[0], people["office"])
        | _late(pupils[0], people["office"])
        | _leave_asked(pupils[0], people["office"])
        | _supported(pupils[0], people["office"])
        | _asked_to_help(pupils[0], people["office"])
        | _at_the_threshold(pupils[0], people["office"], people["la"])
        | _told_of_notices(pupils[0], people["office"])
        | _ill_for_long(pupils[0], people["office"])
        | _asked_to_show(pupils[0], people["parent"], people["office"])
        | _leave_by_family(pupils[0], people["parent"]),
        next_door=arguments_of(other_school, other_group, other_pupil, stranger, other_letter)
        | _planned_ahead(other_pupil, other_pupil, stranger, stranger)
        | {"suspensions.pk": suspensions[1].pk, "referrals.pk": _referred(other_pupil, stranger).pk}
        | {"reply": _reply(other_school).pk, "attempt": _asked_about(other_pupil, stranger).pk}
        | {"child": other_pupil.pk, "sent": _sent_letter(other_pupil, other_letter.contact).pk}
        | _told_by_families(other_pupil, stranger)
        | _reported(other_pupil, stranger, stranger)
        | _cared_for(other_pupil, stranger)
        | _late(other_pupil, stranger)
        | _leave_asked(other_pupil, stranger)
        | _supported(other_pupil, stranger)
        | _asked_to_help(other_pupil, stranger)
        | _at_the_threshold(other_pupil, stranger, stranger)
        | _told_of_notices(other_pupil, stranger)
        | _ill_for_long(other_pupil, stranger)
        | _asked_to_show(other_pupil, stranger, stranger)
        | _leave_by_family(other_pupil, stranger),
        code_of_pass=code,
    )


def _people(trust, school, other_school, group):
    people = {
        role: person(school, role, f"Sam {role.replace('_', '').capitalize()}")
        for role in [*EVERY_DAY, "governor", "la", "data_officer", "admin", "parent"]
    }
    people["trust"] = PostFactory(school=None, trust=trust, role=Role.TRUST, user__name="Sam Trust")
    people["teacher"] = PostFactory(school=school, role="teacher", teaches=group, user__name="Meera Patel")
    away = GroupFactory(school=school, name="5C", pupils=["Uma Venn", "Will Xu"])
    people["other_teacher"] = PostFactory(
        school=school, role="teacher", teaches=away, user__name="Olga Stein"
    )
    people["stranger"] = person(other_school, "office", "Next Door")
    _a_family(people["parent"], Pupil.objects.get(memberships__group=group, surname="Archer"))
    pass_ = CoverFactory(group=group, post__school=school, given_by=people["office"])
    people["cover"] = pass_.post
    for post in people.values():
        post.user.is_demo = True  # a second factor is looked at by itself
        post.user.save()
    return people


def _a_family(post, pupil):
    """The parent is an adult on file who may sign in for the pupil."""
    adult = ContactFactory(school=post.school, name=post.user.name, email=post.user.email)
    CareFactory(pupil=pupil, contact=adult, portal=True, relationship="Mother")
    ParentLink.objects.create(school=post.school, post=post, contact=adult, made_at=at("08:00"))


def _a_morning(group, pupils, people):
    """Marks of yesterday and today, one amended, one late; a plan for tomorrow, a family, a drill."""
    office, teacher = people["office"], people["teacher"]
    assert len(pupils) == len(NAMES_OF_3B)
    for pupil, code in zip(pupils, "///N/C", strict=True):
        mark(pupil, code, by=office, date=MONDAY)
    for pupil, code in zip(pupils, "//N/N/", strict=True):
        mark(pupil, code, by=teacher)
    complete_register(register=RegisterFactory(group=group), by=teacher, at=at("08:52"))
    mark(pupils[0], "M", by=office, when=at("09:02"), reason="wrong code put in", note="dentist")
    mother = ContactFactory(school=group.school, name="Fatima Khan")
    CareFactory(pupil=pupils[2], contact=mother)
    CareFactory(pupil=pupils[3], contact=mother)
    PlannedMarkFactory(pupil=pupils[1], first_day=THE_DAY + dt.timedelta(days=1), by=office)
    PlannedMarkFactory(
        pupil=pupils[1], first_day=MONDAY, code="R", by=office
    )  # and was present: it does not add up
    late = {"reason": "Traffic", "brought_by": "Fatima Khan, mother", "code": "", "note": "", "insist": False}
    sign_in_late(pupils=[pupils[2]], arrived_at=at("08:58"), by=office, at=at("08:58"), **late)
    _joining_and_leaving(pupils, office)
    drill = start_drill(kind="drill", by=office, at=at("09:05"))
    roll = roll_at(school=group.school, post=None, at=at("09:09"))
    end_drill(drill=drill, roll=roll, note="North gate stuck", by=office, at=at("09:09"))


def _planned_ahead(pupil, on_a_trip, leader, by):
    """A plan and a report for one pupil, a trip today and a club with another, both led by somebody."""
    soon = {"pupil": pupil, "first_day": THE_DAY + dt.timedelta(days=2), "by": by}
    plans = [PlannedMarkFactory(**soon)]
    trip = plan_marks(
        school=pupil.school, kind="trip", title="Fen farm", pupils=[on_a_trip.pk], note="Fen farm",
        asked=Asked(THE_DAY, THE_DAY, "1" * 10, "V"), trip=Trip(leader=leader), operation=uuid.uuid4(),
        by=by, at=at("08:00"),
    )  # fmt: skip
    club = make_club(school=pupil.school, name="Breakfast club", starts=dt.time(7, 45), leader=leader)
    ClubMember.objects.create(school=pupil.school, club=club, pupil=on_a_trip, first_day=THE_DAY)
    return {"plan": plans[0].pk, "trips.pk": trip.pk, "clubs.pk": club.pk}


def _snow_to_come(school, by):
    """The site closes unexpectedly on an afternoon to come."""
    day = THE_DAY + dt.timedelta(days=14)
    closing = Closing(day, "PM", day, "PM", "No heating")
    close_school(school=school, closing=closing, keep_present=True, by=by, at=at("08:00"))
    ClosureFactory(school=school, first_day=day + dt.timedelta(days=1), kind="planned", year_groups=["6"])


def _next_year(group, leaver, head):
    """The turn of the year is being prepared: all of 3B leave, and where one goes is known."""
    turn = start_turn(
        school=group.school, academic_year="2027-28", by=head, on=THE_DAY, at=at("08:30", MONDAY)
    )
    route_classes(turn=turn, routes={group.pk: Route("leave")}, by=head, at=at("08:31", MONDAY))
    schools = {leaver.pk: "Meadow Bank School"}
    note_next_schools(turn=turn, next_schools=schools, by=head, at=at("08:32", MONDAY))


def _a_failure_and_a_reply(school, contact):
    """A text that came back, an answer to deal with, and a sender that is chosen: texts leave the site."""
    SendingSettings.objects.create(school=school, text="notify")
    fields = {"cause": "praise/1", "channel": "text", "body": "Well done.", "made_name": "Joan Wright"}
    moments = {"not_before": at("08:30"), "made_at": at("08:30"), "changed_at": at("08:40")}
    why = {"state": "failed", "fault": "address", "why": "The provider says that this number does not exist."}
    Message.objects.create(school=school, contact=contact, **fields, **moments, **why)
    return _reply(school)


def _reply(school):
    said = {"from_address": "07700900123", "text": "Running late", "received_at": at("08:50")}
    return Reply.objects.create(school=school, channel="text", provider_ref="1", **said)


def _asked_about(pupil, by):
    """Somebody rang home about the pupil, and nobody answered."""
    return record_attempt(
        pupil=pupil, date=THE_DAY, kind="call", outcome="no_answer", who="Robin Carer", number="07700 900001",
        by=by, at=at("09:10"),
    )  # fmt: skip


def _told_by_families(pupil, by):
    """A family says that the child leaves, wants another telephone number, and has a concern."""
    adult = ContactFactory(school=pupil.school, name="Sam Parent")
    said = {"contact": adult, "relationship": "Mother", "language": "en", "operation": uuid.uuid4()}
    said |= {"by": by, "at": at("08:20")}
    told = LeavingTold(
        kind=Kind.HOME_EDUCATION, last_day=THE_DAY + dt.timedelta(days=20), own_words="At home"
    )
    notice = send_leaving_notice(pupil=pupil, group="3B", lives_with=True, told=told, **said)
    term = pupil.school.terms.order_by("first_day").first()
    new = [Proposed(DetailsProposal.Item.PHONE, adult.phone, "07700 900555")]
    details = check_details(term=term, changes=new, all_correct=False, **said)
    concern = raise_concern(pupil=pupil, words="Registers close too early", **said)
    return {"leaving_notice": notice.pk, "details": details.pk, "concern": concern.pk}


def _cared_for(pupil, by):
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


def _late(pupil, by):
    """The pupil was late last week, and the family is asked to a meeting about it."""
    friday = THE_DAY - dt.timedelta(days=4)
    late = {"minutes_late": 6, "arrived_at": dt.time(8, 51), "note": "Overslept"}
    mark(pupil, "L", by=by, date=friday, **late)
    when = Arranged(at("15:30", THE_DAY + dt.timedelta(days=2)), "Room 4", "Joan Wright, Office")
    meeting = arrange_meeting(pupil=pupil, kind="punctuality", arranged=when, by=by, at=at("09:15"))
    return {"meetings.pk": meeting.pk}


def _leave_asked(pupil, by):
    """A request on paper with a photo, which the head has still to decide."""
    adult = ContactFactory(school=pupil.school, name="Sam Asker")
    care = CareFactory(pupil=pupil, contact=adult, lives_with=True, relationship="Mother")
    asker = Asker(pupil.school, adult, None, by, by.user.name, by.position, (care,), on_paper=True)
    days = LeaveDays(THE_DAY + dt.timedelta(days=6), "AM", THE_DAY + dt.timedelta(days=7), "AM")
    said = LeaveAsked(LeaveKind.BEREAVEMENT, days, "A funeral", "It is her grandmother’s.")
    made = send_leave(
        operation=uuid.uuid4(), asked=said, askers=[asker], papers=[Paper("letter.jpg", "image/jpeg", b"x")],
        started_at=at("08:10"), on=THE_DAY, at=at("08:12"),
    )[0]  # fmt: skip
    return {"leave.pk": made.pk, "evidence": made.evidence.get().pk}


def _ill_for_long(pupil, by):
    """A return was made about the pupil, education asked for, a letter kept; a worker of the authority is told."""
    who = {"by": by, "on": THE_DAY, "at": at("08:35")}
    content = {"facts": [["Full name", pupil.called]], "days": []}
    made = SicknessReturn.objects.create(
        school=pupil.school, pupil=pupil, date=MONDAY, spell_from=MONDAY, ill_days=15, content=content,
        by=by, name=by.user.name, position=by.position, at=at("08:35", MONDAY),
    )  # fmt: skip
    asked = ask_for_education(
        pupil=pupil, asked_on=MONDAY, to_whom="Home tuition team", how="email", asked_for="English", **who
    )
    seen = note_evidence(
        pupil=pupil, request=None, kind="letter", seen_on=MONDAY, note="Hospital on Monday",
        paper=Paper("letter.jpg", "image/jpeg", b"x"), **who,
    )  # fmt: skip
    StatusFactory(pupil=pupil, kind="looked_after", value="1", first_day=MONDAY)
    agreed = Agreed(Duty.JOINT_APPROACH, MONDAY, "Ms Orr of the authority", "A quiet start")
    record_group_duty(pupil=pupil, group=Group.SEVERE, agreed=agreed, **who)
    return {
        "sickness_return": made.pk,
        "education_request": asked.pk,
        "medical_file": seen.files.get().pk,
        "support_group": "severe",
    }


def _supported(pupil, by):
    """A support plan with an action, a contract and a part-time timetable to come."""
    plan = plan_of(pupil, by)
    adult = CareFactory(pupil=pupil, contact=ContactFactory(school=pupil.school, name="Robin Home")).contact
    days = {"first_day": THE_DAY + dt.timedelta(days=6), "last_day": THE_DAY + dt.timedelta(days=10)}
    who = {"school": pupil.school, "by": by, "name": by.user.name, "position": by.position, "at": at("08:36")}
    made = PartTimeTimetable.objects.create(
        plan=plan, why="Panic in the hall", authorised=by, authorised_name=by.user.name, parent=adult,
        parent_name=adult.name, agreed_on=THE_DAY, review_on=days["last_day"], operation=uuid.uuid4(), **days, **who,
    )  # fmt: skip
    PartTimeStep.objects.create(
        school=pupil.school, timetable=made, number=1, expected="10" * 5, at=at("08:36"), **days
    )
    says = ContractSays("School and Robin Home", "Meets her", "Brings her", "", THE_DAY, THE_DAY, THE_DAY)
    contract = write_contract(plan=plan, says=says, operation=uuid.uuid4(), by=by, at=at("08:37"))
    return {
        "support_plan": plan.pk,
        "support_action": action_of(plan, by).pk,
        "contract": contract.pk,
        "part_time": made.pk,
    }


def _asked_to_help(pupil, by):
    """The pupil missed two days without leave, early help was asked, and somebody wrote a note."""
    for day in (THE_DAY - dt.timedelta(days=6), THE_DAY - dt.timedelta(days=5)):
        for session in ("AM", "PM"):
            mark(pupil, "O", by=by, date=day, session=session)
    who = {"operation": uuid.uuid4(), "by": by, "at": at("08:38")}
    asked = AskedToHelp("early_help", "Larkfield Early Help", "Mornings", "Name and age", "agreed")
    referral = refer_for_support(pupil=pupil, asked=asked, **who)
    write_safeguarding_note(pupil=pupil, words="Came without a coat again.", **who)
    return {"support_referral": referral.pk}


def _at_the_threshold(pupil, by, officer):
    """Ten sessions of holiday in one week, a case of them to refer, its papers, and the officer who sees them."""
    write_past(pupil, dict.fromkeys(TEN, "G"), by=by)
    case = referred(pupil, by)
    return {"case": case.pk} | to_the_authority(case, by, officer)


def _told_of_notices(pupil, by):
    """A notice of last year, what the parent said against it, and an order of the court."""
    parent = parent_of(pupil, "Robin Liable")
    notice = noticed(pupil, parent, by, issued_on=THE_DAY - dt.timedelta(days=300), from_before="A letter")
    who = {"pupil": pupil, "operation": uuid.uuid4(), "by": by, "at": at("08:50")}
    said = Said(MONDAY, "letter", "She was ill.", notice)
    begun = Begun("parenting_order", MONDAY, "The court", parent)
    return {
        "penalty_notice": notice.pk,
        "representation": log_representation(contact=parent, said=said, **who).pk,
        "other_tool": record_other_tool(begun=begun, **who).pk,
    }


def _asked_to_show(pupil, parent, by):
    """The parent was asked to show something about two days of illness, and sent a photo; the school has not looked."""
    link = ParentLink.objects.filter(post=parent).first()
    adult = link.contact if link else ContactFactory(school=pupil.school, name=parent.user.name)
    care = pupil.cares.filter(contact=adult).first() or CareFactory(pupil=pupil, contact=adult)
    days = (MONDAY, THE_DAY)
    asked = AskedFor(*days, "Seen at the fair by two of us", "The card of the surgery", contacts=[adult])
    made = ask_for_evidence(pupil=pupil, asked=asked, by=by, on=THE_DAY, at=at("08:21"))
    child = Child(pupil, pupil.school, care, adult, parent, False)
    shown = Shown("card", "From this morning", Paper("card.jpg", "image/jpeg", ONE_PIXEL))
    sent = send_evidence(request=made, child=child, shown=shown, operation=uuid.uuid4(), at=at("08:30"))
    return {"medical_request": made.pk, "evidence_file": sent.files.get().public_id}


def _leave_by_family(pupil, post):
    """A request sent on a family's own pages, with a file and a question about it; another one is begun."""
    link = ParentLink.objects.filter(post=post).first()
    adult = link.contact if link else ContactFactory(school=pupil.school, name=post.user.name)
    care = pupil.cares.filter(contact=adult).first() or CareFactory(pupil=pupil, contact=adult)
    asker = Asker(pupil.school, adult, post, post, adult.name, care.relationship, (care,))
    days = LeaveDays(THE_DAY + dt.timedelta(days=13), "AM", THE_DAY + dt.timedelta(days=14), "PM")
    said = LeaveAsked(LeaveKind.EXCEPTIONAL, days, "A wedding", "It is her sister’s.")
    photo = Paper("card.jpg", "image/jpeg", ONE_PIXEL)
    made = send_leave(
        operation=uuid.uuid4(), asked=said, askers=[asker], papers=[photo],
        started_at=at("08:14"), on=THE_DAY, at=at("08:15"),
    )[0]  # fmt: skip
    question = LeaveQuestion.objects.create(
        school=pupil.school, request=made, question="How far is it?", by=post, name="Sam Head",
        position="Head", at=at("08:20"),
    )  # fmt: skip
    draft = start_leave_draft(user=post.user, school=pupil.school, children=[pupil.pk], at=at("08:25"))
    return {
        "leave_request": made.public_id,
        "leave_sent": made.operation,
        "leave_file": made.evidence.get().public_id,
        "leave_question": question.pk,
        "leave_draft": draft.public_id,
        "leave_step": "days",
    }


def _reported(pupil, parent, office):
    """What the parent has said on the pages and the school has a question about; a religious day that is confirmed."""
    soon = THE_DAY + dt.timedelta(days=2)
    link = ParentLink.objects.filter(post=parent).select_related("contact").first()
    contact = link.contact if link else None
    made = [
        note_report(
            pupil=pupil, telling=Telling(why, soon + dt.timedelta(days=days), soon + dt.timedelta(days=days)),
            heard=Heard("Sam Parent, mother", "pages", at("08:20"), contact), by=parent, at=at("08:20"),
        )
        for why, days in ((Why.ILL, 0), (Why.RELIGIOUS, 5), (Why.RELIGIOUS, 14))
    ]  # fmt: skip
    ask_about_report(report=made[0], question="Which doctor?", by=office, at=at("08:30"))
    confirmed = confirm_religious_day(
        school=pupil.school,
        day=made[1].first_day,
        pupils=[pupil.pk],
        operation=uuid.uuid4(),
        by=office,
        at=at("08:31"),
    )
    return {"report": made[0].pk, "absence_report": made[0].public_id, "batch": confirmed.batch.pk}


def _joining_and_leaving(pupils, office):
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


def _imports(school, by):
    """A term that somebody is about to import, and what another system proposes."""
    term = "name,first_day,last_day,academic_year\nSpring,2027-01-04,2027-03-25,2026-27\n"
    start_import(school=school, uploaded=[("terms.csv", term.encode())], as_of=THE_DAY, by=by, at=at("09:12"))
    rows = f"UPN,Surname,Forename,Date of birth\n{upn(900)},Yeo,Abel,01/02/2019\n".encode()
    read_sample(school=school, content=rows, by=by, at=at("09:13"))
    read_mis_file(school=school, name="roll.csv", content=rows, by=by, at=at("09:14"))


def _letter(school, contact):
    return Message.objects.create(
        school=school,
        cause="absence/7/2026-11-24/first-day/1",
        contact=contact,
        channel="letter",
        subject="Not in school",
        body="Dear parent,\n\nPlease tell us why.",
        state="held",
        not_before=at("09:20"),
        made_at=at("09:18"),
        made_name="Joan Wright",
        changed_at=at("09:18"),
    )


def _sent_letter(pupil, contact):
    """A letter that has gone."""
    moments = {
        "not_before": at("08:00"),
        "made_at": at("08:00"),
        "changed_at": at("08:05"),
        "sent_at": at("08:05"),
    }
    return Message.objects.create(
        school=pupil.school, cause="praise/2", contact=contact, pupil=pupil, channel="letter", subject="Well done",
        body="Dear parent,\n\nWell done.", state="sent", made_name="Joan Wright", address="1 Elm Row", **moments,
    )  # fmt: skip


def _referred(pupil, by):
    """A referral that was made; its document is a row only."""
    content = {
        "pupil": [["Name", pupil.legal_name]],
        "visit": "No visit has been made.",
        "attempts": [],
        "marks": [],
    }
    return Referral.objects.create(
        school=pupil.school, pupil=pupil, date=THE_DAY, first_day=MONDAY, days=2, content=content, document=b"%PDF-1.7",
        by=by, name=by.user.name, position=by.position, at=at("09:10"),
    )  # fmt: skip
