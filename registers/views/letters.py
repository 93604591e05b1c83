"""Letters to print: all that wait as one PDF, and noting that they were handed over."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.letters import note_addresses_printed
from registers.actions.messages import hand_over_letters
from registers.letters import AT_ONCE, Letter, letters_of, may_address, sheet_of, waiting_letters
from registers.models import School, SendingSettings
from registers.paper import letters_pdf
from registers.roles import Permission
from registers.senders.connections import HOLD, LABELS


@requires(Permission.SEE_MESSAGES)
def letters(request: PostRequest) -> HttpResponse:
    """The letters that wait: print them as one PDF, then note those on the page as handed over."""
    at, school = clock.now(), cast(School, request.post.school)
    waiting = waiting_letters(request.post, at)
    if request.method == "POST":
        chosen = [each for each in waiting if str(each.pk) in set(request.POST.getlist("letter"))]
        done = hand_over_letters(letters=chosen, by=request.post, at=at)
        missed = len(set(request.POST.getlist("letter"))) - done.done
        _say(request, done.done, missed)
        return redirect("registers:letters")
    listed = letters_of(list(waiting[:AT_ONCE]), school=school, at=at)
    to_print = [letter for letter in listed if not letter.why_not]
    if request.GET.get("as") == "pdf" and to_print:
        return _printed(request, to_print, school)
    sender = SendingSettings.objects.of(school).letter
    context = {
        "to_print": to_print,
        "left_out": [letter for letter in listed if letter.why_not],
        "more": waiting.count() - len(listed),
        "kept_back": sum(letter.is_confidential for letter in to_print),
        "may_address": may_address(request.post),
        "carrier": LABELS[sender] if sender != HOLD else "",
    }
    return render(request, "registers/letters.html", context)


def _printed(request: PostRequest, listed: list[Letter], school: School) -> HttpResponse:
    at = clock.now()
    note_addresses_printed(letters=listed, by=request.post, at=at)
    sheets = [sheet_of(letter, school=school, on_paper_for=request.post) for letter in listed]
    answer = HttpResponse(letters_pdf(sheets, school=school, at=at), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letters {at:%Y-%m-%d}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _say(request: PostRequest, done: int, missed: int) -> None:
    if done:
        words = "1 letter is" if done == 1 else f"{done} letters are"
        messages.success(request, f"{words} noted as handed over, with name and address as they stand today.")
    if missed:
        messages.warning(
            request, f"{missed} not noted: they had gone, were cancelled meanwhile, or a contact limit holds."
        )
    if not done and not missed:
        messages.warning(request, "Choose the letters that were handed over.")
