"""What a support plan speaks of: barriers, the healthcare plan, provision, outcomes, in words that label no child."""

from datetime import date, timedelta

# The list of the guidance on pupils with medical conditions or special educational needs, and of the school policy's
# Annex A, in the order in which people usually ask.
BARRIERS = (
    ("physical_health", "Physical health"),
    ("anxiety", "Anxiety or low mood"),
    ("sen", "Special educational needs"),
    ("access_to_support", "Getting at support in school"),
    ("transport", "Transport that is missed"),
    ("uniform", "Uniform"),
    ("lunch", "Lunch times"),
    ("routines", "Routines at home or in school"),
    ("friendships", "Friendships"),
    ("family", "Something in the family"),
    ("caring", "Caring for somebody"),
    ("other", "Something else"),
)
HEALTHCARE = (
    ("not_needed", "Not needed"),
    ("to_write", "Needed, still to be written"),
    ("in_place", "In place"),
)
PROVISION = (
    ("no_plan", "There is no education, health and care plan"),
    ("delivered", "All of it is delivered"),
    ("partly", "Some of it is not delivered"),
    ("not_delivered", "None of it is delivered"),
)
OUTCOMES = (
    ("helped", "It helped: ordinary support goes on"),
    ("partly", "It helped in part: what goes on is said below"),
    ("not_helped", "It did not help: what comes next is said below"),
    ("left", "The pupil left the school"),
)
NOT_DELIVERED = frozenset({"partly", "not_delivered"})

# The school looks at a part-time timetable often: two weeks at first, and never longer than the six weeks that
# authorities ask for (V2: Warwickshire, six to eight weeks).
FIRST_REVIEW = timedelta(days=14)
LONGEST_UNREVIEWED = timedelta(days=42)
WARNED = timedelta(days=14)
"""So long before a part-time timetable or a contract ends it is listed, so that nobody is surprised."""


def barrier_words(keys: list[str]) -> list[str]:
    """The barriers in words, in the order of the list."""
    return [words for key, words in BARRIERS if key in keys]


def ends_soon(last_day: date, on: date) -> bool:
    """Whether what ends on `last_day` is to be looked at now, before it ends."""
    return on >= last_day - WARNED
