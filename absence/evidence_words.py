"""What a family can show the school about an illness, in its words."""

from django.utils import translation
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


def usual_words() -> str:
    """What is usually asked for, as the office reads it: the least that will do."""
    with translation.override("en"):
        return str(KINDS[Kind.CARD])


def asked_words(said: str) -> str:
    """What is asked for, in the language of the page or letter; the office's own words stay as they are."""
    return str(KINDS[Kind.CARD]) if said == usual_words() else said
