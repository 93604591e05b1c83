"""Who decides about leave at a school: the head, and whoever the head has named in writing."""

from datetime import date

from absence.models import LeaveDelegate, LeaveRequest
from registers.models import Post, School
from registers.roles import Permission, Role, may, who_may


def may_decide(post: Post, on: date) -> bool:
    """Whether the hat decides about leave on `on`. At most one statement."""
    return may(Role(post.role), Permission.DECIDE_LEAVE) or LeaveDelegate.objects.allow(post, on)


def own_request(request: LeaveRequest, post: Post) -> bool:
    """Whether the person asked for it themselves, in another hat: nobody decides about their own."""
    asker = request.post
    if asker is not None and asker.user_id == post.user_id:
        return True
    return bool(request.contact.email) and request.contact.email.casefold() == post.user.email.casefold()


def deciders_words(school: School, on: date) -> str:
    """Who decides, by name, for those who may not: `Ruth Adeyemi (Headteacher)`. Two statements."""
    heads = Post.objects.on(on).filter(school=school, role__in=who_may(Permission.DECIDE_LEAVE))
    named = LeaveDelegate.objects.on(on).filter(school=school)
    posts = heads | Post.objects.on(on).filter(pk__in=named.values("post"))
    found = posts.filter(user__is_active=True).select_related("user").order_by("user__name")
    people = [f"{post.user.name} ({post.position})" for post in found]
    if not people:
        return "Nobody has the role of head here now. A system administrator can give it."
    return f"{', '.join(dict.fromkeys(people))} can."
