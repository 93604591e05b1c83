"""manage.py stop_sending: stops every message of the site, or of one school, at once; or lets them go again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance_site.parts import clock
from registers.actions.sending_settings import StoppedForSite, resume_sending, stop_sending
from registers.models import School


class Command(BaseCommand):
    """The same stop as the one in the page head; a school cannot end one of the whole site."""

    help = "Stop all sending at once, of the whole site or of one school; --resume lets messages go again."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--school", metavar="URN", help="One school; otherwise the whole site")
        parser.add_argument("--why", default="", help="Shown in the head of every office page")
        parser.add_argument("--resume", action="store_true", help="Let messages go again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stop or resume, and say what holds now."""
        urn, at = options["school"], clock.now()
        school = School.objects.filter(urn=urn).first() if urn else None
        if urn and school is None:
            raise CommandError(f"No school of this site has the URN {urn}.", returncode=2)
        whose = school.name if school else "the whole site"
        if not options["resume"]:
            stop = stop_sending(school=school, why=options["why"], by=None, at=at)
            self.stdout.write(f"Sending is stopped for {whose}, by {stop.name}.")
            return
        try:
            ended = resume_sending(school=school, by=None, at=at)
        except StoppedForSite as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Sending is resumed for {whose}." if ended else f"Sending was not stopped for {whose}."
        )
