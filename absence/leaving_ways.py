"""The ways of leaving that a family can tell the school, and what happens then, in plain words.

The law: the name stays on the roll until a ground of regulation 9(1) (SI 2024/208) applies, and the school tells the
local authority of a plan to educate at home even where it was only said (Children missing education, 2024: V2).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from registers.leaving_steps import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class WayTold:
    """One way: what staff and families call it, and what happens then."""

    kind: Kind
    label: str
    called: "_StrPromise"
    happens: "tuple[_StrPromise, ...]"


STAYS = _(
    "Please keep bringing your child to school until the last day. After that day it is still the "
    "school that takes the name off the register."
)
WAYS_TOLD = (
    WayTold(
        Kind.MOVED_SCHOOL,
        "Another school",
        _("A new school in the United Kingdom"),
        (
            _(
                "We ask the new school when your child starts there. Your child stays on our register "
                "until the new school has them."
            ),
            _("We send your child’s school records to the new school."),
            _(
                "If we do not know the new school, we must tell the local authority, so that no child is "
                "lost from sight."
            ),
            STAYS,
        ),
    ),
    WayTold(
        Kind.HOME_EDUCATION,
        "Home education",
        _("I will teach my child at home"),
        (
            _(
                "The law asks for this in writing from a parent. What you write here is that notice, and "
                "we keep it in your own words."
            ),
            _("We must tell the local authority what you plan. We must do so even if a parent only says it."),
            _(
                "From then on you are responsible for your child’s whole education. The local authority "
                "will write to you about it."
            ),
            _(
                "If the local authority arranged a place at a special school, or a school attendance "
                "order names our school, the local authority must agree first."
            ),
            _("You can talk to us before you decide. We would like to help with whatever is hard."),
            STAYS,
        ),
    ),
    WayTold(
        Kind.MOVED_ABROAD,
        "Moving abroad",
        _("Moving to another country"),
        (
            _(
                "We ask for the new address and the new school, so that we know your child is safe and "
                "learning."
            ),
            _("We tell the local authority that your child is leaving, and where they are going."),
            STAYS,
        ),
    ),
    WayTold(
        Kind.OTHER,
        "Another reason",
        _("Something else"),
        (
            _("Somebody from the school will talk to you about what happens next."),
            STAYS,
        ),
    ),
)
WAYS_BY_KIND = {way.kind.value: way for way in WAYS_TOLD}
