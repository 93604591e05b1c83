"""What every tab of a pupil's page needs: the pupil, where the hat may see them, and the head of the page."""

from datetime import date

from django.http import Http404

from registers.models import ContactLimit, GroupMembership, Post, Pupil
from registers.pupil_plans import seen_today
from registers.pupil_tabs import tabs_for


def pupil_for(post: Post, pk: int, *, on: date) -> Pupil:
    """The pupil as the hat may see them on `on`, with the school. Raises Http404 where they are not visible."""
    pupil = Pupil.objects.visible_to(post, on=on).with_photo().select_related("school").filter(pk=pk).first()
    if pupil is None:
        raise Http404("No such pupil.")
    return pupil


def page_head(pupil: Pupil, post: Post, *, current: str, on: date) -> dict[str, object]:
    """The context of `registers/_pupil_base.html`: pupil, class and tabs; `current` is the page's own URL name."""
    names = GroupMembership.objects.on(on).filter(pupil=pupil).values_list("group__name", flat=True)
    limits = ContactLimit.objects.on(on).filter(care__pupil=pupil).order_by("care__priority", "pk")
    return {
        "pupil": pupil,
        "group": names.first() or "",
        "tabs": tabs_for(post, pupil, current),
        "seen": seen_today(pupil, on=on),
        "limited_adults": list(dict.fromkeys(limits.values_list("care__contact__name", flat=True))),
    }
