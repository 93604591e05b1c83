"""Families for tests: an adult with a way in, a child, and what they press."""

from registers.models import ParentLink
from tests.cast import sign_in
from tests.factories import CareFactory, ContactFactory, PostFactory, at


def parent_of(*pupils, name="Fatima Khan", relationship="Mother", **more):
    """An adult on file who may sign in for these children of one school. Returns the post."""
    school = pupils[0].school
    email = f"{name.split()[0].lower()}@family.example"
    post = PostFactory(school=school, role="parent", position="Parent", user__name=name, user__email=email)
    adult = ContactFactory(school=school, name=name, email=email, **more)
    for pupil in pupils:
        CareFactory(pupil=pupil, contact=adult, portal=True, relationship=relationship)
    ParentLink.objects.create(school=school, post=post, contact=adult, made_at=at("08:00"))
    return post


def at_the_phone(client, post):
    """The parent has signed in. Returns the client."""
    post.user.is_demo = True
    post.user.save()
    return sign_in(client, post)
