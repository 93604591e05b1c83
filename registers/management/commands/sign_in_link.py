"""manage.py sign_in_link EMAIL: how the first person of a new site gets in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registers.actions.staff import forget_second_factor
from registers.models import User
from registers.sign_in_links import password_path


class Command(BaseCommand):
    """Print a link by which a person whom an import made sets a password. Afterwards the head gives links by page."""

    help = "Print the link by which the person with that e-mail sets a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and where the site is."""
        parser.add_argument("email")
        parser.add_argument(
            "--reset-second-step", action="store_true", help="also take away a lost phone or key"
        )
        parser.add_argument("--site", default="", help="such as https://attendance.example.org")

    def handle(self, *, email: str, site: str, reset_second_step: bool, **_: Any) -> None:
        """Only for somebody who is known and has a post."""
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(
                f"Nobody here signs in with {email}. Import them by staff.csv first (docs/import.md)."
            )
        if reset_second_step:
            forget_second_factor(user=user)
        self.stdout.write(f"{site.rstrip('/')}{password_path(user)}")
