"""Whether what a notice to improve says still stands when its letter is about to go."""

import re
from collections.abc import Iterable
from datetime import datetime

from penalties.actions.improvement import CAUSE
from penalties.models import CaseEvent
from registers.message_causes import asks_again

SPEAKS_OF = re.compile(rf"{CAUSE}(?P<case>\d{{1,18}})/[0-9a-f-]{{36}}")
WITHDRAWN = "The register no longer has the sessions that the notice is about."


@asks_again(CAUSE)
def sessions_gone(school: int, causes: Iterable[str], at: datetime) -> dict[str, str]:
    """Letters about a case that marks have since undone. One statement."""
    del at
    asked = {cause: int(found["case"]) for cause in causes if (found := SPEAKS_OF.fullmatch(cause))}
    events = CaseEvent.objects.filter(school=school, case__in=set(asked.values()))
    newest = dict(events.newest_of_each().values_list("case_id", "kind"))
    return {cause: WITHDRAWN for cause, case in asked.items() if newest.get(case) == CaseEvent.Kind.WITHDRAWN}
