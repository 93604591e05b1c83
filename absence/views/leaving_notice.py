"""A family says that a child is to leave: what the office reads of it, and what it does."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from absence.actions.leaving_notices import note_leaving_notice, open_record_from_notice
from absence.family_list import adults_beside, notice_read
from absence.forms.families import NoteForm, OpenRecordForm
from absence.leaving_ways import WAYS_BY_KIND
from absence.models import LeavingNotice
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.leaving import Told
from registers.confidential import secrets_of
from registers.leaving_steps import Kind
from registers.models import Admission, ContactLimit, Leaving
from registers.refusals import Refusal
from registers.roles import Permission

OPENED = "The leaving record is open. The name stays on the roll until it is deleted on a ground."


@requires(Permission.ADMIT_AND_REMOVE)
def leaving_notice(request: PostRequest, leaving_notice: int) -> HttpResponse:
    """What was said, what to think of, the leaving record to open from it, or a note of what was done."""
    today = clock.today()
    found = LeavingNotice.objects.visible_to(request.post, on=today)
    found = found.select_related("pupil__school", "contact", "answer__leaving")
    notice = get_object_or_404(found, pk=leaving_notice)
    read = notice_read(notice, request.post, secrets_of(notice.school_id))
    stay = notice.pupil.admissions.order_by("-starting_day").first()
    doing = request.POST.get("do", "")
    opening = OpenRecordForm(
        request.POST if doing == "open" else None, initial=_prefilled(notice, read.is_confidential)
    )
    noting = NoteForm(request.POST if doing == "note" else None)
    asked = opening if doing == "open" else noting
    if asked.is_bound and asked.is_valid():
        done = _do(request, notice, stay, asked)
        if done is not None:
            return done
    limits = ContactLimit.objects.on(today).filter(care__pupil=notice.pupil_id)
    shown = {
        "notice": notice,
        "read": read,
        "way": WAYS_BY_KIND[notice.kind],
        "answer": getattr(notice, "answer", None),
        "record": Leaving.objects.open().filter(admission=stay).first() if stay else None,
        "stay": stay,
        "opening": opening,
        "noting": noting,
        "form": asked,
        "beside": adults_beside(notice, on=today),
        "teller_limited": limits.filter(care__contact=notice.contact_id).exists(),
    }
    return render(request, "absence/leaving_notice.html", shown)


def _do(
    request: PostRequest, notice: LeavingNotice, stay: Admission | None, form: Form
) -> HttpResponse | None:
    """Open the record or note what was done; None where it is refused, the form saying why."""
    given, at = dict(form.cleaned_data), clock.now()
    try:
        if isinstance(form, NoteForm):
            note_leaving_notice(notice=notice, note=given["note"], by=request.post, at=at)
            messages.success(request, "Noted.")
            return redirect("absence:families")
        if stay is not None:
            written = given.pop("written_notice")
            told = Told(**(given | {"kind": Kind(given["kind"])}))
            open_record_from_notice(
                notice=notice, admission=stay, told=told, written_notice=written, by=request.post, at=at
            )
            messages.success(request, OPENED)
            return redirect("registers:leaving", notice.pupil_id)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _prefilled(notice: LeavingNotice, is_confidential: bool) -> dict[str, object]:
    """What the record would say. Where addresses are confidential, a person enters what may be entered."""
    known: dict[str, object] = {
        "kind": notice.kind,
        "learned_on": notice.at.date(),
        "told_by": f"{notice.name} ({notice.position}), by the family pages"[:200],
        "expected_last_day": notice.last_day,
        "written_notice": notice.kind == Kind.HOME_EDUCATION,
    }
    if is_confidential:
        return known
    next_school = ", ".join(filter(None, [notice.next_school, notice.next_school_address]))
    return known | {
        "next_school": next_school[:200],
        "next_school_from": notice.next_school_from,
        "new_address": notice.new_address,
        "new_address_from": notice.new_address_from,
    }
