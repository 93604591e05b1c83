"""What the demo's head has decided about leave: a funeral agreed in part, and who may decide in the head's place."""

import datetime as dt
from uuid import uuid4

from absence.actions.decide_leave import Chosen, Seen, decide_leave
from absence.actions.leave import Asked, Asker, send_leave
from absence.actions.leave_deciders import name_decider
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.models import LeaveDecision
from registers.actions.messages import hand_over_letters
from registers.codes import EXCEPTIONAL_LEAVE, Session
from registers.models import Care, Message, Post, Pupil, SchoolDay
from registers.roles import Role

WHO = ("Hana", "Kobayashi-Reed")
FROM_DAY, AGREED_DAYS, ASKED_DAYS = 4, 3, 5
REASON = (
    "Hana was close to her great-grandmother, and the family will not meet like this again. The service is on the"
    " second day, and the journey takes a day each way, so I agree to three days. The days after that are for"
    " sightseeing, which can be done in the holidays."
)
DOCUMENT = "While I am out of school the attendance champion decides about requests for leave in my name."


def make_leave_decided(*, now: dt.datetime) -> list[LeaveDecision]:
    """One request agreed in part, with its letter handed over; nothing where the pupil or the days are not there."""
    pupil = Pupil.objects.filter(forename=WHO[0], surname=WHO[1]).select_related("school").first()
    if pupil is None:
        return []
    days = SchoolDay.objects.filter(school=pupil.school, date__gt=now.date()).order_by("date")
    ahead = list(days.values_list("date", flat=True)[: FROM_DAY + ASKED_DAYS])
    at = now - dt.timedelta(days=6)
    cares = Care.objects.may_be_told(at.date()).filter(pupil=pupil, lives_with=True)
    care = cares.select_related("contact", "pupil").order_by("priority", "pk").first()
    office, head, champion = (_post(pupil, role, at) for role in (Role.OFFICE, Role.HEAD, Role.CHAMPION))
    if len(ahead) < FROM_DAY + ASKED_DAYS or care is None or office is None or head is None:
        return []
    if champion is not None:
        name_decider(post=champion, from_day=at.date(), words=DOCUMENT, by=head, at=at)
    away = LeaveDays(ahead[FROM_DAY], Session.AM, ahead[-1], Session.PM)
    asker = Asker(
        pupil.school, care.contact, None, office, office.user.name, office.position, (care,),
        on_paper=True, received_on=at.date(),
    )  # fmt: skip
    asked = Asked(Kind.BEREAVEMENT, away, "The funeral of Hana’s great-grandmother, abroad", "She was 101.")
    [request] = send_leave(operation=uuid4(), asked=asked, askers=[asker], started_at=at, on=at.date(), at=at)
    part = LeaveDays(away.first, Session.AM, ahead[FROM_DAY + AGREED_DAYS - 1], Session.PM)
    chosen = Chosen(LeaveDecision.Outcome.PART, EXCEPTIONAL_LEAVE, part, reason=REASON)
    made = decide_leave(
        request=request, pupils=[pupil.pk], chosen=chosen, seen=Seen(request.version), operation=uuid4(),
        by=head, at=at + dt.timedelta(days=1),
    )  # fmt: skip
    letters = Message.objects.filter(school=pupil.school, cause__startswith=made[0].cause)
    hand_over_letters(letters=list(letters), by=office, at=at + dt.timedelta(days=2))
    return made


def _post(pupil: Pupil, role: Role, at: dt.datetime) -> Post | None:
    posts = Post.objects.on(at.date()).filter(school=pupil.school_id, role=role).select_related("user")
    return posts.order_by("pk").first()
