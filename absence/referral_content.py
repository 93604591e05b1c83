"""What a referral to the local authority says: who, last seen, last reached, home, siblings, everything that was tried.

Confidential addresses are covered, wherever their words stand: the authority is told them by the safeguarding lead.
It never says that a child on the roll is missing from education: the child is on a roll.
"""

import datetime as dt
from typing import Any

from absence.going_on import GoingOn
from absence.models import ContactAttempt
from absence.reached import WENT
from attendance_site.parts.clock import LONDON
from registers.absence_causes import CAME
from registers.codes import CLEARED, CODES, ON_SITE
from registers.confidential import Secrets, secrets_of
from registers.family import siblings_of
from registers.models import Address, Care, Mark, Movement, Post, School
from registers.school_sessions import HALF, clock_words, in_words

NOT_KNOWN = "Not known"
Content = dict[str, Any]
MARKS_SHOWN = 40
"""So many sessions are listed, the newest of the absence: four school weeks."""


def referral_content(found: GoingOn, *, school: School, post: Post) -> Content:
    """The document's words, as lists of texts that a page and a PDF show alike. Nine statements."""
    pupil, on, state = found.pupil, found.on, found.state
    secrets = secrets_of(school.pk)
    return {
        "pupil": [
            ["Name", pupil.legal_name],
            ["Date of birth", in_words(pupil.dob)],
            ["UPN", pupil.upn],
            ["Class", found.group or NOT_KNOWN],
            ["First day of the absence", in_words(found.since)],
            ["School days without contact", str(state.days)],
            ["School days without authority, one after another", str(state.unauthorised)],
            ["Last seen by the school", last_seen(found)],
            ["Last contact with the family", last_contact(found, secrets)],
        ],
        "addresses": _addresses(found, school, secrets),
        "contacts": _contacts(found),
        "siblings": [[each.called, group or NOT_KNOWN] for each, group in siblings_of(pupil, post, on=on)],
        "attempts": [_attempt(each, secrets) for each in _of_absence(found)] + _messages(found),
        "visit": _visit(found, secrets),
        "untried": [in_words(day) for day in state.without_attempt],
        "marks": _marks(found),
    }


def last_seen(found: GoingOn) -> str:
    """When and where the school last saw the child: a mark, the door, or a visit."""
    school, pupil = found.pupil.school_id, found.pupil.pk
    marks = Mark.objects.filter(school=school, pupil=pupil, code__in=sorted(ON_SITE), date__lte=found.on)
    mark = marks.order_by("-date", "-session").first()
    moves = Movement.objects.filter(school=school, pupil=pupil, kind__in=CAME, date__lte=found.on).standing()
    move = moves.order_by("-at").first()
    seen = next((each for each in reversed(found.known.attempts) if each.seen_and_spoken), None)
    said = []
    if mark:
        where = f"in the {HALF[mark.session]} register ({CODES[mark.code].words.lower()})"
        said.append((mark.date, clock_of_half(mark.session), where))
    if move:
        said.append(
            (move.date, clock_words(move.at).rjust(5), f"{move.get_kind_display()}, {clock_words(move.at)}")
        )
    if seen:
        local = seen.at.astimezone(LONDON)
        said.append(
            (local.date(), clock_words(seen.at).rjust(5), f"seen and spoken to, {clock_words(seen.at)}")
        )
    if not said:
        return NOT_KNOWN
    day, _, where = max(said)
    return f"{in_words(day)}, {where}"


def clock_of_half(session: str) -> str:
    """Where a register stands in the order of a day."""
    return " 9:00" if session == "AM" else "13:00"


def last_contact(found: GoingOn, secrets: Secrets) -> str:
    """When the family was last reached, and what was said."""
    last = found.last_reached
    spoke = max(found.known.spoke, default=None)
    if last is not None and (spoke is None or last.date >= spoke):
        return secrets.text(
            ", ".join(filter(None, [_when(last), last.who, last.get_outcome_display(), last.note]))
        )
    return f"{in_words(spoke)}, the family wrote" if spoke else "Nobody has been reached in this absence"


def _of_absence(found: GoingOn) -> list[ContactAttempt]:
    return [each for each in found.known.attempts if each.date >= found.since]


def _attempt(each: ContactAttempt, secrets: Secrets) -> list[str]:
    return [
        _when(each),
        each.get_kind_display(),
        ", ".join(filter(None, [each.who, each.number])),
        secrets.text(": ".join(filter(None, [each.get_outcome_display(), each.note]))),
        each.name,
    ]


def _messages(found: GoingOn) -> list[list[str]]:
    """What was sent. A message that still waits, or never went, has reached nobody and is no attempt."""
    return [
        [
            f"{in_words(message.made_at.astimezone(LONDON).date())}, {clock_words(message.made_at)}",
            message.get_channel_display(),
            message.to_name,
            message.get_state_display().capitalize(),
            message.made_name,
        ]
        for day, message in found.known.messages
        if day >= found.since and message.state in WENT
    ]


def _visit(found: GoingOn, secrets: Secrets) -> str:
    visits = [each for each in _of_absence(found) if each.kind == ContactAttempt.Kind.VISIT]
    if not visits:
        return "No visit has been made."
    last = visits[-1]
    answer = {True: "yes", False: "no", None: "not noted"}[last.seen_and_spoken]
    said = (
        f"{_when(last)}, {last.name}: {last.get_outcome_display()}. Seen and spoken to: {answer}. {last.note}"
    )
    return secrets.text(said.strip())


def _when(each: ContactAttempt) -> str:
    local = each.at.astimezone(LONDON)
    return f"{in_words(local.date())}, {clock_words(each.at)}"


def _addresses(found: GoingOn, school: School, secrets: Secrets) -> list[list[str]]:
    homes = Address.objects.on(found.on).filter(school=school, pupil=found.pupil).order_by("first_day", "pk")
    return [[secrets.line(home), f"since {in_words(home.first_day)}"] for home in homes]


def _contacts(found: GoingOn) -> list[list[str]]:
    cares = Care.objects.on(found.on).filter(school=found.pupil.school_id, pupil=found.pupil)
    return [
        [
            care.contact.name,
            care.relationship,
            "Yes" if care.parental_responsibility else "No",
            "Yes" if care.lives_with else "No",
            ", ".join(filter(None, [care.contact.phone, care.contact.phone2])) or NOT_KNOWN,
        ]
        for care in cares.select_related("contact").order_by("priority", "pk")
    ]


def _marks(found: GoingOn) -> list[list[str]]:
    days: dict[dt.date, dict[str, str]] = {}
    listed = [each for each in found.known.marks if each[0] >= found.since and each[2] != CLEARED]
    for day, session, code in listed[-MARKS_SHOWN:]:
        days.setdefault(day, {})[session] = f"{code}, {CODES[code].words}"
    return [[in_words(day), halves.get("AM", ""), halves.get("PM", "")] for day, halves in days.items()]
