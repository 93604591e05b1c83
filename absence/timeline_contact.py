"""What the timeline tells of contact with home: calls, messages, letters, reports, and notes."""

from collections.abc import Iterator

from django.urls import reverse

from absence.family_letters import GONE
from absence.models import (
    AbsenceReport,
    Concern,
    ContactAttempt,
    LeavingNotice,
    OtherSchoolAnswer,
    ProfessionalTold,
    PupilNote,
    SafeguardingNote,
)
from absence.timeline import MOST, Happening, Looking, tells
from attendance_site.parts.spoken import spoken_date
from registers.message_causes import cause_words
from registers.models import Message
from registers.roles import Permission

LETTER = Message.Channel.LETTER


def signed(row: object) -> str:
    """`Joan Wright, Attendance officer`, as the row says."""
    return f"{row.name}, {row.position}"  # type: ignore[attr-defined]


@tells(Permission.FOLLOW_UP, calls="Calls and visits")
def attempts(looking: Looking) -> Iterator[Happening]:
    """Each attempt to reach somebody, with what came of it; one that was wrong is struck through."""
    rows = list(ContactAttempt.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")[:MOST])
    later = {row.corrects_id: row for row in rows if row.corrects_id}
    for row in rows:
        covered = row.kind == "professional" and not looking.may(Permission.SEE_SOCIAL_CARE)
        whom = f" {row.who}" if row.who and not covered else ""
        right = later.get(row.pk)
        yield Happening(
            row.at,
            "calls",
            f"{row.get_kind_display()}{whom}: {row.get_outcome_display().lower()}",
            more="" if covered else row.note,
            by=signed(row),
            struck=f"Corrected {spoken_date(right.at)}" if right else "",
        )


@tells(Permission.FOLLOW_UP)
def other_school(looking: Looking) -> Iterator[Happening]:
    """What the pupil's other school was asked about a day, and said."""
    rows = OtherSchoolAnswer.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")
    for row in rows[:MOST]:
        words = f"The other school, about {spoken_date(row.date)}: {row.get_answer_display().lower()}"
        yield Happening(row.at, "calls", words, more=row.said_by, by=signed(row))


@tells(Permission.SEE_SOCIAL_CARE)
def professionals(looking: Looking) -> Iterator[Happening]:
    """Social workers and others who were told that the child was away."""
    rows = ProfessionalTold.objects.standing().filter(pupil=looking.pupil).order_by("-at", "-pk")
    for row in rows[:MOST]:
        words = f"{row.told_name} was told, {row.get_how_display().lower()}, of {spoken_date(row.date)}"
        yield Happening(row.at, "calls", words, more=row.note, by=signed(row))


@tells(Permission.FOLLOW_UP, messages="Messages", letters="Letters")
def messages(looking: Looking) -> Iterator[Happening]:
    """What was written about the pupil, by every way; the family sees what has gone."""
    rows = Message.objects.visible_to(looking.post).filter(pupil=looking.pupil).with_whom()
    for row in rows.order_by("-made_at", "pk")[:MOST]:
        subject = row.subject or cause_words(row.cause)
        yield Happening(
            row.made_at,
            "letters" if row.channel == LETTER else "messages",
            f"{row.get_channel_display()} to {row.to_name}: {subject} ({row.get_state_display().lower()})",
            by=row.made_name,
            url=reverse("registers:outbox_message", args=[row.pk]),
            family=looking.was_sent(row.contact) if row.state in GONE else "",
        )


@tells(Permission.FOLLOW_UP, reports="Reports from home")
def reports(looking: Looking) -> Iterator[Happening]:
    """What home said of an absence, and what the school made of it."""
    rows = (
        AbsenceReport.objects.filter(pupil=looking.pupil).prefetch_related("answers").order_by("-at", "-pk")
    )
    for row in rows[:MOST]:
        until = f" to {spoken_date(row.last_day)}" if row.last_day != row.first_day else ""
        seen = looking.sees(row.contact_id) if row.by_pages else ""
        yield Happening(
            row.at,
            "reports",
            f"{row.said_by} said: {row.get_why_display().lower()}, {spoken_date(row.first_day)}{until}",
            more=row.words,
            by="" if row.by_pages else signed(row),
            family=seen,
            struck=f"Taken back {spoken_date(row.taken_back_at)}" if row.taken_back_at else "",
        )
        for answer in row.answers.all():
            yield Happening(
                answer.at,
                "reports",
                f"The report of {spoken_date(row.first_day)}: {answer.get_kind_display().lower()}",
                more=answer.words,
                by=signed(answer),
                family=seen,
            )


@tells(Permission.ANSWER_CONCERNS, reports="Reports from home")
def concerns(looking: Looking) -> Iterator[Happening]:
    """Concerns that the family raised about this child, and the answers."""
    rows = Concern.objects.filter(pupil=looking.pupil).prefetch_related("answers").order_by("-at", "-pk")
    for row in rows[:MOST]:
        url, seen = reverse("absence:concern", args=[row.pk]), looking.sees(row.contact_id)
        yield Happening(
            row.at, "reports", f"{row.name} raised a concern", by=signed(row), url=url, family=seen
        )
        for answer in row.answers.all():
            words = f"{row.name} had an answer" if answer.words else f"The concern of {row.name} was read"
            yield Happening(answer.at, "reports", words, by=signed(answer), url=url, family=seen)


@tells(Permission.CHANGE_ADMISSION_REGISTER, reports="Reports from home")
def leaving_notices(looking: Looking) -> Iterator[Happening]:
    """That the family says the child is to leave."""
    for row in LeavingNotice.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        yield Happening(
            row.at,
            "reports",
            f"{row.name} says that {looking.pupil.called} is to leave: last day {spoken_date(row.last_day)}",
            by=signed(row),
            url=reverse("absence:leaving_notice", args=[row.pk]),
            family=looking.sees(row.contact_id),
        )


@tells(Permission.SUPPORT, notes="Notes")
def notes(looking: Looking) -> Iterator[Happening]:
    """What somebody wrote down that belongs to no call, meeting or plan."""
    rows = list(PupilNote.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")[:MOST])
    later = {row.corrects_id: row for row in rows if row.corrects_id}
    for row in rows:
        right = later.get(row.pk)
        yield Happening(
            row.at,
            "notes",
            "A note that corrects an earlier one" if row.corrects_id else "A note",
            more=row.words,
            by=signed(row),
            correct=""
            if right
            else f"{reverse('absence:add_note', args=[looking.pupil.pk])}?corrects={row.pk}",
            struck=f"Corrected {spoken_date(right.at)}" if right else "",
        )


@tells(Permission.SEE_SOCIAL_CARE, notes="Notes")
def safeguarding(looking: Looking) -> Iterator[Happening]:
    """That there is a safeguarding note; what it says and who wrote it is read elsewhere, by few, with a purpose."""
    reads = looking.may(Permission.READ_SAFEGUARDING_NOTE)
    url = reverse("absence:safeguarding_notes", args=[looking.pupil.pk]) if reads else ""
    rows = SafeguardingNote.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")
    for at in rows.values_list("at", flat=True)[:MOST]:
        yield Happening(at, "notes", "A note for the safeguarding lead", url=url)
