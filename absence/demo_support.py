"""What the demo's schools do to support: words, letters and meetings, plans, a phased return, services asked, notes."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from absence.actions.appointments import Appointment, plan_appointments
from absence.actions.contracts import ContractHappened, ContractSays, note_contract, write_contract
from absence.actions.meetings import Arranged, CameOfIt, Outcome
from absence.actions.part_time import Agreed, agree_part_time
from absence.actions.safeguarding import note_safeguarding_reference, write_safeguarding_note
from absence.actions.support import (
    note_conversation,
    skip_stage,
    support_meeting_took_place,
    write_support_letters,
)
from absence.actions.support_plans import (
    Begun,
    PlanSays,
    ToDo,
    add_action,
    begin_plan,
    note_action,
    review_plan,
)
from absence.actions.support_referrals import Asked, note_referral_news, refer_for_support
from absence.appointments import Away
from absence.demo_lateness import usual_letters
from absence.models import ContractNote, Meeting, SupportPlan, SupportReferral, SupportReferralNews
from absence.part_time import steps_from
from absence.support_concerns import PupilConcern, concerns_of
from absence.support_letters import concern_kind, support_letters
from registers.models import Care, ExpectedPattern, GroupTeacher, Post, Pupil, School, SchoolDay
from registers.roles import Role
from registers.school_year import compulsory_school_age

WEEK = 5
MORNINGS, FOUR_DAYS = "10" * 5, "1" * 8 + "00"
"""The steps of a phased return: Monday AM to Friday PM."""
News = SupportReferralNews.Kind


@dataclass(frozen=True)
class Desk:
    """Who writes at one school, and its school days up to today, the newest first."""

    school: School
    champion: Post
    head: Post
    days: tuple[dt.date, ...]
    now: dt.datetime

    def at(self, ago: int, hour: int = 15) -> dt.datetime:
        """So many school days ago, after school."""
        return dt.datetime.combine(self.days[ago], dt.time(hour, 40), self.now.tzinfo)

    def first_monday(self) -> dt.date:
        """The Monday of next week."""
        return self.now.date() + dt.timedelta(days=7 - self.now.weekday())


def make_support(*, now: dt.datetime) -> list[SupportPlan]:
    """Each school has begun to support some of those who miss most; the others wait as suggestions."""
    made = []
    for school in School.objects.order_by("pk"):
        desk = desk_of(school, now)
        if desk is not None:
            made += list(_steps_and_plans(desk))
    return made


def desk_of(school: School, now: dt.datetime) -> Desk | None:
    """Who writes at this school; None where the demo is too young for a story."""
    posts = Post.objects.on(now.date()).filter(school=school).select_related("user", "school")
    by_role = {post.role: post for post in posts.order_by("-pk")}
    head, champion = by_role.get(Role.HEAD), by_role.get(Role.CHAMPION, by_role.get(Role.OFFICE))
    days = SchoolDay.objects.filter(school=school, date__lte=now.date()).order_by("-date")
    last = tuple(days.values_list("date", flat=True)[: 7 * WEEK])
    if head is None or champion is None or len(last) < 7 * WEEK:
        return None
    return Desk(school, champion, head, last, now)


def _steps_and_plans(desk: Desk) -> Iterator[SupportPlan]:
    """Of those suggested six school weeks ago: letters, meetings, then plans; what was done later counts anew."""
    letters = desk.at(6 * WEEK)
    [*early] = _fresh(desk, letters)[:5]
    for found in early[:3]:
        _write(found, desk.champion, letters)
    for found in early[3:4]:
        note = "Spoke with the mother: the bus is often missed. The neighbour takes both children on Mondays."
        note_conversation(concern=found, note=note, operation=uuid.uuid4(), by=desk.champion, at=letters)
    for found in early[4:5]:
        reason = "Chickenpox in the whole family: they are well again. We look once more in two weeks."
        skip_stage(concern=found, reason=reason, operation=uuid.uuid4(), by=desk.champion, at=letters)
    for number, found in enumerate(early[:2]):
        _meet(found.pupil, desk, review_in=(-3, 28)[number])
    for number, found in enumerate(early[:2]):
        yield (_anxious, _caring)[number](found.pupil, desk)
    if len(early) > 2:
        _asked_to_help(early[2].pupil, desk)
        _noticed(early[2].pupil, desk)


def _fresh(desk: Desk, at: dt.datetime) -> list[PupilConcern]:
    """Those with a suggestion then and nothing done, without a weekly pattern, of compulsory age, still here."""
    patterns = ExpectedPattern.objects.standing().filter(school=desk.school).values("pupil")
    usual = set(Pupil.objects.on_roll(desk.now.date()).exclude(pk__in=patterns).values_list("pk", flat=True))
    found = concerns_of(school=desk.school, post=desk.champion, on=at.date()).due
    untouched = [each for each in found if not each.steps and not each.plans and each.pupil.pk in usual]
    return [each for each in untouched if compulsory_school_age(each.pupil.dob).holds(at.date())]


def _write(found: PupilConcern, by: Post, at: dt.datetime) -> None:
    kind = concern_kind(found)
    ready = support_letters(concern=found, kind=kind, school=found.pupil.school, by=by, on=at.date(), more={})
    if letters := usual_letters(ready):
        write_support_letters(concern=found, letters=letters, operation=uuid.uuid4(), by=by, at=at)


def _meet(pupil: Pupil, desk: Desk, *, review_in: int) -> None:
    """A meeting with the family three school weeks ago, where something was missed since the letter."""
    at = desk.at(3 * WEEK)
    concerns = concerns_of(school=desk.school, post=desk.champion, on=at.date(), only=pupil.pk).pupils
    concern = next(iter(concerns), None)
    if concern is None or not concern.standing.new:
        return
    arranged = Arranged(at.replace(minute=0), "The library", f"{desk.champion.user.name}, the class teacher")
    said = CameOfIt(
        Outcome.HELD,
        arranged.starts_at,
        came="The mother, the pupil for the last ten minutes, the class teacher",
        agreed="A quiet start in the library until 9:15; the office rings by 9:20 when a morning is missed.",
        review_on=desk.now.date() + dt.timedelta(days=review_in),
        said="Mornings are hardest after a weekend. The hall at lunch is loud.",
    )
    support_meeting_took_place(
        concern=concern, kind=Meeting.Kind.ATTENDANCE, arranged=arranged, said=said, operation=uuid.uuid4(),
        by=desk.champion, at=at,
    )  # fmt: skip


def _anxious(pupil: Pupil, desk: Desk) -> SupportPlan:
    """A plan about anxiety: an action that is overdue, a review, therapy each week, a phased return from Monday."""
    plan = _begin(
        pupil,
        desk,
        PlanSays(
            barriers=["anxiety", "lunch", "friendships"],
            child_view="The hall is too loud, and I do not know whom to sit with.",
            parents_words="Sunday evenings are the worst. A calm start helps for the whole day.",
            adjustments="Comes in by the side door at 8:40; eats in the library with a friend.",
            healthcare="to_write",
        ),
    )
    who: dict[str, Any] = {"by": desk.champion, "at": desk.now}
    _to_do(plan, desk, "A quiet place at lunch, with one friend", done="In the library since the first day.")
    _to_do(plan, desk, "Write the individual healthcare plan with the school nurse", done="")
    review_plan(
        plan=plan, on=desk.days[WEEK], with_whom="The mother and the pupil", operation=uuid.uuid4(), **who,
        words="Four full days in the last week. Lunch in the library helps; Mondays are still hard.",
        review_on=desk.now.date() + dt.timedelta(days=9),
    )  # fmt: skip
    therapy = Away(3, dt.time(12, 30), dt.time(14, 0))
    first = desk.first_monday()
    plan_appointments(
        pupil=pupil, appointment=Appointment("Therapy", therapy, first, first + dt.timedelta(days=60)), **who
    )
    _phased_return(plan, desk, first)
    return plan


def _phased_return(plan: SupportPlan, desk: Desk, first: dt.date) -> None:
    parent = Care.objects.may_be_told(desk.now.date()).filter(pupil=plan.pupil, lives_with=True)
    care = parent.select_related("contact").order_by("priority", "pk").first()
    if care is None:
        return
    friday = first + dt.timedelta(days=4)
    ends = [(friday, MORNINGS), (friday + dt.timedelta(days=7), FOUR_DAYS)]
    agreed = Agreed(
        why="Panic before school; the nurse and the family ask for a way back in steps.",
        authorised=desk.head,
        parent=care,
        agreed_on=desk.now.date(),
        involved="The school nurse, by telephone",
        review_on=friday,
        steps=steps_from(first, ends),
    )
    agree_part_time(plan=plan, agreed=agreed, operation=uuid.uuid4(), by=desk.champion, at=desk.now)


def _caring(pupil: Pupil, desk: Desk) -> SupportPlan:
    """A plan about looking after somebody at home, with an attendance contract that a parent has signed."""
    plan = _begin(
        pupil,
        desk,
        PlanSays(
            barriers=["caring", "transport", "routines"],
            child_view="When Mum is ill I take my brother first, and then I am late or do not go.",
            parents_words="We would like to be rung and not texted.",
            adjustments="No mark is lost for homework that is handed in late.",
        ),
    )
    _to_do(plan, desk, "Breakfast club for the brother, free of charge", done="He has a place.")
    today = desk.now.date()
    says = ContractSays(
        parties="The school and both parents",
        school_does="Keeps a place in breakfast club, and rings by 9:20.",
        parents_do="Ring before 8:30 on a day that begins badly.",
        pupil_does="Comes in, even late.",
        first_day=desk.days[2 * WEEK],
        last_day=today + dt.timedelta(days=70),
        review_on=today + dt.timedelta(days=5),
    )
    contract = write_contract(
        plan=plan, says=says, operation=uuid.uuid4(), by=desk.champion, at=desk.at(2 * WEEK)
    )
    signed = ContractHappened(ContractNote.Kind.SIGNED, desk.days[2 * WEEK], "The mother")
    note_contract(
        contract=contract, said=signed, operation=uuid.uuid4(), by=desk.champion, at=desk.at(2 * WEEK, 16)
    )
    return plan


def _begin(pupil: Pupil, desk: Desk, says: PlanSays) -> SupportPlan:
    lead = f"{desk.champion.user.name}, {desk.champion.position.lower()}"
    begun = Begun(desk.days[3 * WEEK - 1], lead, desk.days[WEEK])
    return begin_plan(
        pupil=pupil, begun=begun, says=says, operation=uuid.uuid4(), by=desk.champion, at=desk.at(3 * WEEK - 1)
    )  # fmt: skip


def _to_do(plan: SupportPlan, desk: Desk, what: str, *, done: str) -> None:
    """One thing to do, due a week ago; done with these words, or still open."""
    owner = desk.champion.user.name
    row = add_action(
        plan=plan, action=ToDo(what, owner, desk.days[WEEK]), operation=uuid.uuid4(), by=desk.champion,
        at=desk.at(3 * WEEK - 1, 16),
    )  # fmt: skip
    if done:
        note_action(
            action=row, done=True, on=desk.days[2 * WEEK], words=done, operation=uuid.uuid4(),
            by=desk.champion, at=desk.at(2 * WEEK),
        )  # fmt: skip


def _asked_to_help(pupil: Pupil, desk: Desk) -> None:
    """Early help was asked three school weeks ago and has not answered; the school nurse has."""
    who: dict[str, Any] = {"by": desk.champion}
    early = Asked(
        "early_help", "Marlhythe Early Help", "Help with mornings and transport.",
        "Name, age, and that mornings are hard to manage", "agreed",
    )  # fmt: skip
    nurse = Asked("school_nurse", "School nursing team", "A talk about sleep.", "Name, age, sleep", "agreed")
    for asked in (early, nurse):
        made = refer_for_support(
            pupil=pupil, asked=asked, operation=uuid.uuid4(), at=desk.at(3 * WEEK), **who
        )
        _news(made, News.SENT, desk, 3 * WEEK, "By their form, with the family’s agreement")
    _news(made, News.ACKNOWLEDGED, desk, 2 * WEEK, "They ring the mother this week.")


def _news(referral: SupportReferral, kind: str, desk: Desk, ago: int, said: str) -> None:
    note_referral_news(
        referral=referral, kind=kind, day=desk.days[ago], said=said, operation=uuid.uuid4(), by=desk.champion,
        at=desk.at(ago, 16),
    )  # fmt: skip


def _noticed(pupil: Pupil, desk: Desk) -> None:
    """The class teacher wrote what only the safeguarding lead and the head read; the lead's system has a reference."""
    on = desk.now.date()
    teachers = GroupTeacher.objects.on(on).filter(
        group__in=pupil.memberships.filter(last_day=None).values("group")
    )
    teacher = teachers.select_related("post__user").first()
    if teacher is not None:
        words = "Came without a coat on three cold days, and asked for a second breakfast."
        write_safeguarding_note(
            pupil=pupil, words=words, operation=uuid.uuid4(), by=teacher.post, at=desk.at(1)
        )
    note_safeguarding_reference(
        pupil=pupil, reference=f"C-{2000 + pupil.pk % 1000}", operation=uuid.uuid4(), by=desk.head, at=desk.now
    )  # fmt: skip
