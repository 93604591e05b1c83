"""Who decides about leave at a school: the head, and whoever the head has named in writing."""

from datetime import date

from absence.models import LeaveDelegate, LeaveRequest
from registers.models import Care, Post, School
from registers.roles import Permission, Role, may, who_may


def may_decide(post: Post, on: date) -> bool:
    """Whether the hat decides about leave on `on`. At most one statement."""
    return may(Role(post.role), Permission.DECIDE_LEAVE) or LeaveDelegate.objects.allow(post, on)


def own_request(request: LeaveRequest, post: Post, on: date) -> bool:
    """Whether it is for a child of the person, who asked for it or could have: nobody decides about their own.

    Whoever works here is known again among the children's adults by the e-mail address. At most one statement.
    """
    asker, address = request.post, post.user.email
    if asker is not None and asker.user_id == post.user_id:
        return True
    if not address:
        return False
    if request.contact.email.casefold() == address.casefold():
        return True
    theirs = Care.objects.on(on).filter(school=request.school_id, contact__email__iexact=address)
    return theirs.filter(pupil__in=request.children.values("pupil")).exists()


def deciders_words(school: School, on: date, *, but: Post | None = None) -> str:
    """Who decides, by name, for those who may not: `Ruth Adeyemi (Headteacher)`. Two statements.

    `but`: somebody who decides in general and not about this one.
    """
    heads = Post.objects.on(on).filter(school=school, role__in=who_may(Permission.DECIDE_LEAVE))
    named = LeaveDelegate.objects.on(on).filter(school=school)
    posts = heads | Post.objects.on(on).filter(pk__in=named.values("post"))
    found = posts.filter(user__is_active=True).select_related("user").order_by("user__name")
    if but is not None:
        found = found.exclude(user=but.user_id)
    people = [f"{post.user.name} ({post.position})" for post in found]
    if not people and but is not None:
        return "Nobody else decides here now. The head can name somebody in writing, under Who decides about leave."
    if not people:
        return "Nobody has the role of head here now. A system administrator can give it."
    return f"{', '.join(dict.fromkeys(people))} can."
