"""What the demo's schools told families: a target, updates to one class, a letter left out, certificates, progress."""

import contextlib
import datetime as dt
import uuid

from registers.models import Admission, GroupMembership, Post, RegistrationGroup, School
from registers.refusals import Refusal
from registers.roles import Role
from reporting.actions.celebrations import CelebrationRefused, give_certificates
from reporting.actions.family_updates import (
    leave_target_letter_out,
    set_attendance_target,
    write_half_term_updates,
)
from reporting.actions.leavers import make_leaver_summary
from reporting.actions.progress import File, import_progress
from reporting.below_target import about, below_target
from reporting.celebrations import week_of
from reporting.half_term_updates import class_told, half_terms_of_year

TARGET = {School.Phase.PRIMARY: 960, School.Phase.SECONDARY: 940}
CLASSES = ("3B", "7M")
TOLD, PRAISED = 6, 2
LEVELS = ("Expected", "Working towards", "Expected", "Greater depth")


def make_informed(*, now: dt.datetime) -> None:
    """In each school: a target, what one class was told, and what was celebrated. Quick: a few pupils each."""
    for school in School.objects.order_by("pk"):
        by = _champion(school, now)
        set_attendance_target(
            school=school, tenths=TARGET.get(school.Phase(school.phase), 950), by=by, at=now
        )
        for group in RegistrationGroup.objects.filter(school=school, name__in=CLASSES):
            _tell(group, by, now)
            _progress(group, by, now)
        _send_on(school, by, now)
    school = School.objects.order_by("pk")[0]  # the primary
    by = _champion(school, now)
    _leave_out(school, by, now)
    _celebrate(school, by, now)


def _tell(group: RegistrationGroup, by: Post, now: dt.datetime) -> None:
    """The first families of the class, about the last half term that is over."""
    halves = half_terms_of_year(group.school_id, now.date())
    half = next((each for each in halves if not each.runs), None)
    told = class_told(by, group, half, now.date()) if half else []
    pupils = [each.figures.pupil.pk for each in told if each.is_ready][:TOLD]
    if half and pupils:
        write_half_term_updates(
            group=group, half=half, pupils=pupils, on_paper=False, operation=uuid.uuid4(), by=by, at=now
        )


def _progress(group: RegistrationGroup, by: Post, now: dt.datetime) -> None:
    here = GroupMembership.objects.on(now.date()).filter(group=group).order_by("pupil__upn")
    upns = list(here.values_list("pupil__upn", flat=True))
    rows = "".join(f"{upn},{LEVELS[n % len(LEVELS)]}\n" for n, upn in enumerate(upns))
    file = File("reading.csv", f"UPN,Reading\n{rows}".encode(), "Reading", now.date())
    import_progress(school=group.school, file=file, operation=uuid.uuid4(), by=by, at=now)


def _leave_out(school: School, by: Post, now: dt.datetime) -> None:
    """Somebody spoke with the first family of the list instead of writing."""
    found = below_target(school=school, post=by, on=now.date())
    for each in found.suggested[:1]:
        why = "We spoke at the gate on Monday: a new baby. Look again after the holidays."
        leave_target_letter_out(below=about(each, found), why=why, operation=uuid.uuid4(), by=by, at=now)


def _celebrate(school: School, by: Post, now: dt.datetime) -> None:
    week = week_of(post=by, on=now.date())
    pupils = [child.figures.pupil for child in week.children[:PRAISED]] if week else []
    with contextlib.suppress(CelebrationRefused):  # a demo that begins in September has nobody to praise yet
        give_certificates(
            school=school, pupils=pupils, words="coming in with a smile, more and more", operation=uuid.uuid4(),
            by=by, at=now,
        )  # fmt: skip


def _send_on(school: School, by: Post, now: dt.datetime) -> None:
    """The pupil who left last takes a summary along."""
    left = Admission.objects.filter(school=school, deleted_on__lte=now.date()).select_related("pupil")
    stay = left.order_by("-deleted_on", "pk").first()
    if stay is not None:
        with contextlib.suppress(Refusal):
            make_leaver_summary(
                pupil=stay.pupil, to_school="The next school, not known yet",
                words="Liked to help with the younger ones.", operation=uuid.uuid4(), by=by, at=now,
            )  # fmt: skip


def _champion(school: School, now: dt.datetime) -> Post:
    posts = Post.objects.on(now.date()).filter(school=school, role__in=(Role.CHAMPION, Role.HEAD))
    return posts.select_related("user", "school").order_by("role", "pk")[0]
