"""Setting what the local authority's code of conduct fixes."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import write_once
from penalties.authority import IMPROVEMENT_WEEKS_LEAST, IMPROVEMENT_WEEKS_MOST, Rules
from penalties.models import AuthorityRules
from penalties.threshold import SESSIONS, WEEKS
from registers.models import Post, School
from registers.refusals import Refusal

MOST_DAYS = 60
MOST_WEEKS = 52


class AuthorityRulesRefused(Refusal):
    """The rules cannot be like that."""

    who_can_fix = "You can, by correcting what you wrote."


@transaction.atomic
def set_authority_rules(
    *, school: School, rules: Rules, operation: UUID, by: Post, at: dt.datetime
) -> AuthorityRules:
    """Set the rules of the school's authority; the earlier ones are kept. Raises AuthorityRulesRefused."""
    School.objects.select_for_update().get(pk=school.pk)
    if not rules.authority.strip():
        raise AuthorityRulesRefused("Name the authority.")
    if not rules.compared.strip():
        raise AuthorityRulesRefused("Say which edition of the code of conduct you compared this with.")
    if not IMPROVEMENT_WEEKS_LEAST <= rules.improvement_weeks <= IMPROVEMENT_WEEKS_MOST:
        raise AuthorityRulesRefused(
            f"A notice to improve lasts {IMPROVEMENT_WEEKS_LEAST} to {IMPROVEMENT_WEEKS_MOST} weeks."
        )
    if (rules.below_sessions is None) != (rules.below_weeks is None):
        raise AuthorityRulesRefused("Give both, the sessions and the weeks, or neither.")
    if rules.below_sessions is not None and not 1 <= rules.below_sessions < SESSIONS:
        raise AuthorityRulesRefused(f"Below the national threshold means 1 to {SESSIONS - 1} sessions.")
    if rules.below_weeks is not None and not 1 <= rules.below_weeks <= MOST_WEEKS:
        raise AuthorityRulesRefused(f"Count within 1 to {MOST_WEEKS} school weeks; nationally it is {WEEKS}.")
    if not 1 <= rules.deadline_days <= MOST_DAYS:
        raise AuthorityRulesRefused(f"The deadline is 1 to {MOST_DAYS} days.")
    said = rules._asdict() | {"authority": rules.authority.strip(), "compared": rules.compared.strip()}
    row, _ = write_once(AuthorityRules, operation=operation, by=by, at=at, **said)
    return row
