"""The school's calendar: a year at a glance, and changes to it, each shown before it is made."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.calendar import CalendarRefusal, change_calendar, check_change
from registers.bank_holidays import closure_for, list_ends, proposed
from registers.calendar_plan import Preview
from registers.calendar_shape import Edit, in_days, row_words, who_words
from registers.calendar_year import calendar_year, part_named, parts_of_school, years_with_terms
from registers.forms.calendar import BankHolidaysForm, ClosureForm, Previewed, RemoveForm, TermForm
from registers.models import CalendarChange, Closure, School, Term
from registers.roles import Permission
from registers.school_year import academic_year, academic_year_days

CHANGES_LISTED = 20


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.SEE_CALENDAR)
@require_safe
def calendar(request: PostRequest) -> HttpResponse:
    """A school year: its months, what it comes to, terms and closures, and what was changed when and why."""
    school, today = _school(request), clock.today()
    years = years_with_terms(school, today)
    asked = request.GET.get("year", "")
    name = asked if asked in years else academic_year(today)
    parts = parts_of_school(school, today)
    value = request.GET.get("part", "")
    value = value if value in dict(parts) else ""
    year = calendar_year(school=school, name=name, part=part_named(value), today=today)
    context = {
        "year": year,
        "years": _neighbours(years, name),
        "parts": parts,
        "part": value,
        "part_words": dict(parts)[value],
        "closures": [(each, in_days(each.first_day, each.last_day), who_words(each)) for each in year.closures],
        "proposed": proposed([term for term, _ in year.terms], year.closures, name),
        "list_ends": list_ends(),
        "beyond_list": academic_year_days(name).last > list_ends(),
        "changes": CalendarChange.objects.visible_to(request.post).order_by("-at", "-pk")[:CHANGES_LISTED],
        "today": today,
    }  # fmt: skip
    return render(request, "registers/calendar.html", context)


def _neighbours(years: list[str], name: str) -> dict[str, str | None]:
    place = years.index(name)
    return {
        "before": years[place - 1] if place else None,
        "after": years[place + 1] if place + 1 < len(years) else None,
    }


@dataclass
class Changing:
    """One visit to a page that changes the calendar: the form, and what it would do."""

    request: PostRequest
    form: Previewed
    preview: Preview | None = None

    def look_or_make(self, edit: Edit) -> HttpResponse | None:
        """Show what the edit does; where exactly that was seen and agreed to, make it and go back to the calendar."""
        request, school = self.request, _school(self.request)
        reason = self.form.cleaned_data.get("reason", "")
        try:
            if request.POST.get("do") == "make" and self.form.was_seen:
                change, _ = change_calendar(
                    school=school, edit=edit, reason=reason, by=request.post, at=clock.now()
                )
                messages.success(request, f"{change.what}.")
                return redirect(_year_url(edit))
            self.preview = check_change(school=school, edit=edit, reason="to be given", at=clock.now())
        except CalendarRefusal as refusal:
            place = refusal.place if refusal.place in self.form.fields else None
            self.form.add_error(place, str(refusal))
            return None
        self.form.remember()
        return None

    def render(self, template: str, **context: Any) -> HttpResponse:
        """The page, with what the change would do above the form."""
        status = 422 if self.form.errors else 200
        shown = {"form": self.form, "preview": self.preview, "back": reverse("registers:calendar"), **context}
        return render(self.request, template, shown, status=status)


def _year_url(edit: Edit) -> str:
    row = (edit.after or edit.before)[0]
    name = row.academic_year if isinstance(row, Term) else academic_year(row.first_day)
    return f"{reverse('registers:calendar')}?year={name}"


@requires(Permission.CHANGE_CALENDAR)
def add_term(request: PostRequest) -> HttpResponse:
    """Add a term."""
    asked = request.GET.get("year", "")
    initial = {"academic_year": asked if len(asked) == 7 else academic_year(clock.today())}
    changing = Changing(request, TermForm(request.POST or None, initial=initial))
    form = cast(TermForm, changing.form)
    if request.method == "POST" and form.is_valid():
        done = changing.look_or_make(Edit(after=(form.term(_school(request)),)))
        if done is not None:
            return done
    return changing.render("registers/add_term.html")


@requires(Permission.CHANGE_CALENDAR)
def change_term(request: PostRequest, pk: int) -> HttpResponse:
    """Move a term's days, rename it, or take it away."""
    term = get_object_or_404(Term, school=_school(request), pk=pk)
    if request.POST.get("what") == "remove":
        return _remove(request, term, "registers/change_term.html")
    initial = {name: getattr(term, name) for name in ("name", "first_day", "last_day", "academic_year")}
    changing = Changing(request, TermForm(request.POST or None, initial=initial))
    form = cast(TermForm, changing.form)
    if request.method == "POST" and form.is_valid():
        done = changing.look_or_make(Edit((term,), (form.term(_school(request), term.pk),)))
        if done is not None:
            return done
    return changing.render("registers/change_term.html", row=term, words=row_words(term))


