"""Leave that is asked for on file, and decided; the plans and letters that come of it."""

import datetime as dt
import uuid

from absence.actions.decide_leave import Chosen, Seen, decide_leave
from absence.actions.leave import Asked, Asker, send_leave
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.models import LeaveDecision
from registers.models import Care, Message, ParentLink, PlannedMark
from tests.factories import THE_DAY, at

MONDAY, FRIDAY = dt.date(2026, 12, 7), dt.date(2026, 12, 11)
WEEK = LeaveDays(MONDAY, "AM", FRIDAY, "PM")
REASON = "The funeral is on Wednesday, and travel takes a day each way."
AGREED = Chosen("agreed", "C", reason=REASON)
NOT_AGREED = Chosen("not_agreed", reason="The wedding can be joined on the Saturday.")


def adult(post):
    return ParentLink.objects.get(post=post).contact


def request_of(mother, *children, kind=Kind.BEREAVEMENT, days=WEEK, when=None, **more):
    contact = adult(mother)
    cares = Care.objects.filter(contact=contact, pupil__in=children).select_related("pupil").order_by("pk")
    asker = Asker(
        mother.school, contact, mother, mother, mother.user.name, "Parent", tuple(cares), received_on=THE_DAY
    )
    when = when or at("08:00")
    asked = Asked(kind, days, "A funeral in Lahore", "It is my mother’s.", **more)
    return send_leave(
        operation=uuid.uuid4(), asked=asked, askers=[asker], started_at=when, on=when.date(), at=when
    )[0]


def decide(request, by, chosen=AGREED, *, pupils=None, when="09:00", operation=None, seen=None, others=()):
    newest = LeaveDecision.objects.filter(request=request).order_by("-pk").values_list("pk", flat=True)
    return decide_leave(
        request=request,
        pupils=[row.pupil_id for row in request.children.all()] if pupils is None else [p.pk for p in pupils],
        chosen=chosen,
        others=others,
        seen=seen or Seen(request.version, newest.first() or 0),
        operation=operation or uuid.uuid4(),
        by=by,
        at=at(when),
    )


def plans(pupil):
    standing = PlannedMark.objects.filter(pupil=pupil, withdrawn_at__isnull=True).order_by("first_day", "pk")
    return [(plan.first_day, plan.last_day, plan.halves, plan.code, plan.source) for plan in standing]


def letters(**where):
    return Message.objects.filter(cause__startswith="leave/", **where).order_by("contact__name")
