"""Pupils of the small school who are helped."""

import datetime as dt
import uuid

from absence.actions.contracts import ContractSays, write_contract
from absence.actions.safeguarding import write_safeguarding_note
from absence.actions.support_referrals import Asked as AskedToHelp
from absence.actions.support_referrals import refer_for_support
from absence.models import PartTimeStep, PartTimeTimetable
from tests.absence.support import action_of, plan_of
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark


def rows(half):
    """The plan of support and who was asked to help."""
    return supported(half.pupil, half.office) | asked_to_help(half.pupil, half.office)


def supported(pupil, by):
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


def asked_to_help(pupil, by):
    """The pupil missed two days without leave, early help was asked, and somebody wrote a note."""
    for day in (THE_DAY - dt.timedelta(days=6), THE_DAY - dt.timedelta(days=5)):
        for session in ("AM", "PM"):
            mark(pupil, "O", by=by, date=day, session=session)
    who = {"operation": uuid.uuid4(), "by": by, "at": at("08:38")}
    asked = AskedToHelp("early_help", "Larkfield Early Help", "Mornings", "Name and age", "agreed")
    referral = refer_for_support(pupil=pupil, asked=asked, **who)
    write_safeguarding_note(pupil=pupil, words="Came without a coat again.", **who)
    return {"support_referral": referral.pk}
