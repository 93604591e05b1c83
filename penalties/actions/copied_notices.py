"""Sessions that a notice of an earlier school of the site has used are used at the next school, too (data.md)."""

from collections.abc import Collection

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from penalties.models import NoticeSession, PenaltyNotice
from registers.actions.prior_absence import use_prior_absences
from registers.models import PriorAbsence


def copy_notices(*, schools: Collection[int]) -> int:
    """Bring `used_on` of the copies that schools hold in line with the notices of where they come from; how many."""
    copies = PriorAbsence.objects.filter(school__in=schools, from_school__isnull=False)
    if not copies.exists():
        return 0
    standing = PenaltyNotice.objects.standing().filter(
        school=OuterRef(OuterRef("from_school")), pupil__upn=OuterRef(OuterRef("pupil__upn"))
    )
    using = NoticeSession.objects.filter(
        school=OuterRef("from_school"),
        date=OuterRef("date"),
        session=OuterRef("session"),
        notice__in=standing.values("pk"),
    )
    first = using.order_by("notice__pk").annotate(day=Coalesce("notice__issued_on", "notice__proposed_on"))
    rows = copies.annotate(now_used=Subquery(first.values("day")[:1])).values_list(
        "pk", "used_on", "now_used"
    )
    return use_prior_absences(used_on={prior: now for prior, before, now in rows if now != before})
