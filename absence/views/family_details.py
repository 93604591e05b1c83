"""A family looks at what the school holds about it, once a term, and says what is to change."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from absence.actions.details import NothingProposed, check_details
from absence.details_held import details_held
from absence.details_round import has_answered, term_for
from absence.forms.family_details import FamilyDetailsForm
from absence.models import DetailsCheck, DetailsProposal
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.models import Contact, Term


@for_families(code_within_days=30)
def family_details(request: FamilyRequest) -> HttpResponse:
    """What the school holds about this adult and the home they share: all correct, or what is to change."""
    today = clock.today()
    children = _chosen(request)
    contact, term = children[0].contact, term_for(children[0].school, today)
    held = details_held(children, on=today)
    doing = request.POST.get("do", "")
    form = FamilyDetailsForm(request.POST if doing == "change" else None, held=held, today=today)
    if doing == "correct" and term is not None:
        _check(request, children, term, form=None)
        messages.success(request, gettext("Thank you. That is all for this term."))
        return redirect("absence:family_details")
    if doing == "change" and term is not None and form.is_valid():
        try:
            _check(request, children, term, form=form)
        except NothingProposed:
            form.add_error(None, gettext("Nothing is different from what we hold. Change something, or press the first button."))  # fmt: skip  # noqa: E501
        else:
            messages.success(request, gettext("Thank you. The school looks at it and changes its records."))
            return redirect("absence:family_details")
    shown = {
        "held": held,
        "form": form,
        "changing": doing == "change",
        "term": term,
        "answered": term is not None and has_answered(contact, term),
        "operation": uuid.uuid4(),
        "others": _others(request, contact),
        "school": children[0].school,
        "earlier": _earlier(contact, [child.pupil.pk for child in children]),
    }
    return render(request, "absence/family_details.html", shown)


def _chosen(request: FamilyRequest) -> list[Child]:
    """The children of the adult entry that is asked for: the first one, where nothing is asked."""
    children = request.family.children
    asked = request.POST.get("of") or request.GET.get("of")
    contact = row_number(asked) if asked else children[0].contact.pk
    found = [child for child in children if child.contact.pk == contact]
    if not found:
        raise Http404("Nobody of this family.")
    return found


def _others(request: FamilyRequest, contact: Contact) -> list[Child]:
    """One child for each other place where this adult is on file: another school of the site."""
    found = {child.contact.pk: child for child in request.family.children if child.contact.pk != contact.pk}
    return list(found.values())


def _check(
    request: FamilyRequest, children: list[Child], term: Term, *, form: FamilyDetailsForm | None
) -> DetailsCheck:
    first = children[0]
    return check_details(
        contact=first.contact,
        relationship=first.care.relationship,
        term=term,
        changes=form.proposals if form else [],
        all_correct=form is None,
        language=get_language() or "en",
        operation=form.cleaned_data["operation"] if form else _operation(request),
        by=first.post,
        at=clock.now(),
    )


def _operation(request: FamilyRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("operation", ""))
    except ValueError:
        return uuid.uuid4()


def _earlier(contact: Contact, pupils: list[int]) -> list[DetailsProposal]:
    """The latest things that this adult asked to be changed, with what came of them. One statement."""
    theirs = Q(pupil__isnull=True) | Q(pupil__in=pupils)
    mine = DetailsProposal.objects.filter(theirs, school=contact.school_id, details_check__contact=contact)
    return list(mine.select_related("answer", "pupil").order_by("-at", "-pk")[:12])
