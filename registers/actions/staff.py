"""Giving people their posts, and taking them back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from registers.models import GroupTeacher, Post, RegistrationGroup, School, User
from registers.refusals import Refusal
from registers.roles import Role


class OwnPost(Refusal):
    """Nobody gives or ends a post of their own."""

    who_can_fix = "Another head or administrator of the school can."


class HasPostElsewhere(Refusal):
    """The person also acts at another school or for a trust: one school does not open the other's door."""

    who_can_fix = "Whoever looks after this site can make them a link (manage.py sign_in_link)."


class SeniorPost(Refusal):
    """The way in of a head or safeguarding lead is not an administrator's to reset."""

    who_can_fix = "A head can reset it, or whoever runs this site by the command sign_in_link."


class AlreadyInPost(Refusal):
    """The person holds that role at that school already."""

    who_can_fix = "Change the dates or classes of the post they hold instead."


@transaction.atomic
def give_post(
    *,
    school: School,
    email: str,
    name: str,
    role: Role,
    position: str,
    groups: Iterable[RegistrationGroup] = (),
    until: date | None = None,
    by: Post,
    on: date,
    at: datetime,
) -> Post:
    """Give somebody a role at the school from `on` (`until`: its last day); makes the person when the e-mail is new.

    Raises `OwnPost`, `AlreadyInPost`. A person who is known already keeps their name and password.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name, made_at=at)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.pk == by.user_id:
        raise OwnPost("You cannot give yourself a role.")
    if Post.objects.on(on).filter(user=user, school=school, role=role).exists():
        raise AlreadyInPost(f"{user.name} is already {role.label.lower()} here.")
    post = Post.objects.create(
        user=user, school=school, role=role, position=position, first_day=on, last_day=until
    )
    set_classes(post=post, groups=groups, on=on)
    return post


@transaction.atomic
def end_post(*, post: Post, by: Post, on: date) -> Post:
    """End a post at once: its holder's next click is refused. Raises `OwnPost`."""
    if post.user_id == by.user_id:
        raise OwnPost("You cannot end your own post.")
    post.last_day = on - timedelta(days=1)
    post.save(update_fields=["last_day"])
    GroupTeacher.objects.on(on).filter(post=post).update(last_day=post.last_day)
    return post


@transaction.atomic
def set_classes(*, post: Post, groups: Iterable[RegistrationGroup], on: date) -> None:
    """Make exactly these the classes that the teacher has from `on`; earlier days stay as they were."""
    wanted = {group.pk for group in groups}
    held = dict(GroupTeacher.objects.on(on).filter(post=post).values_list("group", "pk"))
    dropped = [pk for group, pk in held.items() if group not in wanted]
    GroupTeacher.objects.filter(pk__in=dropped).update(last_day=on - timedelta(days=1))
    GroupTeacher.objects.bulk_create(
        GroupTeacher(school=post.school, group_id=group, post=post, first_day=on)
        for group in sorted(wanted - set(held))
    )


def acts_here_only(*, post: Post, on: date) -> bool:
    """Whether the person has no other door to open: no post, now or later, at another school or a trust."""
    lasting = Post.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on), user=post.user_id)
    return not lasting.exclude(school=post.school_id).exists()


@transaction.atomic
def reset_second_factor(*, post: Post, by: Post, on: date) -> None:
    """Take away a person's second factor, so that they set up a new one at the next sign-in.

    Raises `OwnPost`, `HasPostElsewhere`.
    """
    if post.user_id == by.user_id:
        raise OwnPost("You cannot reset your own second factor here.")
    _refuse_more_than_ones_own(post, by)
    _refuse_other_doors(post, on)
    forget_second_factor(user=post.user)


@transaction.atomic
def forget_second_factor(*, user: User) -> None:
    """The same from the command line, where nobody wears a hat."""
    Authenticator.objects.filter(user=user).delete()


def _refuse_more_than_ones_own(post: Post, by: Post) -> None:
    """Who resets somebody's way in could use it: the people above the resetter are for a head, or the command line."""
    if by.role != Role.HEAD and post.role in (Role.HEAD, Role.SAFEGUARDING):
        raise SeniorPost(f"{post.user.name} is {Role(post.role).label.lower()} here.")


def _refuse_other_doors(post: Post, on: date) -> None:
    if not acts_here_only(post=post, on=on):
        raise HasPostElsewhere(f"{post.user.name} also has a post at another school or for a trust.")


@transaction.atomic
def forget_password(*, post: Post, by: Post, on: date) -> None:
    """Make a person's password useless, so that they set a new one by a link. Raises `OwnPost`, `HasPostElsewhere`."""
    if post.user_id == by.user_id:
        raise OwnPost("You cannot do this to your own password.")
    _refuse_more_than_ones_own(post, by)
    _refuse_other_doors(post, on)
    post.user.set_unusable_password()
    post.user.save(update_fields=["password"])
