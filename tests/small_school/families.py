"""What families of the small school have told it, asked for and shown."""

import datetime as dt
import uuid

from absence.actions.concerns import raise_concern
from absence.actions.details import Proposed, check_details
from absence.actions.family_evidence import Shown, send_evidence
from absence.actions.leave import Asked as LeaveAsked
from absence.actions.leave import Asker, send_leave
from absence.actions.leave_drafts import start_leave_draft
from absence.actions.leaving_notices import LeavingTold, send_leaving_notice
from absence.actions.medical import AskedFor, ask_for_evidence
from absence.actions.religious_days import confirm_religious_day
from absence.actions.report_answers import ask_about_report
from absence.actions.reports import Heard, Telling, note_report
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind as LeaveKind
from absence.models import DetailsProposal, LeaveQuestion
from absence.report_words import Why
from attendance_site.parts.papers import Paper
from registers.families import Child
from registers.leaving_steps import Kind
from registers.models import ParentLink
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.small_school.half import MONDAY, ONE_PIXEL


def rows(half):
    """What the family has told the school, reported, shown and asked for."""
    pupil, parent = half.pupil, half.parent
    return (
        told_by_families(pupil, parent)
        | reported(pupil, parent, half.office)
        | asked_to_show(pupil, parent, half.office)
        | leave_by_family(pupil, parent)
    )


def told_by_families(pupil, by):
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


def asked_to_show(pupil, parent, by):
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


def leave_by_family(pupil, post):
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


def reported(pupil, parent, office):
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
