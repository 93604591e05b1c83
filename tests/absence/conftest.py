"""What several modules of tests of absence start from."""

from tests.absence.coming_in import mail_goes  # noqa: F401
from tests.absence.contradicted import looked  # noqa: F401
from tests.absence.on_board import taken  # noqa: F401
