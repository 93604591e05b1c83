"""What the demo's schools were told of penalty notices: one to be paid, one unknown, two that allow no third."""

import datetime as dt
import uuid

from penalties.actions.notices import Happened, NoticeSays, note_notice_news, record_notice
from penalties.actions.other_tools import Begun, record_other_tool
from penalties.actions.representations import Said, log_representation
from penalties.authority import Issuer
from penalties.models import OtherTool, PenaltyNotice, Representation
from penalties.notice_news import Issued, Item, News
from registers.models import Care, Contact, Post, Pupil
from registers.roles import Role

AUTHORITY = "The authority, by e-mail"
PROSECUTED_AFTER = dt.timedelta(days=60)
TOLD: dict[tuple[str, str], list[tuple[int | None, str]]] = {
    ("Dexter", "Wainfleet"): [(10, AUTHORITY)],
    ("Jaydon", "Prewett"): [(None, "His last school, by telephone: one was spoken of")],
    ("Kieran", "Stubbington"): [(640, AUTHORITY), (260, AUTHORITY)],
}
"""By pupil: so many days ago a notice was issued to the first parent (none: nobody knows), and who told us."""
SPOKE_UP = ("Dexter", "Wainfleet")
PROSECUTED = ("Kieran", "Stubbington")


def make_notices(*, now: dt.datetime) -> list[PenaltyNotice]:
    """Write down what was told, for the telling pupils of the demo."""
    made = []
    for (forename, surname), told in TOLD.items():
        for pupil in Pupil.objects.filter(forename=forename, surname=surname).select_related("school"):
            care = Care.objects.on(now.date()).filter(pupil=pupil, parental_responsibility=True)
            first = care.select_related("contact").order_by("priority", "pk").first()
            if first is None:
                continue
            notices = [_notice(pupil, first.contact, each, now) for each in told]
            _what_followed((forename, surname), notices, now)
            made += notices
    return made


def _notice(pupil: Pupil, to: Contact, told: tuple[int | None, str], now: dt.datetime) -> PenaltyNotice:
    days_ago, who = told
    issued_on = now.date() - dt.timedelta(days=days_ago) if days_ago is not None else None
    says = NoticeSays(
        issuer=Issuer.AUTHORITY,
        issued=Issued.YES if issued_on else Issued.UNKNOWN,
        issued_on=issued_on,
        received_on=issued_on,
        from_before=who,
    )
    by = _by(pupil, now)
    return record_notice(pupil=pupil, contact=to, says=says, operation=uuid.uuid4(), by=by, at=now)


def _what_followed(pupil: tuple[str, str], notices: list[PenaltyNotice], now: dt.datetime) -> None:
    """One parent asks to think again; another was prosecuted, and the authority has an order of the court."""
    first = notices[0]
    by = _by(first.pupil, now)
    if pupil == SPOKE_UP:
        said = Said(
            now.date() - dt.timedelta(days=1),
            Representation.How.EMAIL,
            "He looks after me when I am ill. I did not know that you could help.",
            first,
        )
        log_representation(
            pupil=first.pupil, contact=first.contact, said=said, operation=uuid.uuid4(), by=by, at=now
        )
    if pupil == PROSECUTED and first.issued_on:
        day = first.issued_on + PROSECUTED_AFTER
        for item in (Item(News.PROSECUTED, day), Item(News.CONVICTED, day + PROSECUTED_AFTER)):
            happened = Happened(item, AUTHORITY)
            note_notice_news(notice=first, happened=happened, operation=uuid.uuid4(), by=by, at=now)
        begun = Begun(
            OtherTool.Kind.SUPERVISION_ORDER,
            day + PROSECUTED_AFTER,
            "The family court, at the authority’s wish: a supervisor advises the family for a year.",
        )
        record_other_tool(pupil=first.pupil, begun=begun, operation=uuid.uuid4(), by=by, at=now)


def _by(pupil: Pupil, now: dt.datetime) -> Post:
    held = Post.objects.on(now.date()).filter(school=pupil.school, role=Role.HEAD)
    return held.select_related("user").order_by("pk")[0]
