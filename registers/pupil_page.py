"""What every tab of a pupil's page needs: the pupil, where the hat may see them, and the head of the page."""

from datetime import date

from django.http import Http404

from registers.calling_order import Adult, adults_of
from registers.models import ContactLimit, GroupMembership, Post, Pupil
from registers.pupil_acts import acts_for
from registers.pupil_flags import flags_of
from registers.pupil_plans import seen_today
from registers.pupil_tabs import tabs_for
from registers.roles import Permission, Role, may


def pupil_for(post: Post, pk: int, *, on: date) -> Pupil:
    """The pupil as the hat may see them on `on`, with the school. Raises Http404 where they are not visible."""
    pupil = Pupil.objects.visible_to(post, on=on).with_photo().select_related("school").filter(pk=pk).first()
    if pupil is None:
        raise Http404("No such pupil.")
    return pupil


def page_head(pupil: Pupil, post: Post, *, current: str, on: date) -> dict[str, object]:
    """The context of `registers/_pupil_base.html`: the pupil with class, flags, whom to ring, what may be done, tabs.

    `current` is the page's own URL name.
    """
    names = GroupMembership.objects.on(on).filter(pupil=pupil).values_list("group__name", flat=True)
    limits = ContactLimit.objects.on(on).filter(care__pupil=pupil).order_by("care__priority", "pk")
    return {
        "pupil": pupil,
        "group": names.first() or "",
        "tabs": tabs_for(post, pupil, current),
        "acts": acts_for(post, pupil),
        "flags": flags_of(pupil, post, on),
        "calling": _calling(pupil, post, on),
        "seen": seen_today(pupil, on=on),
        "limited_adults": list(dict.fromkeys(limits.values_list("care__contact__name", flat=True))),
    }


def _calling(pupil: Pupil, post: Post, on: date) -> list[Adult]:
    """Whom to ring, in order, for those who may see telephone numbers."""
    if not may(Role(post.role), Permission.SEE_CONTACTS):
        return []
    return adults_of(pupil.school, [pupil.pk], on).get(pupil.pk, [])
