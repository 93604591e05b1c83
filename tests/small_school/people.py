"""Who works at the small school, whose children are there, and who may see nothing of it."""

from registers.models import ParentLink, Pupil
from registers.roles import Role
from tests.cast import person
from tests.factories import CareFactory, ContactFactory, CoverFactory, GroupFactory, PostFactory, at

EVERY_DAY = ["office", "champion", "safeguarding", "head"]
ROLES = ["anonymous", "teacher", "other_teacher", "cover", *EVERY_DAY, "governor", "trust", "la"]
ROLES += ["data_officer", "admin", "inspector", "parent", "stranger"]
"""`other_teacher` takes another class; `stranger` is the office of another school of the trust."""


def people_of(trust, school, other_school, group):
    people = {
        role: person(school, role, f"Sam {role.replace('_', '').capitalize()}")
        for role in [*EVERY_DAY, "governor", "la", "data_officer", "admin", "inspector", "parent"]
    }
    people["trust"] = PostFactory(school=None, trust=trust, role=Role.TRUST, user__name="Sam Trust")
    people["teacher"] = PostFactory(school=school, role="teacher", teaches=group, user__name="Meera Patel")
    away = GroupFactory(school=school, name="5C", pupils=["Uma Venn", "Will Xu"])
    people["other_teacher"] = PostFactory(
        school=school, role="teacher", teaches=away, user__name="Olga Stein"
    )
    people["stranger"] = person(other_school, "office", "Next Door")
    a_family(people["parent"], Pupil.objects.get(memberships__group=group, surname="Archer"))
    pass_ = CoverFactory(group=group, post__school=school, given_by=people["office"])
    people["cover"] = pass_.post
    for post in people.values():
        post.user.is_demo = True  # a second factor is looked at by itself
        post.user.save()
    return people


def a_family(post, pupil):
    """The parent is an adult on file who may sign in for the pupil."""
    adult = ContactFactory(school=post.school, name=post.user.name, email=post.user.email)
    CareFactory(pupil=pupil, contact=adult, portal=True, relationship="Mother")
    ParentLink.objects.create(school=post.school, post=post, contact=adult, made_at=at("08:00"))
