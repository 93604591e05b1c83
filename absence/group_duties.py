"""Groups of pupils with duties of their own, and what is written down about each (the policy's Annex A).

The product knows a group from dated facts on file, or because somebody wrote a duty down; it gives no child a name of
its own.
"""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The groups, in the order of the page."""

    SEVERE = "severe"
    LOOKED_AFTER = "looked_after"
    PREVIOUSLY = "previously"
    SOCIAL_WORKER = "social_worker"
    HAD_WORKER = "had_worker"
    SEN = "sen"
    YOUNG_CARER = "young_carer"
    TRAVELLER = "traveller"


class Duty(StrEnum):
    """What is written down about a pupil of a group."""

    JOINT_APPROACH = "joint"
    PLAN = "pep"
    PREMIUM = "premium"
    VIRTUAL_HEAD = "virtual"
    SOCIAL_WORKER_TOLD = "told"
    PROVISION = "provision"
    SUPPORT = "support"
    WHILE_AWAY = "away"


DUTY_WORDS = {
    Duty.JOINT_APPROACH: "Joint approach agreed with the authority",
    Duty.PLAN: "Personal education plan: its date and the attendance target in it",
    Duty.PREMIUM: "Pupil Premium Plus: what it is used for, or what was talked about with the parents",
    Duty.VIRTUAL_HEAD: "Talk with the virtual school head",
    Duty.SOCIAL_WORKER_TOLD: "Talk with the social worker",
    Duty.PROVISION: "Provision of the plan, and whether the pupil gets to it",
    Duty.SUPPORT: "Support and adjustments",
    Duty.WHILE_AWAY: "Contact and learning while the family travels",
}


@dataclass(frozen=True)
class GroupFacts:
    """One group: its heading, what the school owes, which duties are written down, and which one each pupil needs."""

    title: str
    owes: str
    duties: tuple[Duty, ...]
    needed: Duty | None = None
    is_social: bool = False


GROUPS = {
    Group.SEVERE: GroupFacts(
        "Half of school or more missed",
        "A joint approach is agreed with the local authority for each pupil. All services put these children first.",
        (Duty.JOINT_APPROACH, Duty.SUPPORT),
        needed=Duty.JOINT_APPROACH,
    ),
    Group.LOOKED_AFTER: GroupFacts(
        "Looked after",
        "The designated teacher leads. The personal education plan, made with the virtual school head, has a target"
        " for attendance.",
        (Duty.PLAN, Duty.PREMIUM, Duty.VIRTUAL_HEAD, Duty.SUPPORT),
        needed=Duty.PLAN,
        is_social=True,
    ),
    Group.PREVIOUSLY: GroupFacts(
        "Previously looked after",
        "The designated teacher leads. The school works with the parents, also on what Pupil Premium Plus is used for.",
        (Duty.PREMIUM, Duty.VIRTUAL_HEAD, Duty.SUPPORT),
        needed=Duty.PREMIUM,
        is_social=True,
    ),
    Group.SOCIAL_WORKER: GroupFacts(
        "With a social worker",
        "The social worker is told of unexplained absence, and before a name is taken off the register.",
        (Duty.SOCIAL_WORKER_TOLD, Duty.SUPPORT),
        needed=Duty.SUPPORT,
        is_social=True,
    ),
    Group.HAD_WORKER: GroupFacts(
        "Had a social worker",
        "The school knows who they are: what children met with can go on to keep them from school when the help has"
        " ended.",
        (Duty.SUPPORT,),
        is_social=True,
    ),
    Group.SEN: GroupFacts(
        "Special educational needs",
        "The provision of an education, health and care plan is delivered, and what keeps a pupil from it is taken"
        " away.",
        (Duty.PROVISION, Duty.SUPPORT),
    ),
    Group.YOUNG_CARER: GroupFacts(
        "Young carers",
        "The school knows what the pupil does at home, and makes room for it.",
        (Duty.SUPPORT,),
        needed=Duty.SUPPORT,
    ),
    Group.TRAVELLER: GroupFacts(
        "Families that travel for work",
        "The school knows how to reach the family, when it returns, and what the child learns while away.",
        (Duty.WHILE_AWAY, Duty.SUPPORT),
        needed=Duty.WHILE_AWAY,
    ),
}
