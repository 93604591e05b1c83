"""manage.py read_reply: takes one e-mail on standard input, as a mail server's pipe hands it over."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from attendance_site.parts import clock
from registers.actions.replies import note_returned, receive_reply
from registers.models import Message, School
from registers.reply_mail import LONGEST_MAIL, ReplyMail, read_mail


class Command(BaseCommand):
    """Exit codes are those that mail servers know (sysexits.h): 65 unreadable, 67 no such school, 75 try later."""

    help = "Keep an answer to the school, or note that a mail of ours came back; reads the e-mail from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command takes."""
        parser.add_argument("--school", metavar="URN", required=True, help="The school that was written to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, keep, and say what it was."""
        raw = sys.stdin.buffer.read(LONGEST_MAIL)
        if not raw.strip():
            raise CommandError("Nothing came on standard input.", returncode=os.EX_DATAERR)
        try:
            school = School.objects.filter(urn=options["school"]).first()
            if school is None:
                raise CommandError(f"No school has the URN {options['school']}.", returncode=os.EX_NOUSER)
            self.stdout.write(_keep(school, raw))
        except DatabaseError as error:
            raise CommandError(
                "The database does not answer: try later.", returncode=os.EX_TEMPFAIL
            ) from error


def _keep(school: School, raw: bytes) -> str:
    mail, at = read_mail(raw), clock.now()
    if mail is None:
        return "A report about a mail that did not fail for good: nothing to note."
    if not isinstance(mail, ReplyMail):
        noted = note_returned(school=school, reference=mail.message, words=mail.words, at=at)
        return "Noted that a mail came back." if noted else "A mail came back that is none of ours."
    if mail.is_automatic:
        return "An automatic answer: not kept."
    text = mail.text
    if mail.attachments:
        text += f"\n\n({mail.attachments} attached, not kept.)"
    _, new = receive_reply(
        school=school, channel=Message.Channel.EMAIL, from_address=mail.from_address, subject=mail.subject,
        text=text.strip(), provider_ref=mail.message_id, answers=mail.answers, at=at,
    )  # fmt: skip
    return "Kept as a reply." if new else "This reply is kept already."
