"""Addresses of the registers' pages. One page, one name."""

from django.urls import path

from registers import url_parts as url_parts  # makes <day:...> and <session:...> known
from registers.views import hats, jobs, school, staff

app_name = "registers"
urlpatterns = [
    path("hats/", hats.choose_post, name="choose_post"),
    path("settings/", school.settings, name="settings"),
    path("settings/times/", school.session_times, name="session_times"),
    path("people/", staff.people, name="people"),
    path("people/add/", staff.give_post, name="give_post"),
    path("people/<int:pk>/", staff.change_post, name="change_post"),
    path("cover/", staff.covers, name="covers"),
    path("cover/sign-in/", staff.use_cover, name="use_cover"),
    path("tokens/", staff.tokens, name="tokens"),
    path("jobs/", jobs.jobs, name="jobs"),
]
