"""What families have told the school: the list, proposed details, the term's round, concerns."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions.concerns import answer_concern
from absence.actions.details import answer_proposal
from absence.actions.details_reminders import remind_of_details
from absence.details_round import details_round
from absence.family_list import EARLIER
from absence.forms.families import AnswerProposalsForm, ConcernAnswerForm
from absence.leaving_ways import WAYS_BY_KIND
from absence.models import Concern, DetailsCheck, DetailsProposal, LeavingNotice, MedicalEvidence, SupportPlan
from absence.school_card import school_card
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.confidential import Secrets, secrets_of
from registers.contacts_to_settle import shares_email
from registers.models import Contact, School
from registers.refusals import Refusal
from registers.roles import Permission, Role, may


@requires(Permission.CHANGE_ADMISSION_REGISTER)
@require_safe
def families(request: PostRequest) -> HttpResponse:
    """What families have told and nobody has answered; what was answered beneath; how the term's round stands."""
    today, post = clock.today(), request.post
    school = cast(School, post.school)
    role = Role(post.role)
    answers = may(role, Permission.ANSWER_CONCERNS)
    notices = LeavingNotice.objects.visible_to(post, on=today).select_related("answer", "pupil", "contact")
    checks = DetailsCheck.objects.visible_to(post).select_related("contact").filter(all_correct=False)
    concerns = (
        Concern.objects.visible_to(post).select_related("contact", "pupil")
        if answers
        else Concern.objects.none()
    )
    shown_health = MedicalEvidence.objects.visible_to(post, on=today).to_be_seen().select_related("pupil")
    waiting = {
        "notices": list(notices.waiting().order_by("at")),
        "checks": list(checks.waiting().prefetch_related("proposals__pupil").order_by("at")),
        "concerns": list(concerns.waiting().order_by("at")),
    }
    seen = {name: [row.pk for row in rows] for name, rows in waiting.items()}  # type: ignore[attr-defined]
    shown = {
        **waiting,
        "evidence": list(shown_health.order_by("at")) if may(role, Permission.SEE_HEALTH) else [],
        "sees_health": may(role, Permission.SEE_HEALTH),
        "earlier_notices": list(notices.exclude(pk__in=seen["notices"]).order_by("-at")[:EARLIER]),
        "earlier_checks": list(checks.exclude(pk__in=seen["checks"]).order_by("-at")[:EARLIER]),
        "earlier_concerns": list(concerns.exclude(pk__in=seen["concerns"]).order_by("-at")[:EARLIER]),
        "ways": WAYS_BY_KIND,
        "round": details_round(school, on=today),
        "card": school_card(school, on=today) if may(role, Permission.CHANGE_SETTINGS) else None,
        "answers_concerns": answers,
    }
    return render(request, "absence/families.html", shown)


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def details_check(request: PostRequest, details: int) -> HttpResponse:
    """What one adult wants changed, old and new: each taken over into the register, or not with the reason."""
    at = clock.now()
    found = DetailsCheck.objects.visible_to(request.post).select_related("contact")
    check = get_object_or_404(found, pk=details)
    proposals = list(
        check.proposals.select_related("answer", "pupil", "details_check__contact").order_by("pk")
    )
    open_ones = [each for each in proposals if not hasattr(each, "answer")]
    form = AnswerProposalsForm(request.POST or None, proposals=open_ones)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for proposal, accepted, reason in form.answers:
                    answer_proposal(
                        proposal=proposal, accepted=accepted, reason=reason, by=request.post, at=at
                    )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _answered_words(len(form.answers), len(open_ones)))
            return redirect("absence:families")
    secrets = secrets_of(check.school_id)
    shown = {
        "check": check,
        "form": form,
        "answered": [each for each in proposals if hasattr(each, "answer")],
        "rows": [_row(each, form, secrets) for each in open_ones],
        "shares": _sharing(open_ones),
    }
    return render(request, "absence/details_check.html", shown)


def _row(each: DetailsProposal, form: AnswerProposalsForm, secrets: Secrets) -> tuple[object, ...]:
    """A proposal with its old and new words as everybody may read them, and the two boxes of its answer."""
    fields = (form[f"accept_{each.pk}"], form[f"reason_{each.pk}"])
    return (each, secrets.text(each.old), secrets.text(each.new_line), *fields)


def _answered_words(answered: int, waiting: int) -> str:
    left = waiting - answered
    if not answered:
        return "Nothing is answered yet."
    return "Answered." if not left else f"Answered; {left} still wait."


def _sharing(proposals: list[DetailsProposal]) -> list[str]:
    """Other adults who have the proposed e-mail address: neither could sign in."""
    for each in proposals:
        if each.item == DetailsProposal.Item.EMAIL:
            contact: Contact = each.details_check.contact
            asked = Contact(pk=contact.pk, school_id=contact.school_id, email=each.new)
            return shares_email(asked)
    return []


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def details_not_checked(request: PostRequest) -> HttpResponse:
    """Who has not said this term whether the details are right; one button reminds them."""
    at = clock.now()
    school = cast(School, request.post.school)
    if request.method == "POST":
        try:
            written = remind_of_details(school=school, on=at.date(), by=request.post, at=at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            words = "reminder is" if len(written) == 1 else "reminders are"
            messages.success(request, f"{len(written)} {words} in the outbox.")
        return redirect("absence:details_not_checked")
    found = details_round(school, on=at.date())
    due = [each for each in found.missing if each.may_be_reminded(at)] if found else []
    return render(request, "absence/details_not_checked.html", {"round": found, "due": len(due)})


@requires(Permission.ANSWER_CONCERNS)
def concern(request: PostRequest, concern: int) -> HttpResponse:
    """A concern in the family's words, and what it was answered."""
    found = Concern.objects.visible_to(request.post).select_related("contact", "pupil")
    raised = get_object_or_404(found, pk=concern)
    form = ConcernAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer_concern(concern=raised, words=form.cleaned_data["words"], by=request.post, at=clock.now())
        messages.success(request, "The family can read it on its pages.")
        return redirect("absence:families")
    answers = raised.answers.order_by("at", "pk")
    running = SupportPlan.objects.visible_to(request.post, on=clock.today()).running()
    shown = {
        "concern": raised,
        "form": form,
        "answers": answers,
        "plans": raised.plans.order_by("at", "pk"),
        "runs": running.filter(pupil=raised.pupil).first() if raised.pupil else None,
    }
    return render(request, "absence/concern.html", shown)
