"""Where a form leads on to: only to a path of this site."""

import pytest
from django.test import RequestFactory

from attendance_site.parts.onward import go_on
from attendance_site.parts.row_numbers import row_number


@pytest.mark.parametrize("wanted", ["/", "/pupils/?page=2", "/registers/3/2026-11-24/am/"])
def test_a_path_of_this_site_is_gone_to(wanted):
    assert go_on(RequestFactory().get("/"), wanted, otherwise="/home/").url == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "pupils",
        "%",
        ":",
        "//elsewhere.example/",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:x",
    ],
)
def test_anything_else_leads_to_the_usual_page(wanted):
    assert go_on(RequestFactory().get("/"), wanted, otherwise="/home/").url == "/home/"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17", 17),
        ("0", 0),
        ("", 0),
        (None, 0),
        ("-1", 0),
        ("²", 0),
        ("1.5", 0),
        ("9" * 19, 0),
        ("9" * 5000, 0),
    ],
)
def test_what_names_no_row_is_nobodys_number(text, number):
    assert row_number(text) == number
