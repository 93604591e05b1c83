"""What a link from elsewhere fills in ahead on the page that plans one code for a pupil."""

from collections.abc import Mapping

from django import forms

from attendance_site.parts.day_field import DayField
from registers.forms.plans import LONGEST_NOTE
from registers.plan_kinds import single_codes


def _is_day(text: str) -> bool:
    try:
        DayField().clean(text)
    except forms.ValidationError:
        return False
    return True


def proposed(given: Mapping[str, str]) -> dict[str, str]:
    """What a link to the page of one plan fills in ahead; what it cannot mean is left out. The person looks it over."""
    known = {name: given.get(name, "").strip() for name in ("code", "first_day", "last_day", "note")}
    known["note"] = known["note"].replace("\0", "")[:LONGEST_NOTE]
    known["code"] = known["code"] if known["code"] in {code.code for code in single_codes()} else ""
    for name in ("first_day", "last_day"):
        known[name] = known[name] if _is_day(known[name]) else ""
    return {name: value for name, value in known.items() if value}
