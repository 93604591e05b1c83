"""The tools of the browser tests can see what they are there to see."""

import pytest

from registers.models import School
from tests.websites import accessibility_faults


def test_axe_finds_a_planted_fault_under_the_strict_security_policy(site, page):
    page.goto(f"{site.url}/accounts/login/")
    assert accessibility_faults(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert accessibility_faults(page) == ["image-alt: img"]


@pytest.mark.clock("2026-11-24T08:46")
def test_the_site_shows_the_database_of_the_test_and_survives_a_kill(site, page, school):
    assert School.objects.count() == 1
    site.kill()
    site.start()
    assert page.request.get(f"{site.url}/health/").json()["database"] == "ok"
