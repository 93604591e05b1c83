"""The page of one class: for its own teacher, and for those who see the school's figures."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import RegistrationGroup, School
from registers.roles import Permission, Role, may
from reporting.chosen_cut import chosen_cut
from reporting.class_page import class_page as page_of
from reporting.exports import file_links
from reporting.forms.figures import PeriodForm
from reporting.groups import Group


@requires(Permission.SEE_CLASS)
@require_safe
def class_page(request: PostRequest, group: int) -> HttpResponse:
    """One class over a period, in words and pictures, pupil by pupil: with names, so not for who sees totals only."""
    on = clock.today()
    shown = get_object_or_404(RegistrationGroup.objects.visible_to(request.post, on=on), pk=group)
    asked = {key: request.GET.get(key, "") for key in ("period", "from", "to")}
    asked["group"] = str(Group("class", str(shown.pk)))
    found = chosen_cut(post=request.post, school=cast(School, request.post.school), query=asked, on=on)
    page = page_of(found, post=request.post)
    sees_all = may(Role(request.post.role), Permission.SEE_FIGURES)
    pictures = [
        (picture, file_links(found.links.file(picture.name)) if sees_all else []) for picture in page.pictures
    ]
    context = {
        "shown": shown,
        "found": found,
        "page": page,
        "pictures": pictures,
        "form": PeriodForm(found.calendar, found.chosen),
        "sees_all": sees_all,
        "others": list(found.groups.names.items()) if len(found.groups.names) > 1 else [],
    }
    return render(request, "reporting/class_page.html", context)
