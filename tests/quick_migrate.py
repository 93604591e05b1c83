"""`manage.py migrate` for an empty database, in two thirds of the time: models are drawn again less often.

Django draws every model of the project anew before each step in Python, in case the step asks for models, and looks
up in all of them, for each relation drawn, whether its model is swappable. No step here asks for a model (they write
triggers and grants), which `test_no_step_of_a_migration_asks_for_models` holds; swappable is the user alone.
"""

import functools

import django
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.state import ProjectState


@functools.cache
def setting_of(to_string):
    return "AUTH_USER_MODEL" if to_string.lower() == settings.AUTH_USER_MODEL.lower() else None


def swappable_setting(self, to_string):
    return setting_of(to_string)


swappable_setting.cache_clear = lambda: None


if __name__ == "__main__":
    Apps.get_swappable_settings_name = swappable_setting
    django.setup()
    ProjectState.clear_delayed_apps_cache = lambda self: None
    call_command("migrate", "--no-input", "--skip-checks", "--verbosity", "0")
