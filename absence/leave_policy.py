"""The test by which leave is decided: the words stand here once, until a school writes those of its own policy."""

from dataclasses import dataclass

from absence.models import LeaveTest
from registers.models import School

LAW = (
    "In term time leave is given only in exceptional circumstances. The head decides each case on its own facts, and"
    " how many days."
)
LAW_SOURCE = "SI 2024/208 regulation 11 (V); Working together to improve school attendance (V2)"
WHATEVER_THE_ATTENDANCE = "It applies irrespective of the child’s overall attendance."
VALUE = (
    "Of unique and significant emotional, educational or spiritual value to the child which outweighs the loss of"
    " teaching time (as determined by the headteacher)."
)
EVENT = (
    "Rare, significant, unavoidable and short. Unavoidable: an event that could not reasonably be scheduled at another"
    " time, outside of school term time, regardless of who has planned or paid for the holiday or absence (including"
    " grandparents or other family or friends)."
)
SOURCE = "a primary school’s attendance policy of December 2025 (P). Write your own under Settings."


@dataclass(frozen=True)
class Test:
    """Both limbs, and where they are from. `own`: the school has written them."""

    value: str
    event: str
    source: str
    own: LeaveTest | None = None


def test_of(school: School) -> Test:
    """The test that holds at a school. One statement."""
    own = LeaveTest.objects.of(school)
    return Test(own.value, own.event, own.source, own) if own else Test(VALUE, EVENT, SOURCE)
