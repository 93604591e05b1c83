"""The first page of a family: each child, in plain words."""

from django.http import HttpResponse
from django.shortcuts import render

from registers.access import FamilyRequest, for_families


@for_families()
def family_home(request: FamilyRequest) -> HttpResponse:
    """Each child, and what can be done here."""
    return render(request, "absence/family_home.html", {"children": request.family.children})
