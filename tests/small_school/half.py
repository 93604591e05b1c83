"""One of the two schools, by those of its people whom the rows of a topic name."""

import base64
import datetime as dt
from dataclasses import dataclass

from registers.models import Post, Pupil
from tests.factories import THE_DAY

MONDAY = THE_DAY - dt.timedelta(days=1)
ONE_PIXEL = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
"""A photo of nothing."""


@dataclass(frozen=True)
class Half:
    """A school of the two: the pupil of whom its pages tell, and who wrote that. Next door one person does it all."""

    pupil: Pupil
    office: Post
    parent: Post
    officer: Post
    teacher: Post
    on_a_trip: Pupil
    head: Post
    admin: Post

    @property
    def school(self):
        return self.pupil.school
