"""What a pack says, in the order in which an authority reads it. Made once, and kept as it was made."""

import datetime as dt
from typing import cast

from absence.deadlines import NOTICE_LOWER_AMOUNT_DAYS
from penalties.amounts import FINE_AT_MOST
from penalties.considering import ENGAGED, OFFERED, Engaged, Offered
from penalties.deadline import Deadline
from penalties.escalation import SOURCE, Stage
from penalties.models import CaseDecision
from penalties.pack_blocks import Block, Section, facts, items, par, section, short, signature, table, title
from penalties.pack_checks import Check, PackSays
from penalties.pack_facts import PackFacts
from penalties.pack_register import certificate, code_key
from penalties.pack_story import appendix, chronology, letters_of, support_of
from registers.codes import CODES
from registers.confidential import ASK, Secrets
from registers.models import Address
from registers.school_sessions import HALF, in_words

DECLARES = (
    "I declare that what these papers say is true to the best of my knowledge and belief, that support was thought of"
    " first and the Equality Act 2010 was had regard to, and that the school will say so if anything in them changes."
)


def pack_content(
    found: PackFacts, says: PackSays, checks: list[Check], *, name: str, position: str
) -> list[Section]:
    """Every section of the pack about this parent and this child."""
    sections = [
        _asked(found, says),
        _sessions(found),
        certificate(found, name=name, position=position),
        _leave(found, says),
        _considered(found),
        support_of(found),
        _improvement(found),
        letters_of(found),
        _earlier(found),
        chronology(found),
        code_key(found),
        _checked(checks),
        section("declaration", "Declaration", par(DECLARES), signature(name, position)),
        *appendix(found),
    ]
    shown = [each for each in sections if each["blocks"]]
    return cast(list[Section], _covered(shown, found.secrets))


def _covered(value: object, secrets: Secrets) -> object:
    """Every text without the confidential addresses of anybody."""
    if isinstance(value, str):
        return secrets.text(value)
    if isinstance(value, list):
        return [_covered(each, secrets) for each in value]
    if isinstance(value, dict):
        return {key: _covered(each, secrets) for key, each in value.items()}
    return value


def next_words(found: PackFacts) -> str:
    """What the law would allow next for this parent and child, as far as is known here."""
    step = found.parent.next
    if step.amount is None:
        return (
            "No penalty notice: two were given to this parent for this child within three years. The authority is asked"
            f" to consider prosecution (a fine of up to £{FINE_AT_MOST:,}) or another intervention."
        )
    sure = (
        "" if step.sure else " As far as is known here: the authority has not confirmed every earlier notice."
    )
    if step.stage is Stage.FIRST:
        early = f"£{step.amount.early} if paid within {NOTICE_LOWER_AMOUNT_DAYS} days"
        return f"A first penalty notice: £{step.amount.full}, or {early}.{sure}"
    return f"A second penalty notice within three years: £{step.amount.full}, with no lower amount.{sure}"


def deadline_words(found: Deadline) -> str:
    """By when the authority wants it."""
    if found.returned_on is None:
        return "The days begin when the child is back at school."
    if found.due is None:
        return f"The child was back on {in_words(found.returned_on)}; the calendar ends before the days do."
    return f"{in_words(found.due)} (the child was back on {in_words(found.returned_on)})"


def _asked(found: PackFacts, says: PackSays) -> Section:
    pupil, parent = found.pupil, found.parent
    care = parent.care
    return section(
        "asked",
        "What is asked for",
        par(
            f"{found.school.name} asks {found.rules.authority} to consider what follows for one parent and one child."
            " Whether a notice is issued is the authority’s decision."
        ),
        facts(
            [
                ("Asked for", next_words(found)),
                ("Source", SOURCE),
                ("The child", f"{pupil.legal_name}, born {in_words(pupil.dob)}"),
                ("UPN", pupil.upn),
                ("Class", found.group),
                ("The child’s address", "" if found.is_limited else _place(found, found.child_home)),
                ("The parent", parent.contact.name),
                ("Relationship", parent.relationship),
                ("Parental responsibility", "Yes" if care and care.parental_responsibility else "No"),
                ("The child lives with them", "Yes" if care and care.lives_with else "No"),
                ("The parent’s address", _place(found, found.home)),
                ("School", f"{found.school.name}, URN {found.school.urn}"),
                ("The authority’s deadline", deadline_words(found.deadline)),
                ("Anything else", says.note.strip()),
            ]
        ),
    )


def _place(found: PackFacts, home: Address | None) -> str:
    if home is None:
        return ""
    return ASK if found.secrets.hides(home) else home.line


def _sessions(found: PackFacts) -> Section:
    rows = []
    for each in found.sessions:
        mark = found.marks.get(each.half)
        by = f"{mark.name}, {mark.position}" if mark else each.school
        made = short(mark.at) if mark else "at an earlier school"
        meaning = CODES[each.code].words if each.code in CODES else ""
        rows.append([short(each.date), HALF[each.session], each.code, meaning, by, made])
    window = found.period
    return section(
        "sessions",
        "The sessions",
        par(
            f"{len(rows)} sessions of unauthorised absence in ten school weeks, from {in_words(window.first)} to"
            f" {in_words(window.last)}. A week without a session at the school is no school week. None of them is"
            f" in an earlier notice to {found.parent.contact.name} that stands."
        ),
        table(
            "Sessions",
            ("Day", "Session", "Code", "Meaning", "Recorded by", "Recorded"),
            rows,
            widths=(1.3, 0.7, 0.4, 1.3, 1.2, 1.2),
            none="",
        ),
    )


