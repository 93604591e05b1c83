"""What the home page shows to each role. The one place that looks into every app at once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from absence.family_list import families_waiting
from absence.leave_list import waiting_leave
from absence.models import ContradictionSettled
from absence.safeguarding_today import notes_to_read
from absence.support_due import plans_due
from absence.to_look_at import to_look_at
from penalties.home_card import cases_waiting
from penalties.models import CaseShare
from registers.contacts_to_settle import limits_to_settle
from registers.mark_checks import guards_missing
from registers.message_tasks import counts_for
from registers.models import Post, School, SendingSettings
from registers.plans_today import clubs_of, own_trips, trips_on
from registers.roles import Permission, Role, may
from registers.roll_today import roll_today
from registers.scheduled_jobs import last_seen, overdue_jobs
from registers.site_notices import Notice
from registers.suspensions import suspension_tasks
from registers.today import Listed, admin_today, class_today, office_today
from registers.turning_age import turning_soon
from reporting.below_target import below_target
from reporting.models import Return
from reporting.policy_due import reminders
from reporting.returns_waiting import returns_waiting
from reporting.year_so_far import session_so_far, years_so_far

Show = Callable[[Post, School, dt.datetime], dict[str, Any]]


def home_for(post: Post, at: dt.datetime) -> dict[str, Any]:
    """What the home page of this hat shows: `work` names the part of the page, with what that part needs."""
    role = Role(post.role)
    school = post.school
    shown: dict[str, Any]
    if school is None or role not in SHOWN:
        shown = _totals(post, at) if may(role, Permission.SEE_TOTALS) else _nothing_else(post, at)
    else:
        shown = SHOWN[role](post, school, at)
    if school is not None and may(role, Permission.SEE_JOBS):
        jobs = reverse("registers:jobs")
        shown["site_notices"] = [
            Notice("error", words, jobs, "See the scheduled jobs") for words in overdue_jobs(school, at)
        ]
    return shown


def _nothing_else(post: Post, at: dt.datetime) -> dict[str, Any]:
    """For who sees no more of the school than what somebody shares with them."""
    shared = CaseShare.objects.of_officer(post, at.date()).count() if post.role == Role.LA else 0
    return {"work": "nothing", "shared": shared}


def counted_later(post: Post, at: dt.datetime) -> dict[str, Any]:
    """What the page asks for once, after it has been shown: it takes as many statements as the page itself."""
    if post.school is None or not may(Role(post.role), Permission.FOLLOW_UP):
        return {}
    shown: dict[str, Any] = {"to_look_at": to_look_at(school=post.school, post=post, at=at)}
    if may(Role(post.role), Permission.SUPPORT):
        shown["plans_due"] = plans_due(post, on=at.date())
        shown["below_target"] = len(below_target(school=post.school, post=post, on=at.date()).suggested)
    if may(Role(post.role), Permission.SEE_CASES):
        shown["cases_waiting"] = cases_waiting(post.school, post=post, on=at.date())
    shown["returns_waiting"] = returns_waiting(post.school, post=post, on=at.date())
    if may(Role(post.role), Permission.KEEP_POLICY):
        shown["policy_reminders"] = reminders(post, at.date())
    return shown


def _classes(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    shown = {"work": "classes", "live": True, "today": class_today(school=school, at=at, by=post)}
    if may(Role(post.role), Permission.CONFIRM_PLANNED):
        shown["trips"] = own_trips(post, on=at.date())
        shown["clubs"] = clubs_of(post)
    return shown


def _office(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    today = office_today(school=school, at=at, by=post)
    return {
        "work": "office",
        "live": True,
        "counted_later": may(Role(post.role), Permission.FOLLOW_UP),
        "today": today,
        "otherwise": _not_settled(today.contradictions, school, at.date()),
        "limits": limits_to_settle(post, on=at.date()),
        "trips": trips_on(post, on=at.date()),
        "roll": roll_today(school=school, post=post, on=at.date()),
        "leave": waiting_leave(post, on=at.date()),
        "turning": turning_soon(school=school, on=at.date()),
        "families": families_waiting(post, on=at.date()),
        "notes_to_read": notes_to_read(post, on=at.date()),
        "suspensions": suspension_tasks(school=school, on=at.date(), post=post),
        "messages_to_see": counts_for(school, at, texts_a_day=SendingSettings.objects.of(school).texts_a_day),
    }


def _not_settled(listed: list[Listed], school: School, on: dt.date) -> list[Listed]:
    """Without the half-days about which somebody has said why they may stand. One statement, where any is listed."""
    if not listed:
        return []
    settled = ContradictionSettled.objects.filter(school=school, date=on)
    known = set(settled.values_list("pupil", "session"))
    return [each for each in listed if (each.pupil.pupil_id, each.session) not in known]


def _leaders(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    shown = _office(post, school, at)
    today = shown["today"]
    now = session_so_far(today.day, today.session) if today.session else None
    return shown | {"now": now, "years": years_so_far(schools=[school], on=at.date())}


def _totals(post: Post, at: dt.datetime) -> dict[str, Any]:
    schools = list(School.objects.visible_to(post))
    return {"work": "totals", "years": years_so_far(schools=schools, on=at.date()), "on": at.date()}


def _data_officer(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    latest = Return.objects.visible_to(post).without_content().newest_first().first()
    return {"work": "data", "latest_return": latest, "guards_off": guards_missing(), "jobs_seen": last_seen()}


def _admin(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    return {"work": "admin", "today": admin_today(school=school, at=at, by=post), "jobs_seen": last_seen()}


def _inspector(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    return {"work": "inspector"}


SHOWN: dict[Role, Show] = {
    Role.TEACHER: _classes,
    Role.COVER: _classes,
    Role.OFFICE: _office,
    Role.CHAMPION: _leaders,
    Role.SAFEGUARDING: _leaders,
    Role.HEAD: _leaders,
    Role.DATA_OFFICER: _data_officer,
    Role.ADMIN: _admin,
    Role.INSPECTOR: _inspector,
}
