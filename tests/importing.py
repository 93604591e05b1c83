"""Bringing a folder in, as tests say it."""

import datetime as dt

from django.apps import apps

from attendance_site.parts.clock import LONDON
from registers.actions.imports import ImportRefused, import_school
from tests.school_folder import DAY


def bring_in(path, *, on=DAY, at="09:00", **options):
    """Import the folder at that time of day; the report."""
    return import_school(
        folder=path, at=dt.datetime.combine(on, dt.time.fromisoformat(at), LONDON), **options
    )


def why_refused(path, **options):
    """The problems for which the folder is refused, as people read them."""
    try:
        bring_in(path, **options)
    except ImportRefused as refusal:
        return [str(problem) for problem in refusal.problems]
    return []


def everything_stored():
    """Every row of the registers, by table: to see that nothing changed."""
    return {
        model.__name__: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_app_config("registers").get_models()
    }
