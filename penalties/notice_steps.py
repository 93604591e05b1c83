"""What may be noted next of a penalty notice; what the law leaves no room for is refused, with the reason."""

from penalties.notice_news import Ground, Issued, Item, News, Standing

_TOLD_WITHOUT_ISSUE = {News.WITHDRAWN}


def why_not(item: Item, now: Standing) -> str | None:
    """Why that cannot have happened to a notice that stands like this; None where it can."""
    kind = News(item.kind)
    if now.withdrawn:
        return "The notice was withdrawn. Nothing follows from it any more."
    if kind is News.CONFIRMED:
        return None
    if kind in (News.ISSUED, News.NOT_ISSUED):
        return _why_not_issue(kind, now)
    if now.issued is Issued.NO:
        return "The notice was not issued, so nothing can have followed from it."
    if now.issued is Issued.UNKNOWN and kind not in _TOLD_WITHOUT_ISSUE:
        return "Nobody has said yet that the notice was issued. Note that first, with its day."
    if now.issued_on and item.on < now.issued_on:
        return "That day lies before the day on which the notice was issued."
    return _WHY_NOT[kind](item, now)


def _why_not_issue(kind: str, now: Standing) -> str | None:
    followed = now.paid or now.prosecuted_on or now.unpaid_on
    if kind == News.NOT_ISSUED and followed:
        return "Something has followed from the notice already, so it must have been issued."
    return None


def _why_not_paid(item: Item, now: Standing) -> str | None:
    if item.amount is None or item.amount < 1:
        return "Say how much was paid, in pounds."
    if now.is_paid:
        return "It is paid already. A wrong entry can be put right by what the authority confirms."
    if now.prosecuted_on:
        return "The parent is prosecuted. After the 28 days the authority takes the case to court and no payment."
    return None


def _why_not_unpaid(item: Item, now: Standing) -> str | None:
    if now.is_paid:
        return "It is paid."
    return _before_the_days_are_over(item, now, "is unpaid")


def _why_not_prosecuted(item: Item, now: Standing) -> str | None:
    if now.is_paid:
        return "It is paid, and that settles these absences: nobody can be prosecuted for them."
    return _before_the_days_are_over(item, now, "may be prosecuted")


def _before_the_days_are_over(item: Item, now: Standing, what: str) -> str | None:
    """No step before the days to pay are over (V2, Lincolnshire)."""
    days = now.pay_by
    if days is None or item.on > days.full:
        return None
    return f"It may be paid until {days.full:%-d %B %Y}: it {what} only after that day."


def _why_no_court(item: Item, now: Standing) -> str | None:
    if now.prosecuted_on is None:
        return "Note first that the parent is prosecuted, with the day."
    return "That day lies before the prosecution." if item.on < now.prosecuted_on else None


def _why_not_left(item: Item, now: Standing) -> str | None:
    if now.prosecuted_on:
        return "It is noted that the parent is prosecuted."
    if now.is_paid:
        return "It is paid, so there is nothing to prosecute."
    return _before_the_days_are_over(item, now, "is left")


def _why_not_withdrawn(item: Item, now: Standing) -> str | None:
    if item.ground not in set(Ground):
        return "Say on which ground it was withdrawn."
    if item.ground == Ground.NOT_PROSECUTED and now.prosecuted_on:
        return "The parent was prosecuted, so that ground cannot hold."
    if item.ground == Ground.NOT_PROSECUTED and now.is_paid:
        return "It is paid, so that ground cannot hold."
    if item.ground == Ground.NOT_PROSECUTED:
        return _before_the_days_are_over(item, now, "is withdrawn as unpaid")
    return None


_WHY_NOT = {
    News.PAID: _why_not_paid,
    News.UNPAID: _why_not_unpaid,
    News.PROSECUTED: _why_not_prosecuted,
    News.CONVICTED: _why_no_court,
    News.NOT_CONVICTED: _why_no_court,
    News.NOT_PROSECUTED: _why_not_left,
    News.WITHDRAWN: _why_not_withdrawn,
}