@requires(Permission.CHANGE_CALENDAR)
def add_closure(request: PostRequest) -> HttpResponse:
    """Add an INSET day, a holiday or another planned closure."""
    school = _school(request)
    changing = Changing(request, ClosureForm(request.POST or None, school=school, today=clock.today()))
    form = cast(ClosureForm, changing.form)
    if request.method == "POST" and form.is_valid():
        done = changing.look_or_make(Edit(after=(form.closure(school),)))
        if done is not None:
            return done
    return changing.render("registers/add_closure.html")


@requires(Permission.CHANGE_CALENDAR)
def change_closure(request: PostRequest, pk: int) -> HttpResponse:
    """Change a planned closure, or take it away."""
    school = _school(request)
    closures = Closure.objects.filter(school=school)
    closure = get_object_or_404(closures, pk=pk)
    if not closure.removes_sessions and closure.change_id is not None:
        return redirect("registers:reopen_school", closure.change_id)
    if request.POST.get("what") == "remove" or not closure.removes_sessions:
        return _remove(request, closure, "registers/change_closure.html")
    fields = ("kind", "first_day", "last_day", "sessions", "note", "year_groups", "classes")
    initial = {name: getattr(closure, name) for name in fields}
    form = ClosureForm(request.POST or None, initial=initial, school=school, today=clock.today())
    changing = Changing(request, form)
    if request.method == "POST" and form.is_valid():
        done = changing.look_or_make(Edit((closure,), (form.closure(school, closure),)))
        if done is not None:
            return done
    return changing.render("registers/change_closure.html", row=closure, words=row_words(closure))


@requires(Permission.CHANGE_CALENDAR)
def add_bank_holidays(request: PostRequest) -> HttpResponse:
    """Add bank holidays that the list of GOV.UK has inside the terms of a year."""
    school, asked = _school(request), request.GET.get("year", "")
    years = years_with_terms(school, clock.today())
    name = asked if asked in years else academic_year(clock.today())
    found = proposed(school.terms.all(), school.closures.all(), name)
    choices = [(day.value, f"{day.title}, {in_days(day.date, day.date)}") for day in found]
    initial = {"days": [day.value for day in found]}
    changing = Changing(request, BankHolidaysForm(request.POST or None, choices=choices, initial=initial))
    if request.method == "POST" and changing.form.is_valid():
        wanted = changing.form.cleaned_data["days"]
        after = tuple(closure_for(school, day) for day in found if day.value in wanted)
        done = changing.look_or_make(Edit(after=after))
        if done is not None:
            return done
    return changing.render("registers/add_bank_holidays.html", found=found, year=name, list_ends=list_ends())


def _remove(request: PostRequest, row: Term | Closure, template: str) -> HttpResponse:
    """Take a row away, once what that does was seen."""
    changing = Changing(request, RemoveForm(request.POST if request.POST.get("what") else None))
    if request.method == "POST" and changing.form.is_valid():
        done = changing.look_or_make(Edit(before=(row,)))
        if done is not None:
            return done
    return changing.render(template, row=row, words=row_words(row), removing=True)
