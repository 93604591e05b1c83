"""Absences of the small school that somebody asks about: calls, illness, leave on paper."""

import datetime as dt
import uuid

from absence.actions.attempts import record_attempt
from absence.actions.groups import Agreed, record_group_duty
from absence.actions.leave import Asked as LeaveAsked
from absence.actions.leave import Asker, send_leave
from absence.actions.medical import note_evidence
from absence.actions.sickness import ask_for_education
from absence.group_duties import Duty, Group
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind as LeaveKind
from absence.models import Referral, SicknessReturn
from attendance_site.parts.papers import Paper
from tests.factories import THE_DAY, CareFactory, ContactFactory, StatusFactory, SuspensionFactory, at
from tests.small_school.half import MONDAY


def rows(half):
    """A suspension, a referral, a call home, leave on paper and a long illness of the pupil."""
    pupil, office = half.pupil, half.office
    return (
        {
            "suspensions.pk": SuspensionFactory(pupil=pupil, by=office).pk,
            "referrals.pk": referred(pupil, office).pk,
        }
        | {"attempt": asked_about(pupil, office).pk}
        | leave_asked(pupil, office)
        | ill_for_long(pupil, office)
    )


def asked_about(pupil, by):
    """Somebody rang home about the pupil, and nobody answered."""
    return record_attempt(
        pupil=pupil, date=THE_DAY, kind="call", outcome="no_answer", who="Robin Carer", number="07700 900001",
        by=by, at=at("09:10"),
    )  # fmt: skip


def leave_asked(pupil, by):
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


def ill_for_long(pupil, by):
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


def referred(pupil, by):
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
