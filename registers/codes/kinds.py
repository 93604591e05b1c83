"""What is said of a code: in which session it may stand, what it counts as, who gives it, what comes with it."""

from enum import StrEnum


class Session(StrEnum):
    """Half a school day. Sorts in the order of the day."""

    AM = "AM"
    PM = "PM"


class Category(StrEnum):
    """What a mark counts as (regulation 10 and the DfE absence statistics)."""

    ATTENDING_ON_SITE = "attending_on_site"
    ATTENDING_OFF_SITE = "attending_off_site"
    AUTHORISED_ABSENCE = "authorised_absence"
    UNAUTHORISED_ABSENCE = "unauthorised_absence"
    NOT_A_POSSIBLE_ATTENDANCE = "not_a_possible_attendance"
    ADMINISTRATIVE = "administrative"


class Giver(StrEnum):
    """Who may give a code: the office may give all that a teacher may, the head all that the office may."""

    TEACHER = "teacher"
    OFFICE = "office"
    HEAD = "head"
    NOBODY = "nobody"


class AgeLimit(StrEnum):
    """On which side of compulsory school age a pupil must be on the day."""

    ANY = "any"
    INSIDE = "inside"
    OUTSIDE = "outside"


class Detail(StrEnum):
    """What must be written down with a mark."""

    NOTHING = ""
    NATURE = "the nature of the provision or activity"
    NOTE = "a note of the cause"
