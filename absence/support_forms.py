"""One way in which the pages of support write something: the action is tried, and a refusal stands above the form."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from registers.refusals import Refusal


def wrote(request: HttpRequest, form: forms.Form, do: Callable[[], object], words: str) -> bool:
    """Whether the form was sent, could be written and was; then `words` say so on the next page."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, words)
    return True
