"""The job ledger and the tokens of other programs."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from attendance_site.parts.clock import LONDON
from registers.ledger import ABANDONED_AFTER, CATCH_UP_DAYS, SWEEP
from registers.models.people import Post, School
from registers.roles import Role


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def of(self, school: School | None) -> "JobRunQuerySet":
        """Runs of one school; without one, those of the whole site."""
        return self.filter(school=school)

    def visible_to(self, post: Post) -> "JobRunQuerySet":
        """Runs for the hat's school and those for the whole site."""
        return self.filter(Q(school=post.school_id) | Q(school__isnull=True))

    def scheduled(self) -> "JobRunQuerySet":
        """Runs that the timetable expects at a time of day, and so have a deadline."""
        return self.filter(deadline_at__isnull=False)

    def each_minute(self) -> "JobRunQuerySet":
        """The day's rows of jobs that are done each minute; not the look at the timetable itself."""
        return self.filter(deadline_at__isnull=True).exclude(job=SWEEP)

    def unfinished(self) -> "JobRunQuerySet":
        """Runs that have not been carried out to the end."""
        return self.scheduled().filter(finished_at__isnull=True)

    def still_made(self, at: datetime) -> "JobRunQuerySet":
        """Unfinished runs that are due at `at` and recent enough to be made late."""
        since = at.astimezone(LONDON).date() - timedelta(days=CATCH_UP_DAYS)
        return self.unfinished().filter(date__gte=since, expected_at__lte=at)

    def in_hand(self, at: datetime) -> "JobRunQuerySet":
        """Runs that a worker is carrying out at `at`."""
        return self.unfinished().filter(failed=False, started_at__gt=at - ABANDONED_AFTER)

    def claimable(self, at: datetime, claimed_by: str = "") -> "JobRunQuerySet":
        """Runs that a worker may take on at `at`: nobody has, or whoever did failed, was killed, or is asking again."""
        free = Q(started_at__isnull=True) | Q(failed=True) | Q(started_at__lte=at - ABANDONED_AFTER)
        if claimed_by:
            free |= Q(claimed_by=claimed_by)
        return self.still_made(at).filter(free, Q(not_before__isnull=True) | Q(not_before__lte=at))

    def overdue(self, at: datetime) -> "JobRunQuerySet":
        """Unfinished runs whose deadline has passed at `at` and that are still to be made."""
        return self.still_made(at).filter(deadline_at__lte=at)


class JobRun(models.Model):
    """One run of a scheduled job for one school (or the site) and the local time it was due."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    job = models.CharField(max_length=40)
    words = models.CharField(
        max_length=100, blank=True, help_text="What the job does, as the timetable says it"
    )
    date = models.DateField()
    due_at = models.TimeField(help_text="Local time due; jobs more frequent than hourly keep one row a day")
    expected_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True, help_text="Overdue when not finished by then")
    not_before = models.DateTimeField(null=True, blank=True, help_text="After a failure: when to try again")
    claimed_by = models.CharField(max_length=50, blank=True, help_text="The task that took it on")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    outcome = models.CharField(
        max_length=500, blank=True, help_text="What it did, in words; or why it failed"
    )
    failed = models.BooleanField(default=False)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "date"], name="job_run_by_day")]
        constraints = [
            models.UniqueConstraint(
                "job", "school", "date", "due_at", nulls_distinct=False, name="job_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} of {self.date} {self.due_at:%H:%M}"

    @property
    def for_school(self) -> School:
        """The school it is for; a run for the whole site has none, and no job of a school is given one."""
        if self.school is None:
            raise ValueError(f"the run of {self.job} is for the whole site")
        return self.school


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, post: Post) -> "ApiTokenQuerySet":
        """The school's tokens; an officer of the authority sees those that they made themselves."""
        tokens = self.filter(school=post.school_id)
        return tokens.filter(made_by=post) if post.role == Role.LA else tokens


class ApiToken(models.Model):
    """A key for another program: one school, named scopes, an end. Only its hash is kept."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=100)
    start = models.CharField(max_length=8, help_text="The token's first characters, to tell tokens apart")
    hashed = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30))
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", db_constraint=False, help_text="The hat it acts in"
    )
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
