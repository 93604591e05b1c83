"""A few words that came with a button rather than with a form of their own."""

from django.http import HttpRequest

LONGEST = 2000
NUL = "\x00"


def typed(request: HttpRequest, name: str, *, longest: int = LONGEST) -> str:
    """What was posted under that name: at most `longest` characters, without the one that the database cannot hold."""
    return request.POST.get(name, "").replace(NUL, "")[:longest]
