"""In which languages the school is read by its families: switched on, and checked by somebody who speaks them."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.languages import LanguageRefused, note_language_checked, switch_language
from registers.contacts_to_settle import languages_of
from registers.family_languages import language_code
from registers.forms.languages import LanguageCheckForm
from registers.models import LanguageCheck, LanguageSwitch, School
from registers.roles import Permission
from registers.translations import TRANSLATED, Completeness, completeness


@dataclass
class Row:
    """One language as the page shows it."""

    found: Completeness
    pupils: int
    adults: int
    switch: LanguageSwitch | None
    check: LanguageCheck | None
    form: LanguageCheckForm

    @property
    def is_on(self) -> bool:
        """Whether families can choose it."""
        return self.switch is not None and self.switch.is_on and self.found.is_complete

    @property
    def is_checked(self) -> bool:
        """Whether the words are those that somebody read."""
        return self.check is not None and self.check.words == self.found.words


@requires(Permission.CHANGE_SETTINGS)
def school_languages(request: PostRequest) -> HttpResponse:
    """Each language of the site: how complete it is, who speaks it here, whether it is on, and who has checked it."""
    school, now = cast(School, request.post.school), clock.now()
    language, do = request.POST.get("language", ""), request.POST.get("do", "")
    if request.method == "POST" and (language not in TRANSLATED or do not in ("on", "off", "checked")):
        raise Http404
    filled = LanguageCheckForm(request.POST, auto_id=f"{language}_%s") if do == "checked" else None
    if filled is None or filled.is_valid():
        try:
            if filled is not None:
                note_language_checked(
                    school=school, language=language, **filled.cleaned_data, by=request.post, at=now
                )
                messages.success(request, "Noted. Families no longer see that it is unchecked.")
            elif do:
                switch_language(school=school, language=language, is_on=do == "on", by=request.post, at=now)
                messages.success(request, "Families can choose it." if do == "on" else "It is switched off.")
        except LanguageRefused as refusal:
            if filled is None:
                messages.warning(request, str(refusal))
            else:
                filled.add_error(refusal.place, str(refusal))
        if do and not (filled and filled.errors):
            return redirect("registers:school_languages")
    rows = _rows(request, {language: filled} if filled else {})
    status = 422 if filled and filled.errors else 200
    return render(request, "registers/school_languages.html", {"rows": rows, "form": filled}, status=status)


def _rows(request: PostRequest, filled: dict[str, LanguageCheckForm]) -> list[Row]:
    """The languages, each with what is known of it. Four statements."""
    school, today = cast(School, request.post.school), clock.today()
    spoken = languages_of(request.post, on=today)
    switches = {each.language: each for each in LanguageSwitch.objects.filter(school=school).newest()}
    checks = {each.language: each for each in LanguageCheck.objects.visible_to(request.post).newest()}
    return [
        Row(
            found=completeness(code),
            pupils=sum(pupils for name, pupils, _ in spoken if language_code(name) == code),
            adults=sum(adults for name, _, adults in spoken if language_code(name) == code),
            switch=switches.get(code),
            check=checks.get(code),
            form=filled.get(code) or LanguageCheckForm(auto_id=f"{code}_%s", initial={"checked_on": today}),
        )
        for code in TRANSLATED
    ]
