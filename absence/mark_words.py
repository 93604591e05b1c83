"""What a mark is called on the pages of families: plain words, no letters, no blame.

A calendar says where the child was. Why somebody was away stands on a page of its own, behind a fresh code.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registers import codes

Words = str | Promise
"""Translated when it is shown."""


def where(code: str) -> Words:
    """Where the child was, by the code of a mark."""
    if code == codes.LATE:
        return _("In school, came late")
    if code == codes.LATE_AFTER_CLOSE:
        return _("Came after the register was closed")
    if code in codes.PRESENT:
        return _("In school")
    if code in codes.ATTENDING:
        return _("Learning outside school")
    if code in codes.ABSENT:
        return _("Away")
    if code in codes.NOT_POSSIBLE:
        return _("Not expected in school")
    return _("No mark yet")


_REASONS = {
    codes.ILLNESS: _("Ill"),
    codes.APPOINTMENT: _("At a medical appointment"),
    codes.EXCEPTIONAL_LEAVE: _("Leave that the school agreed to"),
    codes.PERFORMANCE_LEAVE: _("Performing, with leave from the school"),
    codes.PART_TIME_LEAVE: _("Part-time timetable"),
    codes.INTERVIEW_LEAVE: _("At an interview"),
    codes.STUDY_LEAVE: _("Study leave"),
    codes.RELIGIOUS_OBSERVANCE: _("Religious day"),
    codes.TRAVELLING: _("Travelling with family for work"),
    codes.SUSPENDED: _("Suspended from school"),
    codes.HOLIDAY_NOT_GRANTED: _("Holiday that the school did not agree to"),
    codes.NO_REASON_YET: _("The school does not know the reason yet"),
    codes.NO_GOOD_REASON: _("Not agreed by the school"),
    codes.LATE_AFTER_CLOSE: _("Came after the register was closed"),
}


def why_away(code: str) -> Words:
    """Why the child was away, by the code of the mark."""
    if code in codes.AUTHORISED:
        return _REASONS.get(code, _("Agreed by the school"))
    return _REASONS.get(code, _("Not agreed by the school"))
