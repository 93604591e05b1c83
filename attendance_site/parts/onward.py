"""Going on to the page that somebody came from, where it is one of ours."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def go_on(request: HttpRequest, wanted: str, *, otherwise: str) -> HttpResponseRedirect:
    """To `wanted`, an address as it came in a form, if it is a path of this site; else to the address `otherwise`."""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if ours else otherwise)
