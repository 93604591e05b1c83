"""The job ledger, for whoever wonders whether the scheduled jobs ran."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from registers.access import PostRequest, requires
from registers.models import JobRun
from registers.roles import Permission
from registers.scheduled_jobs import last_seen, overdue_jobs

RUNS_PER_PAGE = 50


@dataclass(frozen=True)
class RunState:
    """A run, with what to say of it at the moment and how to colour it."""

    run: JobRun
    words: str
    tone: str

    @property
    def is_each_minute(self) -> bool:
        """Whether the row stands for a whole day of a job that is done each minute."""
        return self.run.deadline_at is None

    @property
    def started_another_day(self) -> bool:
        """Whether it was made up later, after a stop."""
        started = self.run.started_at
        return started is not None and started.astimezone(LONDON).date() != self.run.date


@requires(Permission.SEE_JOBS)
@require_safe
def jobs(request: PostRequest) -> HttpResponse:
    """Today's runs and earlier ones, with what each did, and what is wrong now."""
    at = clock.now()
    visible = JobRun.objects.visible_to(request.post)
    runs = visible.scheduled()
    today = (runs | visible.each_minute()).filter(date=at.date()).order_by("due_at", "pk")
    earlier = runs.filter(date__lt=at.date()).order_by("-date", "-due_at", "-pk")
    page = Paginator(earlier, RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "problems": overdue_jobs(request.post.school, at),
        "seen": last_seen(),
        "today": [_state(run, at) for run in today],
        "earlier": [_state(run, at) for run in page],
        "page": page,
    }
    return render(request, "registers/jobs.html", context)


def _state(run: JobRun, at: datetime) -> RunState:
    if run.failed:
        return RunState(run, "Failed", "bad")
    if run.finished_at is not None:
        return RunState(run, "Done", "good")
    if run.deadline_at is not None and run.deadline_at <= at:
        return RunState(run, "Late", "bad")
    if run.started_at is not None:
        return RunState(run, "Running", "info")
    return RunState(run, "To come" if run.expected_at > at else "Waiting for a worker", "")
