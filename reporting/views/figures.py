"""What a figure is made of: the page that every figure opens to, one pupil's sessions in it, and its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from attendance_site.parts.spreadsheets import Cell
from registers.access import PostRequest, requires
from registers.models import School
from registers.pupil_page import pupil_for
from registers.roles import Permission, Role, may
from reporting.exports import download, file_links
from reporting.figure_address import WORDS, Asked, asked_for
from reporting.figures import Figure, figure_of, marks_of, school_parts
from reporting.forms.figures import FigureForm, NamedPeriodForm, PeriodForm, TotalsForm
from reporting.groups import EVERYBODY, Group
from reporting.nameless import hidden_words, offered_period, offered_periods, shares_said, without_parts
from reporting.periods import Choice, Chosen, YearCalendar, year_calendar
from reporting.school_groups import SchoolGroups, may_choose, school_groups
from reporting.trust_view import schools_that_share

ROWS = 60
READ_OTHERWISE = (
    "Part of what the address asks for is not there, and is left out. What is counted is said on this page."
)


@dataclass(frozen=True)
class Request:
    """What was asked for, read and found: the figure, its school, and what the page says of period and group."""

    asked: Asked
    school: School | None
    schools: list[School]
    calendar: YearCalendar
    chosen: Chosen
    groups: SchoolGroups
    group_words: str
    within_words: str
    named: bool
    problem: str
    offered: list[Choice]
    """The periods that may be chosen by a reader who sees no names."""

    @property
    def whose(self) -> str:
        """The pupils in words: 4B; 4B, Free school meals."""
        return ", ".join(filter(None, [self.group_words, self.within_words]))

    @property
    def form(self) -> PeriodForm | NamedPeriodForm:
        """What else may be asked for."""
        if self.named:
            return FigureForm(self.calendar, self.chosen, self.groups, self.asked, self.group_words)
        return TotalsForm(self.offered, self.chosen, self.asked)


@requires(Permission.OPEN_FIGURES)
@require_safe
def figures(request: PostRequest) -> HttpResponse:
    """One figure: its formula, its period, its parts, who is in it and who is not, and the registers still missing."""
    today = clock.today()
    found = _read(request, today)
    asked = found.asked
    context = {
        "found": found,
        "asked": asked,
        "words": WORDS[asked.kind],
        "period_words": found.calendar.words(asked.period),
        "form": found.form,
    }
    sharing = _sharing(request, found)
    if found.school is None:
        parts = school_parts(asked, schools=found.schools, on=today)
        said = shares_said(parts, asked.kind, sharing)
        return render(request, "reporting/figures.html", context | {"schools": said})
    figure = figure_of(asked, school=found.school, post=request.post, on=today, named=found.named)
    page = Paginator(figure.pupils, ROWS).get_page(request.GET.get("page"))
    is_open = found.named or found.school.pk in sharing
    hidden = "" if is_open else hidden_words(figure.share, asked.kind, figure.persistent)
    more = {"figure": figure, "page_obj": page, "hidden": hidden, "files": file_links(asked.file_url)}
    return render(request, "reporting/figures.html", context | more)


@requires(Permission.SEE_MARKS)
@require_safe
def figure_sessions(request: PostRequest, pupil: int) -> HttpResponse:
    """The sessions of one pupil that are in a figure, each leading to its mark, and how they are worked out."""
    today = clock.today()
    whose = pupil_for(request.post, pupil, on=today)
    found = _read(request, today)
    own, school = found.asked.of_pupil(whose.pk), whose.school
    context = {
        "found": found,
        "asked": found.asked,
        "words": WORDS[own.kind],
        "figure": figure_of(own, school=school, post=request.post, on=today, named=True),
        "pupil": whose,
        "marks": marks_of(found.asked, pupil=whose),
        "period_words": found.calendar.words(found.asked.period),
    }
    return render(request, "reporting/figure_sessions.html", context)


@requires(Permission.SEE_FIGURES, fresh_proof=True)
@require_safe
def figures_file(request: PostRequest) -> StreamingHttpResponse:
    """The pupils of a figure with their own counts, as a file."""
    today = clock.today()
    found = _read(request, today)
    school = cast(School, found.school)  # a hat that sees figures by name is one of a school
    figure = figure_of(found.asked, school=school, post=request.post, on=today, named=True)
    asked = found.asked
    name = f"{asked.kind.value}-{school.urn}-{asked.period.first}-{asked.period.last}"
    columns = [
        "Pupil",
        "UPN",
        "Class",
        "Counted",
        "Of",
        "Percent",
        "Attended",
        "Authorised",
        "Unauthorised",
    ]
    return download(request, name, [*columns, "Late", "Level", "Stay"], _lines(figure))


def _lines(figure: Figure) -> Iterator[list[Cell]]:
    for part in figure.pupils:
        rates, percent = part.rates, part.share.percent
        yield [
            part.pupil.called if part.pupil else "",
            part.pupil.upn if part.pupil else "",
            part.class_name,
            part.share.part,
            part.share.whole,
            float(percent) if percent else None,
            rates.attended,
            rates.authorised,
            rates.unauthorised,
            rates.late,
            part.level,
            part.stay,
        ]


def _read(request: PostRequest, today: date) -> Request:
    """Raises Http404 for a school, class or pupil that the hat does not see."""
    post, role = request.post, Role(request.post.role)
    schools = list(School.objects.visible_to(post).order_by("name", "pk"))
    wanted = request.GET.get("school")
    found = [each for each in schools if each.pk == row_number(wanted)] if wanted else schools
    if not found:
        raise Http404("No such school.")
    school = found[0] if len(found) == 1 else None
    calendar = year_calendar([each.pk for each in found], today)
    chosen = calendar.chosen(request.GET)
    problem = chosen.problem
    named = may(role, Permission.SEE_MARKS) and role.sees_named_pupils and school is not None
    offered = calendar
    if not named:  # the pages that lead here are of all the schools together
        offered = (
            calendar if len(found) == len(schools) else year_calendar([each.pk for each in schools], today)
        )
        own = offered_period(calendar, chosen, weeks=True)
        chosen = own if own.period == chosen.period else offered_period(offered, chosen, weeks=True)
        problem = chosen.problem
    groups = school_groups(school, today, post) if school else SchoolGroups(frozenset(), {})
    group, words = _group(request, groups, today)
    within = _within(request, groups)
    asked = asked_for(request.GET, chosen.period, group, school.pk if school else None, within)
    problem = problem or (READ_OTHERWISE if asked.is_read_otherwise(request.GET) else "")
    if not named:
        asked, why = without_parts(asked)
        problem, words = why or problem, asked.group.words()
    both = "" if asked.within == EVERYBODY else groups.words(asked.within)
    choices = offered_periods(offered, weeks=True)
    return Request(asked, school, found, calendar, chosen, groups, words, both, named, problem, choices)


def _sharing(request: PostRequest, found: Request) -> set[int]:
    """The schools whose small numbers the reader may see: a trust sees names of those that share them."""
    sees_trust = may(Role(request.post.role), Permission.SEE_TRUST)
    return schools_that_share(found.schools) if sees_trust else set()


def _group(request: PostRequest, groups: SchoolGroups, today: date) -> tuple[Group, str]:
    """The group that was asked for and what to call it; for somebody with classes of their own, one of these."""
    own_only = Role(request.post.role).sees_own_groups_only
    text = request.GET.get("group", "")
    if not text and own_only:
        text = next((value for value, _ in _flat(groups)), "all")
    group = Group.parse(text or "all")
    if group is None:
        raise Http404("No such group.")
    if group.kind == "pupil":
        return group, pupil_for(request.post, group.row, on=today).called
    hidden = own_only and group.kind != "class"
    if hidden or (group.kind == "class" and group.row not in groups.names):
        raise Http404("No such group.")
    if not may_choose(request.post, group):
        raise Http404("No such group.")
    return group, groups.words(group)


def _within(request: PostRequest, groups: SchoolGroups) -> Group:
    """The second group that a pupil of the figure is in as well; everybody where the address names none."""
    text = request.GET.get("within")
    group = Group.parse(text) if text else EVERYBODY
    if group is None or group.kind == "pupil" or not may_choose(request.post, group):
        raise Http404("No such group.")
    if group.kind == "class" and group.row not in groups.names:
        raise Http404("No such group.")
    if group != EVERYBODY and Role(request.post.role).sees_own_groups_only:
        raise Http404("No such group.")
    return group


def _flat(groups: SchoolGroups) -> Iterator[tuple[str, str]]:
    for _, choices in groups.choices():
        if isinstance(choices, list):
            yield from choices
