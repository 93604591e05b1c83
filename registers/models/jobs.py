"""The job ledger and the tokens of other programs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from registers.models.people import Post, School


class JobRun(models.Model):
    """One run of a scheduled job for one school (or the site) and the local time it was due."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    job = models.CharField(max_length=40)
    date = models.DateField()
    due_at = models.TimeField(help_text="Local time due; jobs more frequent than hourly keep one row a day")
    expected_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=500, blank=True, help_text="What it did, in words; or why it failed")
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("job", "school", "date", "due_at", nulls_distinct=False, name="job_run_once")
        ]


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
