"""The addresses of figures, dashboards, returns and reports."""

from django.urls import path

from reporting.views import (
    below_target,
    celebrating,
    family_updates,
    figures,
    governors,
    inspections,
    inspectors,
    leavers,
    policy,
    quality,
    reports,
    targeting,
)

from reporting.views import dashboard, similar

app_name = "reporting"
urlpatterns = [
    path("attendance/", dashboard.attendance, name="attendance"),
    path("attendance/files/<slug:picture>/", dashboard.attendance_file, name="attendance_file"),
    path("attendance/pupils/<slug:band>/", dashboard.attendance_band, name="attendance_band"),
    path("attendance/similar/", similar.similar_schools, name="similar_schools"),
    path("attendance/similar/file/", similar.similar_schools_file, name="similar_schools_file"),
    path("figures/", figures.figures, name="figures"),
    path("figures/sessions/<int:pupil>/", figures.figure_sessions, name="figure_sessions"),
    path("figures/file/", figures.figures_file, name="figures_file"),
    path("quality/", quality.register_quality, name="register_quality"),
    path("reports/", reports.reports, name="reports"),
    path("reports/governors/", governors.governors_report, name="governors_report"),
    path(
        "reports/governors/document/", governors.governors_report_document, name="governors_report_document"
    ),
    path("reports/governors/give/", governors.give_governors_report, name="give_governors_report"),
    path("reports/governors/<int:given>/", governors.given_governors_report, name="given_governors_report"),
    path("reports/targeting/", targeting.targeting_meeting, name="targeting_meeting"),
    path("reports/targeting/give/", targeting.give_targeting_papers, name="give_targeting_papers"),
    path("reports/targeting/<int:papers>/", targeting.given_targeting_papers, name="given_targeting_papers"),
    path("inspection/", inspections.inspection_pack, name="inspection_pack"),
    path("inspection/document/", inspections.inspection_pack_document, name="inspection_pack_document"),
    path("inspection/register/", inspections.inspection_register, name="inspection_register"),
    path("inspection/roll/", inspections.inspection_roll, name="inspection_roll"),
    path("inspection/access/", inspectors.inspector_access, name="inspector_access"),
    path("inspection/access/<int:access>/end/", inspectors.end_inspector_access, name="end_inspector_access"),
    path("policy/", policy.policy, name="policy"),
    path("policy/adopted/", policy.adopt_policy, name="adopt_policy"),
    path("policy/strategy/", policy.write_strategy, name="write_strategy"),
    path("policy/training/", policy.log_training, name="log_training"),
    path("policy/training/<int:training>/taken-out/", policy.take_out_training, name="take_out_training"),
    path("family-updates/", family_updates.family_updates, name="family_updates"),
    path("family-updates/<int:group>/", family_updates.family_update_class, name="family_update_class"),
    path("below-target/", below_target.below_target, name="below_target"),
    path("below-target/<int:pupil>/", below_target.target_letter, name="target_letter"),
    path("settings/attendance-target/", below_target.attendance_target, name="attendance_target"),
    path("pupils/<int:pupil>/leaver-summary/", leavers.leaver_summary, name="leaver_summary"),
    path(
        "leaver-summaries/<int:leaver_summary>/",
        leavers.leaver_summary_document,
        name="leaver_summary_document",
    ),
    path("celebrating/", celebrating.celebrating, name="celebrating"),
    path("celebrating/<uuid:certificates>/", celebrating.certificates, name="certificates"),
    path("settings/celebrating/", celebrating.celebration_settings, name="celebration_settings"),
]
