"""What several modules of tests of the registers start from."""

from tests.registers.closing import close  # noqa: F401
from tests.registers.pressing import press  # noqa: F401
from tests.registers.suspended import ben, suspend  # noqa: F401
from tests.registers.turning import classes, ready, teachers, turn  # noqa: F401
