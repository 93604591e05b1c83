"""The rules of the school's local authority."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions.authority_rules import set_authority_rules
from penalties.authority import PETERBOROUGH
from penalties.forms.authority import AuthorityRulesForm, start_of
from penalties.models import AuthorityRules
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission


@requires(Permission.CHANGE_SETTINGS)
def authority_rules(request: PostRequest) -> HttpResponse:
    """What the authority's code of conduct fixes, as the settings have it."""
    school = cast(School, request.post.school)
    newest = AuthorityRules.objects.newest(school)
    form = AuthorityRulesForm(
        request.POST or None, initial=start_of(newest.rules if newest else PETERBOROUGH)
    )

    def do() -> None:
        operation = form.cleaned_data["operation"]
        set_authority_rules(
            school=school, rules=form.rules, operation=operation, by=request.post, at=clock.now()
        )

    if wrote(request, form, do, "The authority’s rules are saved. They hold from now on."):
        return redirect("penalties:authority_rules")
    return render(request, "penalties/authority_rules.html", {"form": form, "newest": newest})
