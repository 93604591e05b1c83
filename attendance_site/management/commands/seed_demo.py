"""`manage.py seed_demo`: an invented trust with a primary and a secondary school, as of today."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from absence.demo import make_follow_up
from absence.demo_decided import make_leave_decided
from absence.demo_duties import make_duties
from absence.demo_languages import make_languages
from absence.demo_lateness import make_lateness
from absence.demo_leave import make_leave
from absence.demo_reports import make_reports
from absence.demo_support import make_support
from absence.demo_taken import make_leave_taken
from absence.demo_told import make_told
from attendance_site.parts import clock
from penalties.demo_cases import make_cases
from penalties.demo_notices import make_notices
from penalties.demo_papers import make_papers
from registers.demo.accounts import demo_accounts, demo_password
from registers.demo.family_addresses import make_family_addresses
from registers.demo.schools import PRIMARY_PLACES, SECONDARY_PLACES, TooFewPupils
from registers.demo.site import Made, SiteNotEmpty, demo_is_here, make_demo, one_change_a_reader
from reporting.demo_informed import make_informed
from reporting.demo_policy import make_policy
from reporting.demo_returns import make_returns
from reporting.demo_sharing import make_sharing

MOST_YEARS = 6  # entries of the register are kept for six years


class Command(BaseCommand):
    """Two schools of invented people, with every register from September of last school year to yesterday."""

    help = "Fill an empty site with the demonstration schools."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, how far back, and which of the many possible demos."""
        usual = PRIMARY_PLACES + SECONDARY_PLACES
        parser.add_argument(
            "--pupils",
            type=int,
            default=usual,
            help=f"pupils besides the nursery (default {usual}; more: more schools)",
        )
        parser.add_argument(
            "--years", type=int, default=1, help="whole school years before this one (default 1)"
        )
        parser.add_argument("--seed", default="2", help="another seed makes other people (default 2)")
        parser.add_argument(
            "--yes-invented-people",
            action="store_true",
            help="fill a site that has no embedded servers, too; never one that a school uses",
        )

    def handle(self, *, pupils: int, years: int, seed: str, yes_invented_people: bool, **_: Any) -> None:
        """Make the demo, unless it is here already."""
        self._refuse_a_real_site(yes_invented_people)
        if not 1 <= years <= MOST_YEARS:
            raise CommandError(f"Choose 1 to {MOST_YEARS} years before this one.")
        try:
            if demo_is_here():
                self.stdout.write("The demonstration is here already; nothing was changed.")
                return
            began = time.monotonic()
            made = make_demo(
                pupils=pupils,
                years=years,
                seed=seed,
                now=clock.now(),
                password=demo_password(settings.DATA_DIR),
                say=self.stdout.write,
            )
            make_family_addresses(now=clock.now())
            make_languages(now=clock.now())
            make_follow_up(now=clock.now())
            make_lateness(now=clock.now())
            make_leave(now=clock.now())
            make_leave_decided(now=clock.now())
            make_reports(now=clock.now())
            make_leave_taken(now=clock.now())
            make_told(now=clock.now())
            make_support(now=clock.now())
            make_duties(now=clock.now())
            make_notices(now=clock.now())
            make_cases(now=clock.now())
            make_papers(now=clock.now())
            make_policy(now=clock.now())
            make_informed(now=clock.now())
            make_sharing(now=clock.now())
            make_returns(now=clock.now())
            one_change_a_reader()
        except (SiteNotEmpty, TooFewPupils) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._report(made, time.monotonic() - began)

    def _refuse_a_real_site(self, confirmed: bool) -> None:
        if not settings.EMBEDDED and not confirmed:
            raise CommandError(
                "This site uses a database of its own, so it may be a real school's. The demonstration brings people"
                " whose password is known. If that is what you want, add --yes-invented-people."
            )

    def _report(self, made: Made, seconds: float) -> None:
        self.stdout.write(f"{made.pupils:,} pupils and {made.marks:,} marks in {seconds:.0f} seconds.")
        self.stdout.write("\nTelling cases:")
        for title, name, group, school in made.cases:
            self.stdout.write(f"  {name} ({group}, {school}): {title}")
        self.stdout.write(f"\nOne-day pass: {made.cover}")
        self.stdout.write(f"\nPassword of everybody below: {demo_password(settings.DATA_DIR)}")
        for account in demo_accounts():
            self.stdout.write(f"  {account.email:<32} {account.name}, {account.roles}, {account.school}")
