"""What the demo's families have told their school, and whom they may talk to."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from absence.actions.concerns import answer_concern, raise_concern
from absence.actions.details import Item, Proposed, check_details
from absence.actions.leaving_notices import LeavingTold, send_leaving_notice
from absence.actions.talk_to import name_person, set_family_information
from absence.details_round import term_for
from absence.talk_to import IS_MY_CHILD_TOO_ILL, Duty
from registers.actions.parents import NothingOpen, open_family
from registers.families import Child, family_of
from registers.leaving_steps import Kind
from registers.models import Care, GroupMembership, Post, School, Term
from registers.roles import Role

DUTIES_OF = {
    Duty.CHAMPION: (Role.CHAMPION, Role.HEAD),
    Duty.DAY_TO_DAY: (Role.OFFICE,),
    Duty.SUPPORT: (Role.CHAMPION, Role.SAFEGUARDING, Role.HEAD),
    Duty.GOVERNOR: (Role.GOVERNOR,),
}
"""Who of the demo's staff is named for what: the first of these roles that somebody has."""
COUNCIL = {
    "who": "Attendance support team",
    "their_position": "Marlhythe Council",
    "phone": "01632 960700",
    "email": "attendance@council.example",
}
FAMILIES = 5
"""So many families have told something."""


def make_told(*, now: dt.datetime) -> int:
    """Name the people of each school; some families of the first have told something. How many families."""
    told = 0
    for number, school in enumerate(School.objects.order_by("pk")):
        _name_people(school, now, review_in=-10 if number == 0 else 200)
        if number == 0 and (term := term_for(school, now.date())) is not None:
            told = _families_tell(school, term, now)
    return told


def _name_people(school: School, now: dt.datetime, *, review_in: int) -> None:
    posts = Post.objects.on(now.date()).filter(school=school).select_related("user").order_by("pk")
    by_role: dict[str, Post] = {}
    for each in posts:
        by_role.setdefault(each.role, each)
    head = by_role.get(Role.HEAD)
    if head is None:
        return
    for duty, roles in DUTIES_OF.items():
        post = next((by_role[role] for role in roles if role in by_role), None)
        if post is not None:
            who = {"who": post.user.name, "their_position": post.position, "phone": school.phone}
            name_person(school=school, duty=duty, person={**who, "email": post.user.email}, by=head, at=now)
    name_person(school=school, duty=Duty.AUTHORITY, person=COUNCIL, by=head, at=now)
    review = now.date() + dt.timedelta(days=review_in)
    information = {
        "answered_from": dt.time(7, 45),
        "answered_until": dt.time(16),
        "answerphone": True,
        "policy_url": f"https://school{school.pk}.example/attendance-policy",
        "policy_adopted_on": review.replace(year=review.year - 1, day=min(review.day, 28)),
        "policy_review_on": review,
        "illness_url": IS_MY_CHILD_TOO_ILL,
    }
    set_family_information(school=school, values=information, by=head, at=now)


def _families_tell(school: School, term: Term, now: dt.datetime) -> int:
    families = list(_families(school, now))
    said = [now - dt.timedelta(minutes=minutes) for minutes in (65, 50, 35, 20, 5)]
    if len(families) == FAMILIES:
        moving, away, worried, content, glad = families
        home = {"next_school": "Oakmere Primary School", "new_address": "4 Mill Lane, Oakmere"}
        _send(moving, Kind.MOVED_SCHOOL, said[0], **home)
        _send(
            away,
            Kind.HOME_EDUCATION,
            said[1],
            own_words="From the last day above we will teach our child at home.",
        )
        number = Proposed(Item.PHONE, worried.contact.phone, "07700 900888")
        _check(worried, term, [number], said[2])
        words = "Twice this month a text said that my child was away, but my child was in class."
        raise_concern(pupil=worried.pupil, words=words, **_who(worried, said[3]))
        _check(content, term, [], said[3])
        _check(glad, term, [], said[4])
        earlier = raise_concern(
            pupil=None, words="The gate was still shut at 8:40 on Monday.", **_who(glad, now - dt.timedelta(days=8))
        )  # fmt: skip
        head = (
            Post.objects.on(now.date()).filter(school=school, role=Role.HEAD).select_related("user").first()
        )
        if head is not None:
            words = "Thank you for telling us. The caretaker opens it at 8:30 from now on."
            answer_concern(concern=earlier, words=words, by=head, at=now - dt.timedelta(days=7))
    return len(families)


def _families(school: School, now: dt.datetime) -> Iterator[Child]:
    """One child each of the first families whose pages are open."""
    cares = Care.objects.portal_open(now.date()).filter(school=school, lives_with=True, priority=1)
    addresses = cares.exclude(contact__email="").order_by("-pk").values_list("contact__email", flat=True)
    found: set[int] = set()
    for address in addresses[: 6 * FAMILIES]:
        try:
            user = open_family(address=address, on=now.date(), at=now)
        except NothingOpen:
            continue
        children = family_of(user, now.date()).at(school)
        if len(found) < FAMILIES and children and children[0].contact.pk not in found:
            found.add(children[0].contact.pk)
            yield children[0]


def _who(child: Child, at: dt.datetime) -> dict[str, Any]:
    return {
        "contact": child.contact, "relationship": child.care.relationship, "language": "en",
        "operation": uuid.uuid5(uuid.NAMESPACE_OID, f"{child.pupil.pk} {at}"), "by": child.post, "at": at,
    }  # fmt: skip


def _send(child: Child, kind: Kind, at: dt.datetime, **said: Any) -> None:
    told = LeavingTold(kind=kind, last_day=at.date() + dt.timedelta(days=24), **said)
    names = (
        GroupMembership.objects.on(at.date()).filter(pupil=child.pupil).values_list("group__name", flat=True)
    )
    who = _who(child, at)
    send_leaving_notice(pupil=child.pupil, lives_with=True, group=names.first() or "", told=told, **who)


def _check(child: Child, term: Term, changes: list[Proposed], at: dt.datetime) -> None:
    check_details(term=term, changes=changes, all_correct=not changes, **_who(child, at))
