"""The story of a pack: what happened when, what was done to help, and what was written, with the letters themselves."""

import datetime as dt

from penalties.pack_blocks import Block, Section, par, section, short, table, title
from penalties.pack_facts import WENT, PackFacts
from registers.letter_blocks import parted
from registers.models import Message
from registers.school_sessions import HALF, SCHOOL_TIME, in_words

Entry = tuple[dt.date, int, str, str]
"""A day, what comes first on it, what happened, and more about it."""


def chronology(found: PackFacts) -> Section:
    """Everything with its day, in order."""
    entries = sorted([*_absences(found), *_leave(found), *_support(found), *_written(found), *_steps(found)])
    rows = [[short(day), what, more] for day, _, what, more in entries]
    return section(
        "chronology",
        "Chronology",
        table("Chronology", ("Day", "What happened", "More"), rows, widths=(1.1, 1.3, 2), none=""),
    )


def support_of(found: PackFacts) -> Section:
    """What was done to help, and how it was taken up."""
    rows = [[short(each.on), each.what, each.came_of_it] for each in sorted(found.support)]
    return section(
        "support",
        "Support offered, and how it was taken up",
        table(
            "Support", ("Day", "What was done", "What came of it"), rows, widths=(1.1, 1.6, 1.8),
            none="Nothing is on file of the last year.",
        ),
    )  # fmt: skip


def letters_of(found: PackFacts) -> Section:
    """What was written to this parent about this child, and whether it has gone."""
    rows = [[short(_day(each)), each.subject, _state(each)] for each in found.letters]
    return section(
        "letters",
        f"What was written to {found.parent.contact.name}",
        par("Letters and e-mails of the last year about this child. Those that have gone follow at the end."),
        table("Letters", ("Day", "About", "State"), rows, widths=(1.1, 2.2, 1), none="Nothing was written."),
    )


def appendix(found: PackFacts) -> list[Section]:
    """The letters themselves, as they went."""
    blocks: list[Block] = []
    for each in found.gone:
        words_of_letter, language, _, beneath = parted(each.body, each.language)
        blocks += [title(f"{in_words(_day(each))}: {each.subject}")]
        blocks += [par(words, language=language) for words in words_of_letter.split("\n\n")]
        if beneath:
            blocks.append(par("A translation stood beneath it."))
    return [section("appendix", "The letters", *blocks)] if blocks else []


def _absences(found: PackFacts) -> list[Entry]:
    days: dict[dt.date, list[str]] = {}
    for each in found.sessions:
        days.setdefault(each.date, []).append(f"{HALF[each.session]} {each.code}")
    return [(day, 1, "Absent without leave", ", ".join(halves)) for day, halves in days.items()]


def _leave(found: PackFacts) -> list[Entry]:
    entries = []
    for each in found.leave:
        request, decision = each.request, each.decision
        entries.append((request.received_on, 2, f"Leave asked for, {request.reference}", request.why))
        if decision is not None:
            words = f"Leave {decision.get_outcome_display().lower()}, {request.reference}"
            entries.append((_local(decision.at), 3, words, decision.reason))
    return entries


def _support(found: PackFacts) -> list[Entry]:
    return [(each.on, 4, each.what, each.came_of_it) for each in found.support]


def _written(found: PackFacts) -> list[Entry]:
    contact = found.parent.contact.name
    return [(_day(each), 5, f"Letter to {contact}", each.subject) for each in found.gone]


def _steps(found: PackFacts) -> list[Entry]:
    entries: list[Entry] = []
    for each in found.improvements:
        entries.append((each.notice.first_day, 6, "The notice to improve begins", ""))
        if each.end is not None:
            entries.append(
                (each.end.on, 7, f"Notice to improve: {each.end.get_kind_display().lower()}", each.end.words)
            )
    entries += [
        (each.day, 8, "Earlier penalty notice", each.standing.words(found.on)) for each in found.parent.known
    ]
    if found.event.met_on is not None:
        entries.append((found.event.met_on, 9, "The threshold is met", found.event.why))
    if found.decision is not None:
        words = f"Considered: {found.decision.get_outcome_display().lower()}"
        entries.append((_local(found.decision.at), 10, words, found.decision.reason))
    back = found.deadline.returned_on
    return [*entries, (back, 0, "Back at school", "")] if back else entries


def _day(message: Message) -> dt.date:
    return _local(message.sent_at or message.made_at)


def _state(message: Message) -> str:
    return message.get_state_display().lower() if message.state in WENT else "has not gone"


def _local(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SCHOOL_TIME).date()
