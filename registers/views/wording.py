"""What the school says to families: the list, one wording with its preview, and its versions."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import wording as actions
from registers.actions.wording import WordingRefused
from registers.family_languages import ENGLISH, LANGUAGES
from registers.forms.wording import ReasonForm, WordingForm
from registers.models import School, WordingSwitch, WordingVersion
from registers.paper import letters_pdf
from registers.roles import Permission
from registers.supplied_words import supplied
from registers.wording import Wording, in_use, is_spoken, may_be_written
from registers.wording_changes import Change, changes
from registers.wording_kinds import CHANNEL_WORDS, FIELDS, KINDS, LETTER
from registers.wording_preview import Preview, preview_of


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.CHANGE_SETTINGS)
@require_safe
def wordings(request: PostRequest) -> HttpResponse:
    """Every kind of message, when it is used, and whose words it has. Two statements."""
    school = _school(request)
    saved = WordingVersion.objects.filter(school=school).current()
    newest = {(each.kind, each.channel, each.language): each for each in saved}
    off = set(WordingSwitch.objects.off(school).values_list("kind", "channel"))
    rows = [
        {
            "kind": kind,
            "forms": [
                {
                    "channel": channel,
                    "words": CHANNEL_WORDS[channel],
                    "is_off": (kind.key, channel) in off,
                    "version": newest.get((kind.key, channel, ENGLISH)),
                    "languages": [
                        LANGUAGES[language].name
                        for (key, form, language), version in sorted(newest.items())
                        if (key, form) == (kind.key, channel) and language != ENGLISH and not version.is_ours
                    ],
                }
                for channel in kind.channels
            ],
        }
        for kind in KINDS.values()
    ]
    return render(request, "registers/wordings.html", {"rows": rows})


@requires(Permission.CHANGE_SETTINGS)
def wording(request: PostRequest, kind: str, channel: str, language: str) -> HttpResponse:
    """Change the words of one message, see it as a family does, and save it as a new version."""
    words = _words(request, kind, channel, language)
    do, at = request.POST.get("do", ""), clock.now()
    if do in ("switch_off", "switch_on"):
        return _switch(request, words, is_on=do == "switch_on", at=at)
    form = WordingForm(request.POST if do else None, wording=words, saving=do == "save")
    shown = preview_of(words, at=at)
    if do and form.is_valid():
        draft = _with(words, form.cleaned_data["subject"], form.cleaned_data["body"])
        shown = preview_of(draft, at=at)
        if do == "pdf" and shown is not None:
            return _pdf(shown, words, at)
        if do == "save" and (answer := _save(request, form, words, at)):
            return answer
    elif do:
        shown = None
    if request.GET.get("as") == "pdf" and not do and shown is not None:
        return _pdf(shown, words, at)
    context = _beside(words) | {
        "form": form,
        "preview": shown,
        "switch_form": ReasonForm(auto_id="switch_%s"),
    }
    return render(request, "registers/wording.html", context, status=422 if form.errors else 200)


@requires(Permission.CHANGE_SETTINGS)
def wording_versions(request: PostRequest, kind: str, channel: str, language: str) -> HttpResponse:
    """What was said when: each version with what it changed, by whom and why; one can come back."""
    words = _words(request, kind, channel, language)
    saved = list(
        WordingVersion.objects.visible_to(request.post).of(kind, channel, language).order_by("number")
    )
    form = ReasonForm(request.POST or None, initial={"seen": words.number})
    if request.method == "POST" and form.is_valid():
        try:
            _go_back(request, words, saved, form)
        except WordingRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "Saved: from now on this is what is sent.")
            return redirect("registers:wording_versions", kind, channel, language)
    ours = supplied(kind, channel, language)
    context = _beside(words) | {
        "form": form,
        "versions": _with_changes(saved, ours),
        "ours": ours,
    }
    return render(request, "registers/wording_versions.html", context, status=422 if form.errors else 200)


def _words(request: PostRequest, kind: str, channel: str, language: str) -> Wording:
    """The words in use, or empty ones in a language that has none yet."""
    found = KINDS.get(kind)
    if found is None or channel not in found.channels or not may_be_written(channel, language):
        raise Http404
    school = _school(request)
    saved = WordingVersion.objects.visible_to(request.post).of(kind, channel, language)
    newest = saved.order_by("-number").first()
    is_off = WordingSwitch.objects.off(school).filter(kind=kind, channel=channel).exists()
    words = in_use(school, found, channel, language, newest, is_off=is_off)
    return words or Wording(school, found, channel, language, "", "", newest, is_off)


def _with(words: Wording, subject: str, body: str) -> Wording:
    return Wording(words.school, words.kind, words.channel, words.language, subject, body)


def _beside(words: Wording) -> dict[str, Any]:
    """What both pages say of a wording."""
    place = (words.kind.key, words.channel)
    return {
        "words": words,
        "language": LANGUAGES[words.language],
        "channel_words": CHANNEL_WORDS[words.channel],
        "fields": [FIELDS[name] for name in words.kind.fields],
        "english": in_use(words.school, words.kind, words.channel, ENGLISH, None),
        "languages": [
            (each.name, reverse("registers:wording", args=[*place, each.code]), each.code == words.language)
            for each in LANGUAGES.values()
            if may_be_written(words.channel, each.code)
        ],
        "is_letter": words.channel == LETTER,
        "waits": words.is_ours and bool(words.body) and not is_spoken(words.school, words.language),
    }


def _save(request: PostRequest, form: WordingForm, words: Wording, at: datetime) -> HttpResponse | None:
    said = {name: form.cleaned_data[name] for name in ("subject", "body", "reason", "seen")}
    try:
        made = actions.save_wording(
            school=words.school,
            kind=words.kind,
            channel=words.channel,
            language=words.language,
            by=request.post,
            at=at,
            **said,
        )
    except WordingRefused as refusal:
        form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
        return None
    messages.success(request, f"Version {made.number} is saved: from now on this is what is sent.")
    return redirect("registers:wording", words.kind.key, words.channel, words.language)


def _switch(request: PostRequest, words: Wording, *, is_on: bool, at: datetime) -> HttpResponse:
    try:
        actions.switch_wording(
            school=words.school,
            kind=words.kind,
            channel=words.channel,
            is_on=is_on,
            reason=request.POST.get("reason", "")[:300],
            by=request.post,
            at=at,
        )
    except WordingRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "It is in use again." if is_on else "It is switched off: none is written.")
    return redirect("registers:wording", words.kind.key, words.channel, words.language)


def _go_back(request: PostRequest, words: Wording, saved: list[WordingVersion], form: ReasonForm) -> None:
    asked = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"] or 0}
    who = {"by": request.post, "at": clock.now()}
    wanted = request.POST.get("version", "")
    if wanted == "ours":
        place = {"kind": words.kind, "channel": words.channel, "language": words.language}
        actions.back_to_ours(school=words.school, **place, **asked, **who)  # type: ignore[arg-type]
        return
    version = next((each for each in saved if str(each.number) == wanted), None)
    if version is None:
        raise WordingRefused(
            "No version is chosen.", place="reason", who_can_fix="Choose the one that is to come back."
        )
    actions.back_to_version(version=version, kind=words.kind, **asked, **who)  # type: ignore[arg-type]


def _with_changes(
    saved: list[WordingVersion], ours: tuple[str, str] | None
) -> list[tuple[WordingVersion, list[Change], list[Change], bool]]:
    """The newest first: each with what it changed in subject and words, and whether it is in use."""
    before = ours or ("", "")
    rows = []
    for version in saved:
        rows.append(
            (
                version,
                changes(before[0], version.subject) if version.subject or before[0] else [],
                changes(before[1], version.body),
                version is saved[-1],
            )
        )
        before = (version.subject, version.body)
    return rows[::-1]


def _pdf(shown: Preview, words: Wording, at: datetime) -> HttpResponse:
    if shown.sheet is None:
        raise Http404
    content = letters_pdf([shown.sheet], school=words.school, at=at)
    return HttpResponse(content, content_type="application/pdf")
