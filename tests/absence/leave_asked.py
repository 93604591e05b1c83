"""Families who ask for leave in tests, and the questions answered in order."""

from django.urls import reverse

from absence.models import LeaveDraft, LeaveRequest
from registers.models import ParentLink
from tests.cast import person, sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at

A_WEEK = {
    "first_day": "7",
    "first_month": "12",
    "first_year": "2026",
    "last_day": "11",
    "last_month": "12",
    "last_year": "2026",
}
"""Monday 7 to Friday 11 December 2026."""
FAMILY = {
    "with_whom": "Both parents",
    "emergency_phone": "07700 900123",
    "other_parent_told": "yes",
}
ANSWERS = {
    "days": A_WEEK,
    "why": {"kind": "exceptional"},
    "event": {"why": "My sister’s wedding in Kraków."},
    "exceptional": {"exceptional": "She is the only bridesmaid, and the day was set by the family abroad."},
    "evidence": {},
    "family": FAMILY,
}


def parent(school, name, *pupils, **care):
    """A parent who may sign in for these pupils: the post, with the adult on file behind it."""
    post = person(school, "parent", name, "Parent")
    adult = ContactFactory(school=school, name=name, email=post.user.email)
    for pupil in pupils:
        CareFactory(pupil=pupil, contact=adult, **({"portal": True, "relationship": "Mother"} | care))
    ParentLink.objects.create(school=school, post=post, contact=adult, made_at=at("08:00"))
    return post


def begin(client, post):
    """Sign the parent in and start a request; the draft."""
    sign_in(client, post)
    client.post(reverse("absence:family_leave_start"))
    return LeaveDraft.objects.get(user=post.user, changes__isnull=True)


def page_of(draft, step):
    return reverse("absence:family_leave_step", args=[draft.public_id, step])


def answer(client, draft, **answers):
    """Answer these questions; the last page's address that each led to."""
    onward = ""
    for step, given in answers.items():
        onward = client.post(page_of(draft, step.replace("_", "-")), given)
        assert onward.status_code == 302, onward.context["form"].errors
    return onward.url


def write(client, post, **changed):
    """A draft with every question answered."""
    draft = begin(client, post)
    first = {"children": changed.pop("children")} if "children" in changed else {}
    answer(client, draft, **(first | ANSWERS | changed))
    return draft


def send(client, draft):
    return client.post(reverse("absence:family_leave_send", args=[draft.public_id]))


def ask(client, post, **changed):
    """A request that was sent."""
    draft = write(client, post, **changed)
    send(client, draft)
    return LeaveRequest.objects.get(operation=draft.public_id)


THE_DAY_BOXES = {
    f"{name}_{place}": str(part)
    for name in ("first", "last")
    for place, part in (("day", THE_DAY.day), ("month", THE_DAY.month), ("year", THE_DAY.year))
}
