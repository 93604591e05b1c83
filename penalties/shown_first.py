"""What is read about a pupil before anything else of a case: open support, needs, health, social care."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from absence.models import MedicalEvidence, SupportPlan
from registers.models import Post, Professional, Pupil, PupilStatus, School
from registers.roles import Permission, Role, may
from registers.social_care import (
    CALLED,
    EHCP,
    SEN,
    SOCIAL_PROFESSIONALS,
    SOCIAL_STATUSES,
    WITH_PLAN,
    value_words,
)

Kind = PupilStatus.Kind
NEEDS = (Kind.SEN, Kind.EHCP, Kind.MEDICAL, Kind.YOUNG_CARER)
NO_NEED = "N"
SOCIAL = "Social care"
WHO_SEES = "Something is on file. The safeguarding lead, attendance champion and head can see it."


@dataclass(frozen=True)
class Shown:
    """One line. `matters`: there is something to think of; `url`: where it stands in full."""

    label: str
    words: str
    matters: bool = False
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """What is on file of one pupil today, as the hat may know it."""

    statuses: dict[str, str]
    plan: SupportPlan | None = None
    evidence: int = 0
    social: tuple[str, ...] = ()
    """Social care in words, for those who may see it."""
    has_social: bool = False
    sees_social: bool = False

    @property
    def tags(self) -> list[str]:
        """In a word or two each, for a list."""
        found = ["Support plan"] if self.plan else []
        if self._has_plan_of_authority:
            found.append("EHC plan")
        elif self.statuses.get(SEN, NO_NEED) != NO_NEED:
            found.append("SEN support")
        if Kind.MEDICAL in self.statuses:
            found.append("Medical")
        if Kind.YOUNG_CARER in self.statuses:
            found.append("Young carer")
        return [*found, "Social care"] if self.has_social else found

    @property
    def _has_plan_of_authority(self) -> bool:
        return EHCP in self.statuses or self.statuses.get(SEN) == WITH_PLAN

    def lines(self, pupil: Pupil, on: dt.date) -> list[Shown]:
        """Every line, also where there is nothing: that somebody looked is part of considering."""
        return [
            self._plan_line(pupil),
            self._needs_line(pupil),
            self._health_line(pupil),
            self._social_line(pupil),
            Shown(CALLED[Kind.YOUNG_CARER], "yes" if Kind.YOUNG_CARER in self.statuses else "nothing on file",
                  Kind.YOUNG_CARER in self.statuses),
        ]  # fmt: skip

    def _plan_line(self, pupil: Pupil) -> Shown:
        if self.plan is None:
            tab = reverse("absence:pupil_support", args=[pupil.pk])
            return Shown("Support plan", "none open", url=tab)
        words = f"open since {self.plan.first_day:%-d %B %Y}, kept going by {self.plan.lead}"
        return Shown("Support plan", words, True, reverse("absence:support_plan", args=[self.plan.pk]))

    def _needs_line(self, pupil: Pupil) -> Shown:
        sen = self.statuses.get(SEN, "")
        if self._has_plan_of_authority:
            return Shown(CALLED[SEN], "education, health and care plan: hold an early review first", True)
        if sen and sen != NO_NEED:
            return Shown(CALLED[SEN], value_words(SEN, sen), True)
        return Shown(CALLED[SEN], "none on file")

    def _health_line(self, pupil: Pupil) -> Shown:
        label = "Disability or medical condition"
        parts = ["medical condition on file"] if Kind.MEDICAL in self.statuses else []
        if self.evidence:
            parts.append(f"{self.evidence} piece{'s' if self.evidence > 1 else ''} of medical evidence")
        words = ", ".join(parts) or "none on file: ask, where absence could have to do with either"
        return Shown(label, words, bool(parts), reverse("absence:pupil_illness", args=[pupil.pk]))

    def _social_line(self, pupil: Pupil) -> Shown:
        if not self.has_social:
            return Shown(SOCIAL, "nothing on file")
        if not self.sees_social:
            return Shown(SOCIAL, WHO_SEES, True)
        url = reverse("registers:social_care", args=[pupil.pk])
        return Shown(SOCIAL, f"{', '.join(self.social)}: talk to them first", True, url)


def facts_of(school: School, pupils: Collection[int], *, post: Post, on: dt.date) -> dict[int, Facts]:
    """By pupil. Four statements, however many pupils."""
    statuses: dict[int, dict[str, str]] = defaultdict(dict)
    rows = PupilStatus.objects.on(on).filter(
        school=school, pupil__in=pupils, kind__in=(*NEEDS, *SOCIAL_STATUSES)
    )
    for pupil, kind, value in rows.order_by("pk").values_list("pupil", "kind", "value"):
        statuses[pupil][kind] = value
    people: dict[int, list[str]] = defaultdict(list)
    workers = Professional.objects.on(on).filter(
        school=school, pupil__in=pupils, role__in=SOCIAL_PROFESSIONALS
    )
    for worker in workers.order_by("pk"):
        people[worker.pupil_id].append(f"{worker.get_role_display().lower()} {worker.name}".strip())
    plans = SupportPlan.objects.running().filter(school=school, pupil__in=pupils).order_by("pk")
    running = {plan.pupil_id: plan for plan in plans}
    evidence: dict[int, int] = defaultdict(int)
    for pupil in MedicalEvidence.objects.filter(school=school, pupil__in=pupils).values_list(
        "pupil", flat=True
    ):
        evidence[pupil] += 1
    sees = may(Role(post.role), Permission.SEE_SOCIAL_CARE)
    found = {}
    for pupil in pupils:
        held = statuses[pupil]
        social = [_social_words(kind, held[kind]) for kind in SOCIAL_STATUSES if kind in held] + people[pupil]
        found[pupil] = Facts(
            statuses={kind: value for kind, value in held.items() if kind in NEEDS},
            plan=running.get(pupil),
            evidence=evidence[pupil],
            social=tuple(social) if sees else (),
            has_social=bool(social),
            sees_social=sees,
        )
    return found


def _social_words(kind: str, value: str) -> str:
    words = value_words(kind, value)
    return CALLED[kind].lower() if words == "yes" else words.lower()
