"""Addresses of the registers' pages. One page, one name."""

from django.urls import path, register_converter

from registers.url_parts import DayConverter, SessionConverter
from registers.views import hats

register_converter(DayConverter, "day")
register_converter(SessionConverter, "session")

app_name = "registers"
urlpatterns = [
    path("hats/", hats.choose_post, name="choose_post"),
]
