"""Whether what a notice to improve says still stands when its letter is about to go."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime

from penalties.actions.improvement import CAUSE
from penalties.models import CaseEvent, NoticeToImproveEnd
from registers.message_causes import asks_again

SPEAKS_OF = re.compile(rf"{CAUSE}(?P<case>\d{{1,18}})/(?P<notice>[0-9a-f-]{{36}})")
GONE = "The register no longer has the sessions that the notice is about."
WITHDRAWN = "The notice was withdrawn."


@asks_again(CAUSE)
def sessions_gone(school: int, causes: Iterable[str], at: datetime) -> dict[str, str]:
    """Letters about a case that marks have since undone, or of a notice that was withdrawn. Two statements."""
    del at
    asked = {cause: found for cause in causes if (found := SPEAKS_OF.fullmatch(cause))}
    events = CaseEvent.objects.filter(
        school=school, case__in={int(found["case"]) for found in asked.values()}
    )
    newest = dict(events.newest_of_each().values_list("case_id", "kind"))
    ended = NoticeToImproveEnd.objects.filter(school=school, kind=NoticeToImproveEnd.Kind.WITHDRAWN)
    operations = {uuid.UUID(found["notice"]) for found in asked.values()}
    withdrawn = set(
        ended.filter(notice__operation__in=operations).values_list("notice__operation", flat=True)
    )
    return {
        cause: GONE if newest.get(int(found["case"])) == CaseEvent.Kind.WITHDRAWN else WITHDRAWN
        for cause, found in asked.items()
        if newest.get(int(found["case"])) == CaseEvent.Kind.WITHDRAWN
        or uuid.UUID(found["notice"]) in withdrawn
    }
