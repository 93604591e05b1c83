"""The addresses of following up absence."""

from django.urls import path

from absence.views import (
    board,
    contact,
    continuing,
    contradictions,
    family_home,
    family_language,
    family_sign_in,
    ladder,
    referrals,
    told,
)

app_name = "absence"
urlpatterns = [
    path("to-find/", board.board, name="board"),
    path("to-find/somebody-rang/", board.somebody_rang, name="somebody_rang"),
    path("to-find/<int:pupil>/attempt/", board.note_attempt, name="note_attempt"),
    path("to-find/<int:pupil>/reason/", board.give_reason, name="give_reason"),
    path("to-find/<int:pupil>/class/", board.ask_class, name="ask_class"),
    path("to-find/reports/<int:report>/", board.answer_report, name="answer_report"),
    path("to-find/replies/<uuid:reply>/", board.deal_with_reply, name="deal_with_reply"),
    path("pupils/<int:pk>/contact/", contact.pupil_contact, name="pupil_contact"),
    path("pupils/<int:pk>/contact/<int:attempt>/correct/", contact.correct_attempt, name="correct_attempt"),
    path("contradictions/", contradictions.contradictions, name="contradictions"),
    path("contradictions/settle/", contradictions.settle_contradiction, name="settle_contradiction"),
    path("continuing/", continuing.continuing, name="continuing"),
    path("pupils/<int:pk>/refer/", referrals.refer, name="refer"),
    path("referrals/<int:pk>/", referrals.referral, name="referral"),
    path("referrals/<int:pk>/document/", referrals.referral_document, name="referral_document"),
    path("professionals/", told.professionals, name="professionals"),
    path("pupils/<int:pk>/professionals/", told.tell_professionals, name="tell_professionals"),
    path("settings/ladder/", ladder.ladder, name="ladder"),
    path("family/", family_home.family_home, name="family_home"),
    path("family/sign-in/", family_sign_in.family_sign_in, name="family_sign_in"),
    path("family/sign-in/code/", family_sign_in.family_code, name="family_code"),
    path("family/new-code/", family_sign_in.family_new_code, name="family_new_code"),
    path("family/sign-out/", family_sign_in.family_sign_out, name="family_sign_out"),
    path("family/language/", family_language.family_language, name="family_language"),
    path("demo/mail/", family_sign_in.demo_mail, name="demo_mail"),
]
