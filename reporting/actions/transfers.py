"""Making the common transfer file of a leaver."""

import datetime as dt
import uuid

from django.db import transaction

from registers.models import Admission, Post, School
from registers.school_sessions import SCHOOL_TIME
from reporting.actions.made_returns import FrozenFile, ReturnRefused, freeze
from reporting.models import MadeReturn
from reporting.transfer_facts import TransferFacts, sender_of, year_ending
from reporting.transfer_xml import SchoolNamed, file_name, transfer_xml


@transaction.atomic
def make_transfer(
    *, stay: Admission, facts: TransferFacts, receiver: SchoolNamed, operation: uuid.UUID, school: School,
    by: Post, at: dt.datetime,
) -> MadeReturn:  # fmt: skip
    """Make the file for the next school and keep it as it is. Raises ReturnRefused for the school's own number."""
    sender = sender_of(school)
    if receiver.laestab == sender.laestab:
        raise ReturnRefused("That is this school’s own number: write the next school’s.")
    earlier = MadeReturn.objects.filter(
        school=school, file_name__startswith=file_name(sender, receiver, 0)[:-7]
    )
    name = file_name(sender, receiver, earlier.count() + 1)
    today = at.astimezone(SCHOOL_TIME).date()
    content = transfer_xml(
        facts.transfer, sender=sender, receiver=receiver, academic_year=year_ending(today), at=at
    )
    frozen = FrozenFile(
        MadeReturn.Kind.TRANSFER, name, content, stay.starting_day, today, [(stay.pupil, f"stay-{stay.pk}")]
    )
    return freeze(file=frozen, operation=operation, by=by, at=at)
