"""The outbox: reminders to teachers, and what becomes of a message that waits."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from attendance_site.parts.clock import LONDON
from registers.letters import as_it_stands
from registers.message_addresses import LIMITED, address_for, may_not_be_told
from registers.message_causes import fallen_away, reminded_register, reminder_of
from registers.message_states import Event, leads_to, moves_from
from registers.models import Cover, GroupTeacher, Message, Post, Register
from registers.refusals import Refusal
from registers.school_sessions import HALF, clock_words

ON_PAPER = "on paper"
"""The provider's reference of a message that somebody printed and handed over."""


class RegisterComplete(Refusal):
    """There is nothing to remind anybody of."""

    who_can_fix = "Nobody needs to: the register is taken."


class NobodyToRemind(Refusal):
    """Nobody has the class that day."""

    who_can_fix = (
        "The office can give a one-day pass; the head or system administrator can give the class a teacher."
    )


class MessageNotWaiting(Refusal):
    """The message has gone already, or was cancelled."""

    who_can_fix = "Nobody: what has gone cannot be called back. A new message can put it right."


class MayNotBeTold(Refusal):
    """A contact limit holds: the letter is for nobody to hand over."""

    who_can_fix = "You can cancel it. The safeguarding lead or the head settles contact limits."


class CauseGone(Refusal):
    """What the message speaks of no longer stands, so it would say what is not true."""

    who_can_fix = "You can cancel it, or note it as handed over if the family was told on paper."


@dataclass(frozen=True)
class Reminded:
    """What became of reminders: those made, and why none was made for other registers."""

    messages: list[Message]
    """One to each person who takes the class."""
    unseen: list[Register]
    """The reminder given before has not been seen yet: another one would say nothing new."""
    without_teacher: list[Register]
    complete: list[Register]


@transaction.atomic
def remind_teachers(*, registers: Sequence[Register], by: Post, at: datetime) -> Reminded:
    """Remind everybody who takes the classes that these registers are to be completed: a notice on their own pages.

    Nobody is reminded twice of one register before having seen the first. Raises RegisterComplete or NobodyToRemind
    where not one of the registers has somebody to remind.
    """
    held = list(
        Register.objects.select_for_update(of=("self",))
        .filter(school=by.school_id, pk__in=[register.pk for register in registers])
        .select_related("group")
        .order_by("pk")
    )
    wanting = [register for register in held if register.taken_at is None]
    takers = _takers(wanting)
    reminded = Reminded([], [], [], complete=[register for register in held if register.taken_at is not None])
    for register, earlier in _earlier_reminders(wanting).items():
        unseen = {message.post_id for message in earlier if message.state == Message.State.QUEUED}
        n = 1 + len({message.cause for message in earlier})
        made = [_reminder(register, post, n, by, at) for post in takers[register.pk] if post not in unseen]
        reminded.messages.extend(made)
        if not made:
            (reminded.unseen if unseen else reminded.without_teacher).append(register)
    if not reminded.messages and not reminded.unseen:
        _refuse(reminded)
    Message.objects.bulk_create(reminded.messages)
    return reminded


def cancel_reminders(*, registers: Collection[Register], at: datetime) -> int:
    """Take back the reminders of registers that are complete now, where nobody has seen them yet; how many."""
    reminders = Message.objects.filter(school__in={register.school_id for register in registers})
    return reminders.reminding_of(registers).waiting().update(state=Message.State.CANCELLED, changed_at=at)


def deliver_reminders(*, messages: Collection[Message], at: datetime) -> int:
    """Note that the person has these on their page now; how many were new to them."""
    new = Message.objects.filter(pk__in=[message.pk for message in messages], state=Message.State.QUEUED)
    return new.update(state=Message.State.DELIVERED, changed_at=at)


def release_message(*, message: Message, by: Post, at: datetime) -> Message:
    """Let a message go that waits: with the next sending, or to be printed. Raises MessageNotWaiting, CauseGone."""
    gone = fallen_away(message.school_id, [message.cause], at)
    if why := gone.get(message.cause):
        raise CauseGone(why)
    return move_message(message, Event.RELEASE, by, at, not_before=at)


def cancel_message(*, message: Message, by: Post, at: datetime) -> Message:
    """Have a message that has not gone never go. Raises MessageNotWaiting."""
    return move_message(message, Event.CANCEL, by, at)


