"""Whether an adult can sign in for a child today, and why not, in words for the office."""

from dataclasses import dataclass
from datetime import date

from registers.contacts_to_settle import shares_email
from registers.families import adults_at, open_cares
from registers.models import Admission, Care, ContactLimit, ParentLink
from registers.sign_in_mail import codes_can_go


@dataclass(frozen=True)
class Access:
    """What the office is told. `why_not`: everything that stands in the way; empty = they can sign in."""

    why_not: tuple[str, ...]
    has_come: bool

    @property
    def is_open(self) -> bool:
        """Whether they can sign in for this child."""
        return not self.why_not


def access_of(care: Care, on: date) -> Access:
    """Whether the adult can sign in for the child of this care, with every reason why not."""
    return Access(tuple(_why_not(care, on)), ParentLink.objects.filter(contact=care.contact_id).exists())


def _why_not(care: Care, on: date) -> list[str]:
    child, name, found = care.pupil.called, care.contact.name, []
    if not codes_can_go():
        found.append("This site has no mail server (EMAIL_HOST), so no code can be sent to anybody.")
    if not care.contact.email:
        found.append(f"No e-mail address is held for {name}.")
    if not care.portal:
        found.append(f"“May sign in for this child” is not ticked for {child}.")
    if (care.last_day is not None and care.last_day < on) or (care.first_day or on) > on:
        found.append(f"{name} is not a contact of {child} today.")
    if not Admission.objects.on(on).filter(pupil=care.pupil_id).exists():
        found.append(f"{child} is not on the roll today.")
    adults = adults_at(care.contact.email)
    if adults.is_shared:
        others = " and ".join(shares_email(care.contact))
        found.append(f"The e-mail address is not theirs alone: also of {others}. Nobody can sign in by it.")
    elif care.portal and not found and not open_cares(adults, on).filter(pupil=care.pupil_id).exists():
        found.append(_limited(care, on))
    return found


def _limited(care: Care, on: date) -> str:
    limits = ContactLimit.objects.on(on).filter(care=care, scope=ContactLimit.Scope.NO_ACCESS)
    if limits.exists():
        return "A contact limit of no access holds. The safeguarding lead or head settles it."
    return "A contact limit of no access holds with another entry of the same person."
