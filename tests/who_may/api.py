"""The addresses of the API."""

from tests.who_may.roles import CLASSROOM, EVERY_DAY, MARKS_SEEN, PUPILS_SEEN, RETURNS_SEEN

API = {
    "api:arrivals": EVERY_DAY,
    "api:arrivals_search": EVERY_DAY,
    "api:on_site": [*CLASSROOM, *EVERY_DAY],
    "api:sightings": [*CLASSROOM, *EVERY_DAY],
    "api:marks": [*CLASSROOM, *EVERY_DAY],
    "api:registers": MARKS_SEEN,
    "api:register": MARKS_SEEN,
    "api:complete_register": [*CLASSROOM, *EVERY_DAY],
    "api:pupils": PUPILS_SEEN,
    "api:figure_enrolments": EVERY_DAY,
    "api:figure_groups": EVERY_DAY,
    "api:figure_weeks": EVERY_DAY,
    "api:figure_codes": EVERY_DAY,
    "api:cases": ["la"],
    "api:case": ["la"],
    "api:returns": RETURNS_SEEN,
    "api:return_file": RETURNS_SEEN,
    "api:return_rows": RETURNS_SEEN,
}
