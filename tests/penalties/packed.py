"""Worlds for packs: a holiday of ten sessions that somebody decided to refer, with a register that is whole."""

import datetime as dt
import uuid

from django.db import transaction

from penalties.actions.packs import make_pack
from penalties.models import CaseShare, NoticeToImprove, ReferralPack
from penalties.pack_blocks import par, section
from penalties.pack_checks import PackSays, checks_of
from penalties.pack_facts import pack_facts, parents_of
from registers.actions.marks import Entry, lock_registers, write_marks
from registers.codes import present_for
from registers.models import Address, Mark, Message, SchoolDay
from tests.factories import THE_DAY, at
from tests.penalties.noticed import TEN, away, parent_of, referred

FIRST = dt.date(2026, 9, 2)
SAYS = PackSays(
    why_holiday="The class heard of a beach", warning="Told at the gate on 2 November by the head"
)


def attend(pupil, by, *, first=FIRST, last=THE_DAY):
    """Present at every session of those days that has no mark yet."""
    days = SchoolDay.objects.filter(school=pupil.school, date__range=(first, last))
    known = set(Mark.objects.filter(school=pupil.school, pupil=pupil).values_list("date", "session"))
    halves = [(day.date, session) for day in days for session in ("AM", "PM")]
    missing = [half for half in halves if half not in known]
    with transaction.atomic():
        lock_registers(school=pupil.school, pupils=[pupil.pk], sessions=missing)
        write_marks(
            school=pupil.school,
            entries=[
                Entry(pupil_id=pupil.pk, date=day, session=session, code=present_for(session))
                for day, session in missing
            ],
            by=by,
            at=at("16:00", last),
            reason="register being taken",
        )


def holiday(pupil, by, *, sessions=TEN):
    """A case of a holiday without a request, decided to be referred, and everything else on file."""
    away(pupil, by, sessions)
    attend(pupil, by)
    Address.objects.create(
        school=pupil.school, pupil=pupil, address="4 Mill Lane, Larkfield", postcode="PE2 9AA",
        first_day=dt.date(2024, 9, 1),
    )  # fmt: skip
    return referred(pupil, by, sessions)


def parent_in(case, contact):
    """The parent as the pack knows them."""
    return next(each for each in parents_of(case, on=THE_DAY) if each.contact == contact)


def facts_about(case, contact, by, *, on=THE_DAY):
    """What the pack about that parent would say."""
    return pack_facts(case=case, parent=parent_in(case, contact), post=by, on=on)


def faults(case, contact, by, says=SAYS, *, on=THE_DAY):
    """What fails, by check."""
    checks = checks_of(facts_about(case, contact, by, on=on), says)
    return {check.key: [fault.words for fault in check.faults] for check in checks if not check.passed}


def packed(case, contact, by, says=SAYS, *, operation=None, clock="10:00"):
    """The pack about that parent."""
    return make_pack(
        case=case, parent=parent_in(case, contact), says=says, signer=by, operation=operation or uuid.uuid4(),
        by=by, at=at(clock),
    )  # fmt: skip


def to_the_authority(case, by, officer):
    """A parent of the case with a notice to improve and a pack, and the case shared with an officer."""
    school, contact = case.school, parent_of(case.pupil, "Alex Carer")
    who = {"school": school, "by": by, "name": by.user.name, "position": by.position, "at": at("08:40")}
    letter = Message.objects.create(
        school=school, contact=contact, pupil=case.pupil, cause=f"notice_to_improve/{case.pk}/1", channel="letter",
        subject="Notice to improve", body="Dear Alex", made_name=by.user.name, not_before=at("08:40"),
        made_at=at("08:40"), changed_at=at("08:40"),
    )  # fmt: skip
    notice = NoticeToImprove.objects.create(
        case=case, contact=contact, to_name=contact.name, first_day=THE_DAY, last_day=THE_DAY + dt.timedelta(days=20),
        weeks=3, counted_in="school", sessions_allowed=2, early_grounds="A holiday", support="Meetings",
        more_support="Early help", sessions=[], letter=letter, operation=uuid.uuid4(), **who,
    )  # fmt: skip
    pack = ReferralPack.objects.create(
        case=case, contact=contact, to_name=contact.name, signed_name="Ruth Bell", signed_position="Head",
        content=[section("asked", "What is asked for", par("A first penalty notice"))], checks=[], pdf=b"%PDF-1.7",
        sha256="0" * 64, operation=uuid.uuid4(), **who,
    )  # fmt: skip
    share = CaseShare.objects.create(
        case=case, officer=officer, until=THE_DAY, why="To decide", operation=uuid.uuid4(), **who
    )
    return {"improvement": notice.pk, "pack": pack.pk, "share": share.pk, "contact": contact.pk}
