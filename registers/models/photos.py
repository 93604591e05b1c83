"""Photos of pupils: private, removable, one each."""

from django.db import models
from django.db.models import Q

from registers.models.people import School
from registers.models.pupils import Pupil
from registers.models.signed import Signed


class PupilPhoto(Signed):
    """A pupil's photo, as the site has drawn it anew from what was uploaded (a JPEG without anything hidden in it)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.OneToOneField(Pupil, on_delete=models.PROTECT, related_name="photo", db_constraint=False)
    image = models.BinaryField()
    consent = models.CharField(max_length=300, help_text="Who agreed to the photo, and how")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(consent=""), name="pupil_photo_has_consent")]
