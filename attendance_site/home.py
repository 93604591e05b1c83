"""What the home page shows to each role. The one place that looks into every app at once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from registers.mark_checks import guards_missing
from registers.models import Post, School
from registers.roles import Permission, Role, may
from registers.scheduled_jobs import last_seen, overdue_jobs
from registers.site_notices import Notice
from registers.suspensions import suspension_tasks
from registers.today import admin_today, class_today, office_today
from reporting.models import Return
from reporting.year_so_far import session_so_far, years_so_far

Show = Callable[[Post, School, dt.datetime], dict[str, Any]]


def home_for(post: Post, at: dt.datetime) -> dict[str, Any]:
    """What the home page of this hat shows: `work` names the part of the page, with what that part needs."""
    role = Role(post.role)
    school = post.school
    shown: dict[str, Any]
    if school is None or role not in SHOWN:
        shown = _totals(post, at) if may(role, Permission.SEE_TOTALS) else {"work": "nothing"}
    else:
        shown = SHOWN[role](post, school, at)
    if school is not None and may(role, Permission.SEE_JOBS):
        jobs = reverse("registers:jobs")
        shown["site_notices"] = [
            Notice("error", words, jobs, "See the scheduled jobs") for words in overdue_jobs(school, at)
        ]
    return shown


def _classes(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    return {"work": "classes", "live": True, "today": class_today(school=school, at=at, by=post)}


def _office(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    return {
        "work": "office",
        "live": True,
        "today": office_today(school=school, at=at, by=post),
        "suspensions": suspension_tasks(school=school, on=at.date(), post=post),
    }


def _leaders(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    shown = _office(post, school, at)
    today = shown["today"]
    now = session_so_far(today.day, today.session) if today.session else None
    return shown | {"now": now, "years": years_so_far(schools=[school], on=at.date())}


def _totals(post: Post, at: dt.datetime) -> dict[str, Any]:
    schools = list(School.objects.visible_to(post))
    return {"work": "totals", "years": years_so_far(schools=schools, on=at.date()), "on": at.date()}


def _data_officer(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    latest = Return.objects.visible_to(post).order_by("-date", "-version").defer("content").first()
    return {"work": "data", "latest_return": latest, "guards_off": guards_missing(), "jobs_seen": last_seen()}


def _admin(post: Post, school: School, at: dt.datetime) -> dict[str, Any]:
    return {"work": "admin", "today": admin_today(school=school, at=at, by=post), "jobs_seen": last_seen()}


SHOWN: dict[Role, Show] = {
    Role.TEACHER: _classes,
    Role.COVER: _classes,
    Role.OFFICE: _office,
    Role.CHAMPION: _leaders,
    Role.SAFEGUARDING: _leaders,
    Role.HEAD: _leaders,
    Role.DATA_OFFICER: _data_officer,
    Role.ADMIN: _admin,
}
