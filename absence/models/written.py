"""What every table of support has: the school, who wrote the row and when, and that pressing twice writes it once."""

from django.db import models
from django.db.models import Q

from registers.models import Post, School


class Written(models.Model):
    """One row that somebody wrote down. Never changed: what came later is a row of its own."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    operation = models.UUIDField(help_text="Pressing twice writes it once")
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint("school", "operation", name="%(class)s_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="%(class)s_says_who"),
        ]
