"""A pupil's photo: seen by who may see the pupil, set and removed by the office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import photos as photo_actions
from registers.forms.photos import PhotoForm
from registers.models import PupilPhoto
from registers.pupil_page import pupil_for
from registers.roles import Permission


@requires(Permission.SEE_PUPILS)
@require_safe
def pupil_photo(request: PostRequest, pk: int) -> HttpResponse:
    """The photo itself; nobody on the way keeps it."""
    pupil = pupil_for(request.post, pk, on=clock.today())
    photo = get_object_or_404(PupilPhoto, pupil=pupil)
    response = HttpResponse(bytes(photo.image), content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_photo(request: PostRequest, pk: int) -> HttpResponse:
    """Set, replace or remove a pupil's photo."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    if request.POST.get("do") == "remove":
        gone = photo_actions.remove_photo(pupil=pupil)
        messages.success(request, "The photo is removed." if gone else "There was no photo to remove.")
        return redirect("registers:change_photo", pupil.pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        photo_actions.set_photo(
            pupil=pupil, image=given["photo"], consent=given["consent"], by=request.post, at=at
        )
        messages.success(request, "The photo is kept. It is shown only to people who may see this pupil.")
        return redirect("registers:change_photo", pupil.pk)
    photo = PupilPhoto.objects.filter(pupil=pupil).defer("image").first()
    return render(request, "registers/change_photo.html", {"pupil": pupil, "form": form, "photo": photo})
