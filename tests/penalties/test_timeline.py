"""What penalties add to a pupil's timeline and documents, and who sees it."""

from absence.pupil_documents import documents_of
from absence.timeline import look_at, timeline_of
from tests.factories import at
from tests.penalties.noticed import parent_of
from tests.penalties.packed import holiday, packed


def told(pupil, post):
    found = timeline_of(look_at(pupil, post, at=at("17:00"))).of("penalties")
    return [each.words for each in found.happenings]


def test_from_the_tenth_session_to_the_papers_each_step_stands_in_the_timeline(
    pupils, head, office, champion
):
    mother = parent_of(pupils[0], "Fatima Khan")
    case = holiday(pupils[0], head)
    packed(case, mother, head)
    steps = [
        "Papers of a referral made, about Fatima Khan",
        "Considered and decided: refer to the local authority",
        "Unauthorised sessions: raised",
    ]
    assert [told(pupils[0], post) for post in (head, champion, office)] == [steps, steps, steps]
    documents = documents_of(look_at(pupils[0], office, at=at("17:00")))
    assert "Papers of a referral" in [each.kind for each in documents]
