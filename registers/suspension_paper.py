"""The facts of one suspension on a sheet of paper."""

from datetime import datetime

from registers.codes import CODES
from registers.paper import printed
from registers.school_sessions import HALF, clock_words, in_words
from registers.suspension_rules import MOST_DAYS_A_YEAR, HalfDay, days_words
from registers.suspensions import SuspensionNow


def suspension_pdf(shown: SuspensionNow, *, at: datetime) -> bytes:
    """Dates, sessions, days so far, provision from day six and who was told; why it was decided stays out of it."""
    found = shown.suspension
    return printed(
        "suspension.typ",
        found.pupil.school,
        title=f"{found.kind_words} of {found.pupil.called}",
        subtitle=f"{shown.group}, UPN {found.pupil.upn}" if shown.group else f"UPN {found.pupil.upn}",
        at=at,
        facts=[
            ["First session", _half_words(found.first)],
            ["Last session", _half_words(found.last) if found.last else "Not before the review has ended"],
            ["Length", shown.length],
            ["Days in this school year", f"{days_words(shown.used)} of at most {MOST_DAYS_A_YEAR}"],
            [
                "Education is due from",
                in_words(shown.due_on) if shown.due_on else "Not due: five days or fewer",
            ],
            ["Decided by", f"{found.decided_by}, {found.decided_position}"],
            ["Recorded by", f"{found.name}, {found.position}, {in_words(found.at.date())}"],
        ],
        sessions=[[in_words(day), words] for day, words in shown.taken.words_taken()]
        if found.last_day
        else [],
        left_out=[[in_words(day), words] for day, words in shown.taken.words_left_out()],
        provision=[
            [in_words(each.first_day), f"{each.code}, {CODES[each.code].words}", each.note]
            for each in found.provisions.all()
            if each.withdrawn_at is None
        ],
        told=[
            [
                each.get_whom_display(),
                each.told_name,
                each.get_how_display(),
                f"{in_words(each.told_at.date())}, {clock_words(each.told_at)}",
                each.name,
            ]
            for each in shown.told
        ],
        waiting=[f"{each.whom.words}{f': {each.name}' if each.name else ''}" for each in shown.still_to_tell],
        reviews=[[in_words(each.date), each.get_outcome_display()] for each in shown.reviews],
    )


def _half_words(half: HalfDay) -> str:
    return f"{in_words(half.date)}, {HALF[half.session]}"