def hand_over_message(*, message: Message, by: Post, at: datetime) -> Message:
    """Note that somebody printed the message and posted it or gave it to the family.

    Name, address and letterhead are kept as they stood. Nothing is handed to a person under a limit
    of no access. Raises MessageNotWaiting, MayNotBeTold.
    """
    on = at.astimezone(LONDON).date()
    if may_not_be_told(message, on) == LIMITED:
        raise MayNotBeTold(LIMITED)
    address = address_for(message, on) if message.channel == Message.Channel.LETTER else ""
    kept = as_it_stands(message, message.school, address)
    return move_message(message, Event.HAND_OVER, by, at, provider_ref=ON_PAPER, sent_at=at, why="", **kept)


@dataclass(frozen=True)
class HandedOver:
    """What became of letters that were printed together."""

    done: int
    left: int
    """Those that had gone or were cancelled meanwhile, or that nobody may send."""


@transaction.atomic
def hand_over_letters(*, letters: Sequence[Message], by: Post, at: datetime) -> HandedOver:
    """Note that these letters were printed and posted or given to the families."""
    done = 0
    for letter in letters:
        try:
            hand_over_message(message=letter, by=by, at=at)
        except (MessageNotWaiting, MayNotBeTold):
            continue
        done += 1
    return HandedOver(done, len(letters) - done)


def move_message(
    message: Message, event: Event, by: Post, at: datetime, *, where: Q | None = None, **more: object
) -> Message:
    """Change the state where the event may still happen; a message that a sender took meanwhile is left alone."""
    standing = Message.objects.filter(where or Q(), pk=message.pk, school=by.school_id)
    moved = standing.filter(state__in=moves_from(event)).update(
        state=leads_to(event), changed_at=at, changed_name=by.user.name, **more
    )
    message.refresh_from_db()
    if not moved:
        raise MessageNotWaiting(
            f"The message to {message.to_name} is {message.get_state_display().lower()}"
            f" since {clock_words(message.changed_at)}."
        )
    return message


def _earlier_reminders(registers: Collection[Register]) -> dict[Register, list[Message]]:
    found: dict[Register, list[Message]] = {register: [] for register in registers}
    by_number = {register.pk: register for register in registers}
    for message in Message.objects.reminding_of(registers) if registers else []:
        found[by_number[reminded_register(message.cause) or 0]].append(message)
    return found


def _takers(registers: Collection[Register]) -> dict[int, list[int]]:
    """For each register the posts that take its class on its day: one-day passes and the class's teachers."""
    found: dict[int, list[int]] = defaultdict(list)
    for day in {register.date for register in registers}:
        groups = {register.group_id for register in registers if register.date == day}
        taking = _taking(groups, day)
        for register in registers:
            if register.date == day:
                found[register.pk] = taking[register.group_id]
    return found


def _taking(groups: Collection[int], day: date) -> dict[int, list[int]]:
    holding = Post.objects.on(day).filter(user__is_active=True)
    teachers = GroupTeacher.objects.on(day).filter(group__in=groups, post__in=holding)
    passes = Cover.objects.filter(date=day, withdrawn_at__isnull=True, group__in=groups, post__in=holding)
    found: dict[int, list[int]] = defaultdict(list)
    both = teachers.values_list("group", "post").union(passes.values_list("group", "post"))
    for group, post in both.order_by("group", "post"):
        found[group].append(post)
    return found


def _reminder(register: Register, post: int, n: int, by: Post, at: datetime) -> Message:
    half = HALF[register.session]
    return Message(
        school_id=register.school_id,
        cause=reminder_of(register.pk, n),
        post_id=post,
        channel=Message.Channel.PAGE,
        subject=f"The {half} register of {register.group.name}",
        body=f"Please complete the {half} register of {register.group.name}."
        f" {by.user.name}, {by.position}, {clock_words(at)}.",
        link=reverse("registers:take_register", args=[register.group_id, register.date, register.session]),
        not_before=at,
        state=Message.State.QUEUED,
        made_at=at,
        made_name=by.user.name,
        changed_at=at,
    )


def _refuse(reminded: Reminded) -> None:
    if reminded.without_teacher:
        names = ", ".join(register.group.name for register in reminded.without_teacher)
        raise NobodyToRemind(f"Nobody takes {names} today, so nobody can be reminded.")
    names = ", ".join(register.group.name for register in reminded.complete)
    raise RegisterComplete(f"The register of {names} is complete." if names else "No register is missing.")
