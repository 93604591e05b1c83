"""Classes and forms: who registers with them, who teaches them, who covers for a day."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from registers.models.people import DatedQuerySet, Post, School, days
from registers.roles import Role


class RegistrationGroupQuerySet(models.QuerySet["RegistrationGroup"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "RegistrationGroupQuerySet":
        """Groups of the hat's school; for a teacher those they teach on `on`, for cover the one it was given."""
        groups = self.filter(school=post.school_id)
        if Role(post.role).sees_own_groups_only:
            teaching = GroupTeacher.objects.filter(post=post)
            cover = Cover.objects.filter(post=post, withdrawn_at__isnull=True)
            if on is not None:
                teaching, cover = teaching.on(on), cover.filter(date=on)
            return groups.filter(Q(pk__in=teaching.values("group")) | Q(pk__in=cover.values("group")))
        return groups


class RegistrationGroup(models.Model):
    """A class or form that registers together."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=30)

    objects = RegistrationGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "name", name="group_school_name"),
            models.UniqueConstraint("school", "id", name="group_school_id"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """The days a pupil registers with a group; one group at a time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        "registers.Pupil", on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "group", "pupil"], name="membership_by_group")]
        constraints = [
            ExclusionConstraint(
                name="membership_one_group_at_a_time",
                expressions=[
                    ("pupil", RangeOperators.EQUAL),
                    (days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            )
        ]


class GroupTeacher(models.Model):
    """The days a teacher has a group; a group may have several teachers."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="teachers", db_constraint=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="teaching", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()


class Cover(models.Model):
    """The office's one-day pass: a named person takes one group for one day by a code handed over."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="covers")
    group = models.ForeignKey(
        RegistrationGroup, on_delete=models.PROTECT, related_name="covers", db_constraint=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers", db_constraint=False)
    date = models.DateField()
    code_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the code; the code is not kept"
    )
    given_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    given_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
