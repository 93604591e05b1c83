"""What absence adds to the head of a pupil's page: a support plan that runs, a part-time timetable."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from absence.models import PartTimeTimetable, SupportPlan
from attendance_site.parts.spoken import spoken_day
from registers.models import Post, Pupil
from registers.pupil_flags import Flag, flags
from registers.roles import Permission, Role, may


@flags
def support(pupil: Pupil, post: Post, on: date) -> Iterator[Flag]:
    """That somebody helps already, for those who work with plans. Two statements."""
    if not may(Role(post.role), Permission.SUPPORT):
        return
    for plan in SupportPlan.objects.running().filter(pupil=pupil).order_by("pk"):
        yield Flag("Support plan", url=reverse("absence:support_plan", args=[plan.pk]))
    timetables = PartTimeTimetable.objects.running(on).filter(plan__pupil=pupil, first_day__lte=on)
    for each in timetables.order_by("pk"):
        url = reverse("absence:part_time", args=[each.pk])
        yield Flag(f"Part-time until {spoken_day(each.last_day)}", "warn", url)
