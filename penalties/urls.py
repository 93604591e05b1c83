"""The addresses of what is considered, warned, issued and referred."""

from django.urls import path

from penalties.views import (
    authority,
    cases,
    improvement,
    notices,
    other_tools,
    packs,
    representations,
    sharing,
    year,
)

app_name = "penalties"
urlpatterns = [
    path("penalties/", cases.cases, name="cases"),
    path("penalties/early/", cases.early_warnings, name="early_warnings"),
    path("penalties/cases/<int:case>/", cases.case, name="case"),
    path("penalties/cases/<int:case>/consider/", cases.consider_case, name="consider_case"),
    path("penalties/improve/", improvement.notices_to_improve, name="notices_to_improve"),
    path("penalties/improve/<int:improvement>/", improvement.notice_to_improve, name="notice_to_improve"),
    path(
        "penalties/improve/<int:improvement>/withdrawn/",
        improvement.letter_of_withdrawal,
        name="letter_of_withdrawal",
    ),
    path(
        "penalties/cases/<int:case>/improve/",
        improvement.give_notice_to_improve,
        name="give_notice_to_improve",
    ),
    path("penalties/packs/", packs.packs, name="packs"),
    path("penalties/packs/<int:pack>/", packs.pack, name="pack"),
    path("penalties/packs/<int:pack>/sent/", packs.note_pack_sent, name="note_pack_sent"),
    path("penalties/packs/<int:pack>/document/", packs.pack_document, name="pack_document"),
    path("penalties/cases/<int:case>/pack/<int:contact>/", packs.make_pack, name="make_pack"),
    path("penalties/cases/<int:case>/share/", sharing.share_case, name="share_case"),
    path("penalties/shares/<int:share>/end/", sharing.end_share, name="end_share"),
    path("penalties/shared/", sharing.shared_cases, name="shared_cases"),
    path("penalties/shared/<int:case>/", sharing.shared_case, name="shared_case"),
    path("penalties/shared/<int:case>/<int:pack>/", sharing.shared_pack, name="shared_pack"),
    path("pupils/<int:pk>/penalties/", cases.pupil_penalties, name="pupil_penalties"),
    path("penalties/notices/", notices.notices, name="notices"),
    path("penalties/notices/<int:penalty_notice>/", notices.penalty_notice, name="penalty_notice"),
    path("penalties/notices/<int:penalty_notice>/news/", notices.note_notice_news, name="note_notice_news"),
    path("penalties/pupils/<int:pupil>/notices/", notices.pupil_notices, name="pupil_notices"),
    path("penalties/pupils/<int:pupil>/notices/record/", notices.record_notice, name="record_notice"),
    path(
        "penalties/pupils/<int:pupil>/notices/earlier/",
        notices.record_earlier_notice,
        name="record_earlier_notice",
    ),
    path(
        "penalties/pupils/<int:pupil>/representation/",
        representations.log_representation,
        name="log_representation",
    ),
    path(
        "penalties/representations/<int:representation>/",
        representations.representation,
        name="representation",
    ),
    path(
        "penalties/representations/<int:representation>/answer/",
        representations.answer_representation,
        name="answer_representation",
    ),
    path(
        "penalties/pupils/<int:pupil>/other-tools/", other_tools.record_other_tool, name="record_other_tool"
    ),
    path("penalties/other-tools/<int:other_tool>/", other_tools.end_other_tool, name="end_other_tool"),
    path("penalties/year/", year.penalties_year, name="penalties_year"),
    path("settings/authority/", authority.authority_rules, name="authority_rules"),
]
