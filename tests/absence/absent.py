"""Worlds for following up absence: days missed, attempts, and a school whose texts go by a sender."""

import datetime as dt

from absence.actions.attempts import record_attempt
from absence.actions.ladder import switch_first_day_texts
from registers.actions.register_day import complete_register
from registers.models import Register, SchoolDay, SendingSettings
from tests.factories import THE_DAY, CareFactory, ContactFactory, RegisterFactory, at, mark


def days_before(school, count, *, on=THE_DAY):
    """The last `count` school days before `on`, in order."""
    days = SchoolDay.objects.filter(school=school, date__lt=on).order_by("-date")[:count]
    return sorted(day.date for day in days)


def miss(pupil, days, *, by, code="N", sessions=("AM", "PM")):
    """Marks of absence on those days."""
    for day in days:
        for session in sessions:
            mark(pupil, code, by=by, date=day, session=session)


def attempt(pupil, by, *, date=THE_DAY, clock="09:45", kind="call", outcome="no_answer", **more):
    return record_attempt(
        pupil=pupil, date=date, kind=kind, outcome=outcome, by=by, at=at(clock, date), **more
    )


def mother_of(pupil, name="Fatima Khan", phone="07700 900123", **more):
    """A contact of the pupil's with a mobile."""
    contact = ContactFactory(school=pupil.school, name=name, phone=phone)
    CareFactory(pupil=pupil, contact=contact, **more)
    return contact


def texts_on(school, by):
    """Texts go by a sender, and first-day texts are on."""
    SendingSettings.objects.update_or_create(school=school, defaults={"text": "notify"})
    switch_first_day_texts(school=school, is_on=True, by=by, at=at("08:00"))


def take(group, by, *, session="AM", clock="08:52"):
    """The register of the class is complete."""
    register = Register.objects.filter(group=group, date=THE_DAY, session=session).first()
    register = register or RegisterFactory(group=group, session=session)
    complete_register(register=register, by=by, at=at(clock))
    return register


def later(clock, minutes):
    return at(clock) + dt.timedelta(minutes=minutes)
