"""Patterns of absence that are worth a look."""

from typing import NamedTuple

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from registers.access import PostRequest, requires
from registers.roles import Permission
from reporting.exports import download, file_links
from reporting.forms.groups import GroupForm
from reporting.looking_ahead import until_yesterday
from reporting.pattern_facts import Seen, patterns_seen
from reporting.patterns import Kind
from reporting.views.ahead import chosen_group


class Section(NamedTuple):
    """One kind of pattern on the page: what it is, what to ask, and where it was seen."""

    kind: Kind
    title: str
    text: str
    seen: list[Seen]


SECTIONS = {
    Kind.WEEKDAY: (
        "One day of the week",
        "Half of what was missed, or more, fell on one weekday. What is it about that day: a lesson, swimming, the way"
        " to school, a handover between homes?",
    ),
    Kind.BROKEN_WEEKS: (
        "Broken weeks",
        "The child came and was away in the same week, again and again. Worth asking how they sleep, feel and get to"
        " school; a condition not yet known can look like this.",
    ),
    Kind.BESIDE_HOLIDAYS: (
        "Days beside holidays",
        "Half of the days before and after holidays and long weekends, or more, and twice as often as other days.",
    ),
    Kind.TOGETHER: (
        "Brothers and sisters away together",
        "Away in the same sessions on several occasions. Illness goes round a family; so does a morning that does not"
        " work. One conversation may help several children.",
    ),
    Kind.ILLNESS: (
        "Illness in a class",
        "Several pupils of a class fell ill within three school days in the last two weeks. Think of hygiene, airing,"
        " and asking the health protection team.",
    ),
}


@requires(Permission.SEE_FIGURES)
@require_safe
def patterns(request: PostRequest) -> HttpResponse:
    """Each kind of pattern, and where it was seen this school year."""
    chosen = chosen_group(request.post, request)
    seen = patterns_seen(chosen, post=request.post)
    context = {
        "chosen": chosen,
        "words": chosen.calendar.words(until_yesterday(chosen)),
        "form": GroupForm(chosen),
        "sections": [Section(kind, *words, seen[kind]) for kind, words in SECTIONS.items()],
        "number": sum(map(len, seen.values())),
        "files": file_links(
            f"{reverse('reporting:patterns_file')}?{urlencode({'group': str(chosen.group)})}"
        ),
    }
    return render(request, "reporting/patterns.html", context)


@requires(Permission.SEE_FIGURES, fresh_proof=True)
@require_safe
def patterns_file(request: PostRequest) -> StreamingHttpResponse:
    """Every pattern with its pupils, as a file."""
    chosen = chosen_group(request.post, request)
    seen = patterns_seen(chosen, post=request.post)
    rows = [
        (SECTIONS[kind][0], ", ".join(each.pupil.called for each in found.members), found.group, found.words)
        for kind, listed in seen.items()
        for found in listed
    ]
    return download(request, f"patterns-{chosen.on}", ("Pattern", "Pupils", "Class", "What was seen"), rows)
