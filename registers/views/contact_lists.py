"""Lists about the adults of all pupils: too few to call, what is to be settled, languages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers import contacts_to_settle as settle
from registers.access import PostRequest, requires
from registers.roles import Permission


@requires(Permission.SEE_CONTACTS)
@require_safe
def few_contacts(request: PostRequest) -> HttpResponse:
    """Pupils with fewer than two adults to call in an emergency."""
    rows = settle.few_contacts(request.post, on=clock.today())
    return render(request, "registers/few_contacts.html", {"rows": rows, "fewest": settle.FEWEST_TO_CALL})


@requires(Permission.SEE_CONTACTS)
@require_safe
def contacts_to_settle(request: PostRequest) -> HttpResponse:
    """Limits to complete, settle or review, and e-mail addresses that several adults share."""
    today = clock.today()
    limits = settle.limits_to_settle(request.post, on=today)
    shared = settle.shared_emails(request.post)
    return render(request, "registers/contacts_to_settle.html", {"limits": limits, "shared": shared})


@requires(Permission.SEE_PUPILS)
@require_safe
def languages(request: PostRequest) -> HttpResponse:
    """The languages of the school's families, the most frequent first."""
    rows = settle.languages_of(request.post, on=clock.today())
    return render(request, "registers/languages.html", {"rows": rows})
