"""Where a notice stands by its news, and what the law leaves no room for."""

import datetime as dt

import pytest

from penalties.escalation import Amount
from penalties.notice_news import Ground, Issued, Item, News, Start, standing_of
from penalties.notice_steps import why_not

MONDAY = dt.date(2025, 12, 1)
START = Start("yes", dt.date(2025, 11, 27), MONDAY, Amount(160, 80))
LOWER, FULL = dt.date(2025, 12, 21), dt.date(2025, 12, 28)
AFTER = dt.date(2025, 12, 29)
UNKNOWN = START._replace(issued="unknown", issued_on=None, received_on=None)
SECOND = START._replace(amount=Amount(160, None))


def after(*news, start=START):
    return standing_of(start, news)


def paid(on, amount):
    return Item(News.PAID, on, amount)


PROSECUTED = Item(News.PROSECUTED, AFTER)
WITHDRAWN = Item(News.WITHDRAWN, AFTER, ground=Ground.WRONG_PERSON)

# news, on which day it is looked at, what is said
WORDS = {
    "fresh": ((), MONDAY, "To be paid"),
    "the last day": ((), FULL, "To be paid"),
    "the day after": ((), AFTER, "28 days over"),
    "paid early": ((paid(LOWER, 80),), LOWER, "Paid"),
    "the lower amount a day late": ((paid(LOWER + dt.timedelta(days=1), 80),), FULL, "Paid in part"),
    "the rest of it": ((paid(FULL, 80), paid(FULL, 80)), FULL, "Paid"),
    "unpaid": ((Item(News.UNPAID, AFTER),), AFTER, "Unpaid"),
    "prosecuted": ((PROSECUTED,), AFTER, "Prosecuted"),
    "convicted": ((PROSECUTED, Item(News.CONVICTED, AFTER)), AFTER, "Convicted"),
    "acquitted": ((PROSECUTED, Item(News.NOT_CONVICTED, AFTER)), AFTER, "Not convicted"),
    "left": ((Item(News.UNPAID, AFTER), Item(News.NOT_PROSECUTED, AFTER)), AFTER, "Unpaid, not prosecuted"),
    "withdrawn after payment": ((paid(MONDAY, 80), WITHDRAWN), AFTER, "Withdrawn"),
    "not issued after all": ((Item(News.NOT_ISSUED, AFTER),), AFTER, "Not issued"),
}


@pytest.mark.parametrize("case", WORDS)
def test_what_is_said_of_a_notice(case):
    news, on, words = WORDS[case]
    assert after(*news).words(on) == words


def test_a_second_notice_has_no_lower_amount():
    assert (after(start=SECOND).due(MONDAY), after().due(MONDAY), after().due(FULL)) == (160, 80, 160)
    assert after(paid(MONDAY, 80), start=SECOND).words(FULL) == "Paid in part"


def test_days_to_pay_begin_with_the_day_of_receipt():
    assert after().pay_by == (LOWER, FULL)


def test_a_posted_notice_counts_as_received_on_the_second_working_day():
    posted = START._replace(issued_on=dt.date(2025, 12, 24), received_on=None)
    christmas = {dt.date(2025, 12, 25), dt.date(2025, 12, 26)}
    found = standing_of(posted, [], bank_holidays=christmas)
    assert (found.received_on, found.received_is_known) == (dt.date(2025, 12, 30), False)


def test_what_nobody_told_stays_unknown_until_it_is_told():
    assert (after(start=UNKNOWN).words(MONDAY), after(start=UNKNOWN).pay_by) == ("Not known if issued", None)
    told = after(Item(News.ISSUED, MONDAY, received_on=MONDAY), start=UNKNOWN)
    assert (told.issued, told.issued_on, told.pay_by) == (Issued.YES, MONDAY, (LOWER, FULL))
    denied = after(Item(News.ISSUED, MONDAY), Item(News.NOT_ISSUED, FULL), start=UNKNOWN)
    assert (denied.issued, denied.is_void) == (Issued.NO, True)


def test_what_the_authority_confirms_is_the_amount():
    confirmed = after(Item(News.CONFIRMED, FULL, amount=60))
    assert (confirmed.amount, confirmed.confirmed_on) == (Amount(60, None), FULL)


# what is to be noted, after what, and the beginning of the reason; None where it is lawful
REFUSED = {
    "prosecuted before the days are over": (
        Item(News.PROSECUTED, FULL),
        (),
        "It may be paid until 28 December",
    ),
    "prosecuted the day after": (PROSECUTED, (), None),
    "prosecuted although paid": (PROSECUTED, (paid(MONDAY, 80),), "It is paid, and that settles"),
    "unpaid before the days are over": (Item(News.UNPAID, FULL), (), "It may be paid until 28 December"),
    "unpaid although paid": (Item(News.UNPAID, AFTER), (paid(MONDAY, 80),), "It is paid"),
    "paid twice": (paid(FULL, 80), (paid(MONDAY, 80),), "It is paid already"),
    "paid the rest": (paid(FULL, 80), (paid(FULL, 80),), None),
    "paid nothing": (paid(FULL, None), (), "Say how much"),
    "paid once prosecuted": (paid(AFTER, 160), (PROSECUTED,), "The parent is prosecuted"),
    "anything after it was withdrawn": (paid(AFTER, 160), (WITHDRAWN,), "The notice was withdrawn"),
    "withdrawn twice": (WITHDRAWN, (WITHDRAWN,), "The notice was withdrawn"),
    "withdrawn without a ground": (WITHDRAWN._replace(ground=""), (), "Say on which ground"),
    "withdrawn as unpaid and not prosecuted": (WITHDRAWN._replace(ground="not_prosecuted"), (), None),
    "withdrawn so before the days are over": (
        Item(News.WITHDRAWN, FULL, ground="not_prosecuted"),
        (),
        "It may be paid until 28 December",
    ),
    "withdrawn so although prosecuted": (
        WITHDRAWN._replace(ground="not_prosecuted"),
        (PROSECUTED,),
        "The parent was prosecuted",
    ),
    "withdrawn so although paid": (
        WITHDRAWN._replace(ground="not_prosecuted"),
        (paid(MONDAY, 80),),
        "It is paid",
    ),
    "a court before a prosecution": (Item(News.CONVICTED, AFTER), (), "Note first that the parent"),
    "a court before its day": (Item(News.CONVICTED, FULL), (PROSECUTED,), "That day lies before the pros"),
    "left although prosecuted": (Item(News.NOT_PROSECUTED, AFTER), (PROSECUTED,), "It is noted that"),
    "before it was issued": (paid(dt.date(2025, 11, 1), 80), (), "That day lies before"),
    "not issued although paid": (Item(News.NOT_ISSUED, AFTER), (paid(MONDAY, 80),), "Something has followed"),
    "confirmed": (Item(News.CONFIRMED, AFTER, 160), (PROSECUTED,), None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_be_noted_next(case):
    item, before, reason = REFUSED[case]
    found = why_not(item, after(*before))
    assert (found is None) == (reason is None)
    assert found is None or found.startswith(reason)


def test_nothing_follows_from_a_notice_that_may_not_have_been_issued():
    assert why_not(paid(FULL, 80), after(start=UNKNOWN)).startswith("Nobody has said yet")
    assert why_not(WITHDRAWN, after(start=UNKNOWN)) is None
    not_issued = after(Item(News.NOT_ISSUED, MONDAY), start=UNKNOWN)
    assert why_not(paid(FULL, 80), not_issued).startswith("The notice was not issued")
    assert why_not(Item(News.ISSUED, FULL), not_issued) is None
