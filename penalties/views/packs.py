"""Referrals to the authority: what waits for its papers, the checks, the pack as it was made, and that it went."""

import datetime as dt
from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from penalties.actions import packs as actions
from penalties.forms.packs import PackForm, PackSentForm
from penalties.models import ReferralPack
from penalties.pack_checks import PackSays, checks_of
from penalties.pack_content import deadline_words, next_words
from penalties.pack_facts import PackFacts, pack_facts, parents_of
from penalties.referrals_due import referrals_due
from penalties.views.cases import case_for
from registers.access import PostRequest, requires
from registers.models import Post, School
from registers.roles import Permission, Role, who_may


@requires(Permission.PREPARE_PACK)
@require_safe
def packs(request: PostRequest) -> HttpResponse:
    """Cases that were decided to be referred, with their deadlines, and the packs that were made."""
    on = clock.today()
    made = ReferralPack.objects.visible_to(request.post, on=on).without_pdf()
    context = {
        "due": referrals_due(cast(School, request.post.school), post=request.post, on=on),
        "made": made.select_related("case__pupil").prefetch_related("sent").order_by("-at", "-pk")[:100],
    }
    return render(request, "penalties/packs.html", context)


@requires(Permission.PREPARE_PACK)
def make_pack(request: PostRequest, case: int, contact: int) -> HttpResponse:
    """The checks of one parent's pack, each failure with the page that puts it right, and the making of it."""
    on = clock.today()
    found = case_for(request, case)
    parents = parents_of(found, on=on)
    parent = next((each for each in parents if each.contact.pk == contact), None)
    if parent is None:
        raise Http404("No such parent")
    facts = pack_facts(case=found, parent=parent, post=request.post, on=on)
    signers = _signers(request, on)
    start = {"signer": signers[0].pk} if signers else {}
    form = PackForm(request.POST or None, signers=signers, initial=start)
    made: list[ReferralPack] = []

    def make() -> None:
        made.append(
            actions.make_pack(
                case=found,
                parent=parent,
                says=form.says,
                signer=form.cleaned_data["signer"],
                operation=form.cleaned_data["operation"],
                by=request.post,
                at=clock.now(),
            )
        )

    if wrote(request, form, make, "The pack is made. Read it, have it signed, and note when it went."):
        return redirect("penalties:pack", made[0].pk)
    says = form.says if form.is_bound and form.is_valid() else PackSays()
    context = {"case": found, "pupil": found.pupil, "form": form, "parents": parents, "parent": parent}
    return render(request, "penalties/make_pack.html", context | _shown(facts, says))


@requires(Permission.PREPARE_PACK)
@require_safe
def pack(request: PostRequest, pack: int) -> HttpResponse:
    """One pack as it was made, and whom it went to."""
    found = _pack(request, pack)
    context = {
        "pack": found,
        "pupil": found.case.pupil,
        "sent": found.sent.order_by("on", "pk"),
        "waits": actions.waits(found),
    }
    return render(request, "penalties/pack.html", context)


@requires(Permission.CONSIDER_CASES, fresh_proof=True)
def note_pack_sent(request: PostRequest, pack: int) -> HttpResponse:
    """That the papers went to the authority, when and how."""
    found = _pack(request, pack)
    form = PackSentForm(request.POST or None, initial={"on": clock.today()})

    def note() -> None:
        said = form.cleaned_data
        actions.note_pack_sent(
            pack=found, to_whom=said["to_whom"], on=said["on"], how=said["how"], operation=said["operation"],
            by=request.post, at=clock.now(),
        )  # fmt: skip

    if wrote(request, form, note, "Noted."):
        return redirect("penalties:pack", pack)
    context = {"form": form, "pack": found, "pupil": found.case.pupil, "waits": actions.waits(found)}
    return render(request, "penalties/note_pack_sent.html", context)


@requires(Permission.PREPARE_PACK)
@require_safe
def pack_document(request: PostRequest, pack: int) -> HttpResponse:
    """The document as it was made."""
    return document_of(_pack(request, pack))


def document_of(pack: ReferralPack) -> HttpResponse:
    """The PDF, under a name without names."""
    response = HttpResponse(bytes(pack.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="referral-{pack.case.pupil.upn}-{pack.pk}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _pack(request: PostRequest, pk: int) -> ReferralPack:
    visible = ReferralPack.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(visible.select_related("case__pupil", "case__school", "contact"), pk=pk)


def _shown(facts: PackFacts | None, says: PackSays) -> dict[str, object]:
    """What the page shows of the checks; nothing where the case stands no longer."""
    if facts is None:
        return {"facts": None}
    checks = checks_of(facts, says)
    return {
        "facts": facts,
        "checks": checks,
        "failing": sum(not check.passed for check in checks),
        "next_words": next_words(facts),
        "deadline": facts.deadline,
        "deadline_words": deadline_words(facts.deadline),
    }


def _signers(request: PostRequest, on: dt.date) -> list[Post]:
    """Those who may certify and declare, the reader first, then the head."""
    roles = [role for role in who_may(Permission.CONSIDER_CASES) if role is not Role.COMMAND]
    held = Post.objects.on(on).filter(school=request.post.school_id, role__in=roles, user__is_active=True)
    in_order = held.select_related("user").order_by("pk")
    return sorted(in_order, key=lambda post: (post.pk != request.post.pk, post.role != Role.HEAD))
