"""Addresses of the registers' pages. One page, one name."""

from django.urls import path

from registers import url_parts as url_parts  # makes <day:...> and <session:...> known
from registers.views import (
    amend,
    confirm,
    device,
    hats,
    jobs,
    late_desk,
    missing_registers,
    on_site,
    outbox,
    printing,
    pupils,
    registers,
    school,
    staff,
    take_register,
)

app_name = "registers"
urlpatterns = [
    path("marks/<int:pupil>/<day:day>/<session:session>/", amend.mark_history, name="mark_history"),
    path("marks/<int:pupil>/<day:day>/<session:session>/amend/", amend.amend_mark, name="amend_mark"),
    path("marks/confirm/", confirm.confirm_attendance, name="confirm_attendance"),
    path("unsettled/", amend.unsettled, name="unsettled"),
    path("pupils/", pupils.pupils, name="pupils"),
    path("pupils/<int:pk>/marks/", pupils.pupil_marks, name="pupil_marks"),
    path("hats/", hats.choose_post, name="choose_post"),
    path("registers/", registers.registers, name="registers"),
    path(
        "registers/<int:group>/<day:date>/<session:session>/", take_register.take_register, name="take_register"
    ),
    path(
        "registers/<int:group>/<day:date>/<session:session>/complete/",
        take_register.complete_register,
        name="complete_register",
    ),
    path("registers/<int:group>/<day:date>/<session:session>/board/", take_register.board, name="board"),
    path("registers/keys/", device.switch_keys, name="switch_keys"),
    path("service-worker.js", device.service_worker, name="service_worker"),
    path("settings/", school.settings, name="settings"),
    path("settings/times/", school.session_times, name="session_times"),
    path("people/", staff.people, name="people"),
    path("people/add/", staff.give_post, name="give_post"),
    path("people/<int:pk>/", staff.change_post, name="change_post"),
    path("cover/", staff.covers, name="covers"),
    path("cover/sign-in/", staff.use_cover, name="use_cover"),
    path("tokens/", staff.tokens, name="tokens"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("late-desk/", late_desk.late_desk, name="late_desk"),
    path("late-desk/out/", late_desk.sign_out, name="sign_out"),
    path("late-desk/back/", late_desk.sign_back_in, name="sign_back_in"),
    path("late-desk/undo/", late_desk.undo_movement, name="undo_movement"),
    path("on-site/", on_site.on_site, name="on_site"),
    path("on-site/ticks/", on_site.tick_pupils, name="tick_pupils"),
    path("on-site/drills/", on_site.drills, name="drills"),
    path("on-site/drills/start/", on_site.start_drill, name="start_drill"),
    path("on-site/drills/end/", on_site.end_drill, name="end_drill"),
    path("kitchen/", on_site.kitchen, name="kitchen"),
    path("late-desk/slip/", late_desk.late_slip, name="late_slip"),
    path("missing-registers/", missing_registers.missing_registers, name="missing_registers"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<uuid:message>/", outbox.outbox_message, name="outbox_message"),
    path("print/", printing.printing, name="printing"),
    path("print/registers/", printing.blank_registers, name="blank_registers"),
    path("print/late-and-absent/", printing.late_and_absent, name="late_and_absent"),
]
