"""Families who sign in: which adult acts by which post, and the codes that they ask for."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from registers.models.contacts import Contact
from registers.models.people import Post, School


class ParentLink(models.Model):
    """The post (role parent, one per person and school) by which an adult of pupils acts."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="adults", db_constraint=False)
    contact = models.OneToOneField(
        Contact, on_delete=models.PROTECT, related_name="parent_link", db_constraint=False
    )
    made_at = models.DateTimeField()


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    def asked_since(self, moment: datetime) -> "SignInCodeQuerySet":
        """Codes that were asked for since then."""
        return self.filter(asked_at__gt=moment)

    def to_be_sent(self, at: datetime, *, good_for: timedelta) -> "SignInCodeQuerySet":
        """Codes that would still be of use and that no worker has, or whose worker has been silent for a minute."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=at - timedelta(minutes=1))
        return self.filter(free, sent_at__isnull=True, asked_at__gt=at - good_for)


class SignInCode(models.Model):
    """One code that somebody asked for, for an address that may be known here or not.

    The code itself stands nowhere: it is worked out from the id and the site's secret (registers/sign_in_codes.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    address = models.EmailField(help_text="Where it is sent, if the school holds the address")
    asked_from = models.CharField(max_length=45, blank=True, help_text="The network address that asked")
    asked_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="en")
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When a worker took it")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server had taken it")
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("address", F("asked_at").desc(), name="sign_in_code_by_address"),
            models.Index(fields=["asked_at"], name="sign_in_code_by_time"),
        ]
