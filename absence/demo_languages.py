"""The languages that the demo's schools offer their families; nobody who speaks them has checked them there."""

import datetime as dt

from registers.actions.languages import switch_language
from registers.models import LanguageSwitch, Post, School
from registers.roles import Role
from registers.translations import complete_languages

WEEKS_AGO = dt.timedelta(weeks=6)


def make_languages(*, now: dt.datetime) -> list[LanguageSwitch]:
    """Each head switched every complete language on, some weeks ago."""
    heads = Post.objects.on(now.date()).filter(role=Role.HEAD, school__in=School.objects.all())
    return [
        switch_language(school=head.school, language=language, is_on=True, by=head, at=now - WEEKS_AGO)
        for head in heads.select_related("school", "user").order_by("school", "pk").distinct("school")
        if head.school is not None
        for language in complete_languages()
    ]
