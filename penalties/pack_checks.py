"""What has to be right before a pack is made: each check with what fails it, and the page that puts it right.

An authority sends back what is not whole (V2: the checklists of Dorset and of a second authority): no N left, no mark
missing, names and dates of birth complete, leave decided before it was taken, each parent warned.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from penalties.considering import Outcome
from penalties.improvement import Seen
from penalties.models import NoticeToImproveEnd
from penalties.pack_facts import PackFacts, asked_words
from registers.codes import NO_REASON_YET
from registers.school_sessions import HALF, in_words

NAMED = 2
"""A full name has at least a forename and a surname."""
_WRITTEN = "Written in these papers"
FAILED = frozenset({NoticeToImproveEnd.Kind.NOT_MET, NoticeToImproveEnd.Kind.EARLY})


@dataclass(frozen=True)
class PackSays:
    """What a person adds: why it is believed to be a holiday, the warning that this parent had, anything else."""

    why_holiday: str = ""
    warning: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that is not right, and where it is put right."""

    words: str
    url: str
    link: str


@dataclass(frozen=True)
class Check:
    """One check. Without faults it has passed; `said` is what was found then."""

    key: str
    label: str
    said: str
    faults: tuple[Fault, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def checks_of(facts: PackFacts, says: PackSays) -> list[Check]:
    """Every check, in the order in which a person works through them."""
    return [check(facts, says) for check in _CHECKS]


def _decided(facts: PackFacts, says: PackSays) -> Check:
    del says
    url = reverse("penalties:case", args=[facts.case.pk])
    faults = []
    if facts.decision is None or facts.decision.outcome != Outcome.REFER:
        faults.append(Fault("Nobody has decided to refer this case.", url, "The case"))
    elif {(row["date"], row["session"]) for row in facts.decision.sessions} != {
        (each.date.isoformat(), each.session) for each in facts.sessions
    }:
        faults.append(
            Fault("The sessions have changed since it was decided: consider it again.", url, "The case")
        )
    return Check("decided", "A person considered it and decided to refer", "Decided", tuple(faults))


def _enough(facts: PackFacts, says: PackSays) -> Check:
    del says
    needs, count = facts.rules.least_sessions, len(facts.sessions)
    url = reverse("penalties:case", args=[facts.case.pk])
    few = Fault(f"{count} sessions stand; {facts.rules.authority} asks for {needs}.", url, "The case")
    return Check(
        "enough",
        f"At least {needs} sessions without leave",
        f"{count} sessions",
        (few,) if count < needs else (),
    )


def _unused(facts: PackFacts, says: PackSays) -> Check:
    del says
    used = facts.parent.used
    notices = {used[each.half].notice.pk: used[each.half] for each in facts.sessions if each.half in used}
    name = facts.parent.contact.name
    faults = tuple(
        Fault(
            f"The notice of {in_words(known.day)} to {name} is for these sessions already: each is used once.",
            reverse("penalties:penalty_notice", args=[pk]),
            "The notice",
        )
        for pk, known in notices.items()
    )
    return Check("unused", f"No session is in a notice to {name} already", "None is", faults)


def _no_unsettled(facts: PackFacts, says: PackSays) -> Check:
    del says
    found = [each for each in facts.due if each.code == NO_REASON_YET]
    label = f"No {NO_REASON_YET} is left in the register"
    return Check("unsettled", label, "None", _of_sessions(facts, found, "has no reason yet", "Settle it"))


def _no_missing(facts: PackFacts, says: PackSays) -> Check:
    del says
    found = [each for each in facts.due if not each.code]
    faults = _of_sessions(facts, found, "has no mark", "Enter the mark")
    return Check("missing", "No mark is missing in the register", "None", faults)


def _child(facts: PackFacts, says: PackSays) -> Check:
    del says
    pupil = facts.pupil
    url = reverse("registers:register_entry", args=[pupil.pk])
    faults = []
    if not pupil.forename.strip() or not pupil.surname.strip():
        faults.append(Fault("The child’s full name is not on file.", url, "Register entry"))
    if facts.child_home is None:
        faults.append(Fault("The child’s address is not on file.", url, "Register entry"))
    said = f"{pupil.legal_name}, born {in_words(pupil.dob)}"
    return Check("child", "The child’s name, date of birth and address", said, tuple(faults))


def _parent(facts: PackFacts, says: PackSays) -> Check:
    del says
    contact = facts.parent.contact
    url = reverse("registers:pupil_contacts", args=[facts.pupil.pk])
    faults = []
    if len(contact.name.split()) < NAMED:
        faults.append(Fault(f"“{contact.name}” is not a full name.", url, "Contacts"))
    if facts.home is None:
        faults.append(Fault(f"No postal address of {contact.name} is on file.", url, "Contacts"))
    return Check("parent", "The parent’s full name and address", contact.name, tuple(faults))


def _leave(facts: PackFacts, says: PackSays) -> Check:
    del says
    faults = []
    for asked in facts.asked_for:
        url = reverse("absence:leave_request", args=[asked.request.pk])
        if asked.decision is None:
            faults.append(
                Fault(f"Nobody has decided about {asked_words(asked.request)}.", url, "The request")
            )
        elif not asked.decided_before:
            faults.append(
                Fault(f"{asked_words(asked.request)}, was not decided before the leave.", url, "The request")
            )
    said = f"{len(facts.asked_for)} decided" if facts.asked_for else "No request was made"
    return Check("leave", "Leave that was asked for was decided before it was taken", said, tuple(faults))


def _holiday(facts: PackFacts, says: PackSays) -> Check:
    if not facts.without_request:
        return Check("holiday", "Why a holiday without a request is believed", "Not needed")
    faults = []
    if not says.why_holiday.strip():
        faults.append(
            Fault(
                "Nobody asked for leave: write why it is believed to be a holiday.",
                "#id_why_holiday",
                "Write it",
            )
        )
    return Check("holiday", "Why a holiday without a request is believed", _WRITTEN, tuple(faults))


def _warned(facts: PackFacts, says: PackSays) -> Check:
    label = f"{facts.parent.contact.name} was warned before"
    if facts.warnings:
        return Check("warned", label, f"“{facts.warnings[-1].subject}”")
    if says.warning.strip():
        return Check("warned", label, _WRITTEN)
    words = "No warning letter to this parent has gone. Write which warning they had, when and how."
    return Check("warned", label, "", (Fault(words, "#id_warning", "Write it"),))


def _improvement(facts: PackFacts, says: PackSays) -> Check:
    del says
    label = "A notice to improve was given, and was not met"
    decision = facts.decision
    if decision is not None and not decision.support_appropriate:
        return Check("improvement", label, "Not needed: support is not appropriate here")
    if not facts.rules.improvement_needed:
        return Check("improvement", label, f"{facts.rules.authority} does not ask for one")
    ended = [each for each in facts.improvements if each.end is not None and each.end.kind in FAILED]
    if ended:
        return Check("improvement", label, f"Ended {in_words(ended[-1].end.on)}" if ended[-1].end else "")
    url = reverse("penalties:notices_to_improve")
    words = "This parent has had no notice to improve that was not met."
    return Check("improvement", label, "", (Fault(words, url, "Notices to improve"),))


def _answered(facts: PackFacts, says: PackSays) -> Check:
    del says
    url = reverse("penalties:pupil_notices", args=[facts.pupil.pk])
    faults = tuple(
        Fault(f"A representation of {in_words(each.received_on)} waits for its answer.", url, "Answer it")
        for each in facts.parent.waiting
    )
    return Check("answered", "No representation of this parent waits for its answer", "None waits", faults)


def _of_sessions(facts: PackFacts, sessions: Iterable[Seen], what: str, link: str) -> tuple[Fault, ...]:
    here = reverse("penalties:make_pack", args=[facts.case.pk, facts.parent.contact.pk])
    return tuple(
        Fault(
            f"{in_words(each.date)}, {HALF[each.session]}, {what}.",
            f"{reverse('registers:amend_mark', args=[facts.pupil.pk, each.date, each.session])}?next={here}",
            link,
        )
        for each in sessions
    )


_CHECKS: tuple[Callable[[PackFacts, PackSays], Check], ...] = (
    _decided,
    _enough,
    _unused,
    _no_unsettled,
    _no_missing,
    _child,
    _parent,
    _leave,
    _holiday,
    _warned,
    _improvement,
    _answered,
)
