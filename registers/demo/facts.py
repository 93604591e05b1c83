"""What is known about a child besides its name, at shares usual in England (school census 2024/25, rounded)."""

from random import Random

from registers.demo.families import Child, Family

YES = "1"
FSM_SHARE = 0.25
EVER_FSM = 0.03  # no longer, but still counted for the pupil premium
SEN_SUPPORT, EHCP = 0.14, 0.05
MEDICAL, YOUNG_CARER = 0.07, 0.012
LOOKED_AFTER, PREVIOUSLY_LOOKED_AFTER = 0.006, 0.006
IN_NEED, ON_PROTECTION_PLAN = 0.025, 0.005

# How much a fact moves a child's strain, in standard deviations: absence of pupils with free school meals was 10.0
# against 5.2 %, with a plan 13.1, with SEN support 10.1 and without either 5.8 % (DfE, autumn 2024/25).
STRAIN = {"fsm": 0.75, "sen": 0.35, "ehcp": 0.55, "social_worker": 0.6, "medical": 0.35, "young_carer": 0.4}


def draw_facts(child: Child, seed: str) -> dict[str, str]:
    """The statuses that the child has, by kind; what a family shares, its children share."""
    own = Random(f"{seed}/facts/{child.key}")
    facts = _of_family(child.family, Random(f"{seed}/facts/{child.family.key}"))
    facts |= _special_needs(own)
    if own.random() < MEDICAL:
        facts["medical"] = YES
    if own.random() < YOUNG_CARER:
        facts["young_carer"] = YES
    if own.random() < PREVIOUSLY_LOOKED_AFTER:
        facts |= {"previously_looked_after": YES, "pupil_premium": YES}
    return facts


def strain_of(facts: dict[str, str]) -> float:
    """How much those facts add to a child's strain."""
    return sum(STRAIN.get(kind, 0.0) for kind in facts)


def _of_family(family: Family, chance: Random) -> dict[str, str]:
    facts: dict[str, str] = {}
    poor = chance.random()
    if poor < FSM_SHARE:
        facts["fsm"] = YES
    if poor < FSM_SHARE + EVER_FSM:
        facts["pupil_premium"] = YES
    if family.heritage.eal and chance.random() < 0.9:
        facts["eal"] = YES
    care = chance.random()
    if care < LOOKED_AFTER:
        facts |= {"looked_after": YES, "pupil_premium": YES, "social_worker": "CIN"}
    elif care < LOOKED_AFTER + ON_PROTECTION_PLAN:
        facts["social_worker"] = "CP"
    elif care < LOOKED_AFTER + ON_PROTECTION_PLAN + IN_NEED:
        facts["social_worker"] = "CIN"
    return facts


def _special_needs(chance: Random) -> dict[str, str]:
    need = chance.random()
    if need < EHCP:
        return {"sen": "E", "ehcp": YES}
    return {"sen": "K"} if need < EHCP + SEN_SUPPORT else {}