def _leave(found: PackFacts, says: PackSays) -> Section:
    blocks = []
    for each in found.asked_for:
        request, decision = each.request, each.decision
        blocks += [
            title(f"Request {request.reference}"),
            facts(
                [
                    ("Asked by", request.asked_name),
                    ("Received", in_words(request.received_on)),
                    ("Days", f"{in_words(request.first_day)} to {in_words(request.last_day)}"),
                    ("What for", request.why),
                    ("What is exceptional, in the asker’s words", request.exceptional),
                    ("Decision", decision.get_outcome_display() if decision else ""),
                    ("Decided", _signed(decision.at, decision.name, decision.position) if decision else ""),
                    ("Reasons", decision.reason if decision else ""),
                ]
            ),
        ]
    if found.without_request:
        blocks.append(
            facts(
                [
                    ("Request", "No request for leave was made for these sessions."),
                    ("Why it is believed to be a holiday", says.why_holiday.strip()),
                ]
            )
        )
    if not blocks:
        blocks.append(par("No leave was asked for. These sessions are not a holiday."))
    blocks += [title(f"The warning that {found.parent.contact.name} had"), *_warning(found, says)]
    return section("leave", "Leave asked for, and the warning", *blocks)


def _warning(found: PackFacts, says: PackSays) -> list[Block]:
    lines = [f"{in_words(each.made_at.date())}: “{each.subject}”" for each in found.warnings]
    words = says.warning.strip()
    return [items([*lines, *([words] if words else [])])]


def _considered(found: PackFacts) -> Section:
    decision = found.decision
    if decision is None:
        return section("considered", "What was considered")
    return section("considered", "What was considered", facts(_answers(decision)))


def _answers(decision: CaseDecision) -> list[tuple[str, str]]:
    support = "Yes" if decision.support_appropriate else f"No. {decision.why_not}"
    offered = f"{OFFERED[Offered(decision.offered)]}. {decision.offered_words}" if decision.offered else ""
    engaged = f"{ENGAGED[Engaged(decision.engaged)]}. {decision.engaged_words}" if decision.engaged else ""
    best = "Yes" if decision.best_tool else "No"
    return [
        ("Is support appropriate?", support),
        ("Was enough offered?", offered),
        ("Was it taken up?", engaged),
        ("Equality Act 2010", decision.equality_words),
        ("Special needs, disability, health", decision.send_words),
        ("Is a notice the best tool for this family?", f"{best}. {decision.best_tool_words}"),
        ("Reason", decision.reason),
        ("Decided by", _signed(decision.at, decision.name, decision.position)),
    ]


def _improvement(found: PackFacts) -> Section:
    blocks = []
    for each in found.improvements:
        notice, end = each.notice, each.end
        counted = [f"{in_words(one.date)}, {HALF[one.session]}: {one.code}" for one in each.watched.counted]
        blocks += [
            facts(
                [
                    ("Given", _signed(notice.at, notice.name, notice.position)),
                    ("Its time", f"{in_words(notice.first_day)} to {in_words(notice.last_day)}"),
                    ("Sessions without leave that it allowed", str(notice.sessions_allowed)),
                    ("What else counted", notice.what_counts),
                    ("Missed without leave in its time", "; ".join(counted) or "None"),
                    (
                        "How it ended",
                        _ended(end.get_kind_display(), end.ground, end.words) if end else "It runs",
                    ),
                ]
            )
        ]
    return section("improvement", "Notice to improve", *blocks)


def _ended(kind: str, ground: str, words: str) -> str:
    return " ".join(filter(None, [f"{kind}.", ground, words]))


def _earlier(found: PackFacts) -> Section:
    today = found.on
    rows = [
        [short(each.day), f"£{each.notice.amount}", each.standing.words(today)] for each in found.parent.known
    ]
    tools = [
        [each.get_kind_display(), short(each.started_on), each.words, _outcome(each)] for each in found.tools
    ]
    return section(
        "earlier",
        "Earlier notices and other tools",
        par("Notices to this parent for this child, as far as they are known at this school."),
        table("Earlier notices", ("Day", "Amount", "Where it stands"), rows, widths=(1.2, 0.7, 2),
              none="None is known."),
        title("Other tools that were used"),
        table(
            "Other tools", ("What", "From", "About", "What came of it"), tools, widths=(1, 1, 1.6, 1.2),
            none="None is on file.",
        ),
    )  # fmt: skip


def _outcome(tool: object) -> str:
    end = getattr(tool, "end", None)
    return f"{end.outcome} ({in_words(end.on)})" if end else "It goes on"


def _checked(checks: list[Check]) -> Section:
    rows = [[each.label, each.said] for each in checks]
    return section(
        "checks",
        "What was checked before these papers were made",
        table("Checks", ("Check", "Found"), rows, widths=(1.6, 1), none=""),
    )


def _signed(at: dt.datetime, name: str, position: str) -> str:
    return f"{in_words(at.date())}, by {name}, {position}"
