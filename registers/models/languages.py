"""In which languages a school's families are read to and written to, and who has checked the words of each."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from registers.models.people import Post, School
from registers.models.signed import Signed


class LanguageSwitchQuerySet(models.QuerySet["LanguageSwitch"]):
    def newest(self) -> "LanguageSwitchQuerySet":
        """The newest switch of each school and language."""
        return self.order_by("school", "language", "-at", "-pk").distinct("school", "language")

    def on(self) -> QuerySet["LanguageSwitch", Any]:
        """Those by which a language is in use now."""
        return self.filter(pk__in=LanguageSwitch.objects.newest().values("pk"), is_on=True)

    def is_on(self, school: School, language: str) -> bool:
        """Whether the school has switched the language on."""
        newest = self.filter(school=school, language=language).newest().first()
        return newest is not None and newest.is_on


class LanguageSwitch(Signed):
    """That a school offers its families a language, or no longer does. The newest one holds; at first none is on."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    is_on = models.BooleanField()

    objects = LanguageSwitchQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="language_switch_says_who")]


class LanguageCheckQuerySet(models.QuerySet["LanguageCheck"]):
    def visible_to(self, post: Post) -> "LanguageCheckQuerySet":
        """Checks of the hat's school."""
        return self.filter(school=post.school_id)

    def newest(self) -> "LanguageCheckQuerySet":
        """The newest check of each school and language."""
        return self.order_by("school", "language", "-at", "-pk").distinct("school", "language")


class LanguageCheck(Signed):
    """That somebody who speaks a language has read its words, as they were then."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    checker = models.CharField(max_length=200, help_text="The native speaker who read them")
    checked_on = models.DateField()
    words = models.CharField(max_length=64, help_text="A digest of the words that were read")

    objects = LanguageCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(checker="") & ~Q(name=""), name="language_check_says_who_and_who_notes_it"
            )
        ]
