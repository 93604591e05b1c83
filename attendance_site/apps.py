"""What happens once when Django has loaded: the Celery app and the production checks make themselves known."""

from importlib import import_module

from django.apps import AppConfig


class AttendanceSiteConfig(AppConfig):
    """The site itself: settings, addresses, servers, commands."""

    name = "attendance_site"

    def ready(self) -> None:
        """Bind tasks to our Celery app and register the checks of production.py."""
        import_module("attendance_site.celery")
        import_module("attendance_site.production")
