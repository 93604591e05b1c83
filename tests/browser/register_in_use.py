"""A class of thirty, its teacher at the register, and what stands on the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.classroom import class_of_thirty, open_register, row, teacher_of
from tests.cast import person
from tests.factories import PlannedMarkFactory, at, mark

SAVED = re.compile(r"All marks saved 8:\d\d:\d\d")
VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school)


@pytest.fixture
def miss_patel(class_4k):
    return teacher_of(class_4k)


@pytest.fixture
def mrs_wright(school):
    return person(school, "office", "Joan Wright", "School office")


@pytest.fixture
def register(page, site, class_4k, miss_patel):
    page.add_init_script(VIOLATIONS)
    return open_register(page, site, class_4k, miss_patel)


def saved(page):
    expect(page.locator("#save-state")).to_have_text(SAVED)


def asked(page, pupil):
    return row(page, pupil).locator(".row__ask")


@pytest.fixture
def with_plans(school, pupils, mrs_wright):
    PlannedMarkFactory(school=school, pupil=pupils[1], by=mrs_wright, note="dentist to 11:00")
    mark(pupils[2], "I", by=mrs_wright, when=at("08:46"))
