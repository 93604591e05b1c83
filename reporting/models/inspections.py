"""Who from outside may read the registers, until when, and what they opened."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.models.written import Written
from registers.models import Post, School, Signed
from registers.roles import Role

FILE = "File: "
"""How the words of a file that was taken begin."""


class InspectorAccessQuerySet(models.QuerySet["InspectorAccess"]):
    def visible_to(self, post: Post) -> "InspectorAccessQuerySet":
        """That of the hat's school."""
        return self.filter(school=post.school_id)

    def standing(self, on: date) -> "InspectorAccessQuerySet":
        """What is open on that day, or opens later: neither run out nor ended, here or with the post."""
        ended = InspectorAccessEnd.objects.filter(access=OuterRef("pk"))
        return self.filter(~Exists(ended), post__last_day__gte=on)


class InspectorAccess(Written):
    """That the school lets an inspector read its registers from one day to another. The post ends with it."""

    class Body(models.TextChoices):
        OFSTED = "ofsted", "Ofsted"
        INDEPENDENT = "independent", "Another inspectorate"
        AUTHORITY = "authority", "Local authority"
        DEPARTMENT = "department", "Department for Education"

    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, related_name="inspection", db_constraint=False
    )
    body = models.CharField(max_length=11, choices=Body.choices)
    why = models.CharField(max_length=300)
    first_day = models.DateField()
    last_day = models.DateField()

    objects = InspectorAccessQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="inspector_access_school_id"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")) & ~Q(why=""), name="inspector_access_ends"
            ),
        ]


class InspectorAccessEnd(Written):
    """That somebody ended an inspector's access before its day."""

    access = models.OneToOneField(
        InspectorAccess, on_delete=models.PROTECT, related_name="end", db_constraint=False
    )


class InspectorLookQuerySet(models.QuerySet["InspectorLook"]):
    def visible_to(self, post: Post) -> "InspectorLookQuerySet":
        """Those at the hat's school."""
        return self.filter(school=post.school_id)

    def by_role(self, role: Role) -> "InspectorLookQuerySet":
        """What people in that role opened."""
        return self.filter(by__role=role)

    def of_files(self) -> "InspectorLookQuerySet":
        """Files of a whole school year, whoever took them."""
        return self.filter(what__startswith=FILE)

    def newest_first(self) -> "InspectorLookQuerySet":
        """The latest first."""
        return self.order_by("-at", "-pk")


class InspectorLook(Signed):
    """Names that went before somebody's eyes outside the day's work: a page that an inspector opened, a file of a whole
    school year that anybody took. Written before it is shown."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)

    objects = InspectorLookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "-at"], name="inspector_look_latest")]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="inspector_look_says_what")]
