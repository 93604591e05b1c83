"""What every table of support has: the school, who wrote the row and when, and that pressing twice writes it once."""

from django.db import models
from django.db.models import Q

from registers.models import School, Signed


class Written(Signed):
    """One row that somebody wrote down. Never changed: what came later is a row of its own."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    operation = models.UUIDField(help_text="Pressing twice writes it once")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint("school", "operation", name="%(class)s_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="%(class)s_says_who"),
        ]
