"""What the page of one pupil's leaving shows: the record, its checklist, enquiries, and which grounds stand open."""

import datetime as dt
from dataclasses import dataclass

from registers.leaver_facts import facts_of
from registers.leaving import GROUNDS, Lawful, LeaverFacts, Standing, standings
from registers.leaving_steps import WAYS, Kind, Step, Way, checklist
from registers.models import Admission, JointEnquiry, Leaving, LeavingStep, Post, Pupil


@dataclass(frozen=True)
class StepShown:
    """One line of the checklist. `entries`: what was recorded of it, the latest first."""

    step: Step
    done: LeavingStep | None
    entries: tuple[LeavingStep, ...]
    needed: bool
    """Whether a ground that fits this way of leaving demands it."""


@dataclass(frozen=True)
class LeavingPage:
    """One record as the page shows it."""

    leaving: Leaving
    way: Way
    steps: tuple[StepShown, ...]
    enquiries: tuple[JointEnquiry, ...]
    facts: LeaverFacts
    standings: tuple[Standing, ...]

    @property
    def open(self) -> list[Standing]:
        """Grounds that may be chosen now."""
        return [each for each in self.standings if each.lawful is Lawful.NOW]

    @property
    def not_yet(self) -> list[Standing]:
        """Grounds that fit this way of leaving but wait for something."""
        return [
            each
            for each in self.standings
            if each.lawful is Lawful.NOT_YET and each.ground.letter in self.way.grounds
        ]

    @property
    def others(self) -> list[Standing]:
        """Grounds that may not be chosen here, or belong to another way of leaving."""
        named = [*self.open, *self.not_yet]
        return [each for each in self.standings if each not in named]

    @property
    def asks_for_enquiries(self) -> bool:
        """Whether a ground that fits needs enquiries with the authority."""
        return any(GROUNDS[letter].joint_enquiries for letter in self.way.grounds)


def leaving_page(
    leaving: Leaving, *, admission: Admission, pupil: Pupil, today: dt.date, by: Post
) -> LeavingPage:
    """The page of an open record."""
    facts = facts_of(leaving, admission=admission, pupil=pupil, on=today, today=today, by=by)
    kind = Kind(leaving.kind)
    listed = checklist(kind, has_social_worker=facts.has_social_worker, consent_needed=facts.consent_needed)
    recorded: dict[str, list[LeavingStep]] = {}
    for entry in LeavingStep.objects.filter(leaving=leaving).order_by("-at", "-pk"):
        recorded.setdefault(entry.step, []).append(entry)
    demanded = {step for letter in WAYS[kind].grounds for step in GROUNDS[letter].steps}
    demanded |= {Step.SOCIAL_WORKER_TOLD, Step.CONSENT}
    extra = [Step(step) for step in recorded if step not in listed]
    return LeavingPage(
        leaving=leaving,
        way=WAYS[kind],
        steps=tuple(_shown(step, recorded.get(step, []), step in demanded) for step in [*listed, *extra]),
        enquiries=tuple(JointEnquiry.objects.filter(leaving=leaving).order_by("-made_on", "-pk")),
        facts=facts,
        standings=tuple(standings(facts)),
    )


def _shown(step: Step, entries: list[LeavingStep], needed: bool) -> StepShown:
    latest = entries[0] if entries and entries[0].done_on is not None else None
    return StepShown(step, latest, tuple(entries), needed)
