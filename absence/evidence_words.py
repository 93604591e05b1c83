"""What a family can show the school about an illness, in its words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from absence.models import MedicalEvidence

Kind = MedicalEvidence.Kind
KINDS: dict[Kind, Promise] = {
    Kind.CARD: _("A card or a text about an appointment"),
    Kind.LETTER: _("A letter from a doctor or a hospital"),
    Kind.PRESCRIPTION: _("A prescription or a medicine"),
    Kind.OTHER: _("Something else"),
}
