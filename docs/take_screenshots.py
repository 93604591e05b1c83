"""The README's pictures, taken from a running demonstration.

SITE_CLOCK=2026-11-24T08:50 make run DATA_DIR=/tmp/morning   and beside it
.venv/bin/python docs/take_screenshots.py http://127.0.0.1:8000 /tmp/morning
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent / "screenshots"
PC, PHONE = (1366, 768), (390, 844)


def signed_in(browser: Browser, site: str, password: str, email: str, size: tuple[int, int]) -> Page:
    """A page of that person, at that size."""
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", timezone_id="Europe/London"
    ).new_page()
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill(email)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/")
    return page


def family(browser: Browser, site: str, email: str) -> Page:
    """A family's first page on a phone; the code is read on the demonstration's mail page."""
    width, height = PHONE
    page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
    page.goto(f"{site}/family/sign-in/")
    page.locator("input[name=email]").fill(email)
    page.locator("main button.govuk-button").first.click()
    mail = page.context.new_page()
    mail.goto(f"{site}/demo/mail/")
    code = mail.locator("article h2").first.inner_text().split()[0]
    mail.close()
    page.locator("input[name=code]").fill(code)
    page.locator("main button.govuk-button").first.click()
    page.wait_for_url(f"{site}/family/")
    return page


def take(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    page.wait_for_timeout(800)
    page.screenshot(path=HERE / f"{name}.png")


def with_amended_marks(page: Page, site: str) -> None:
    """Go to the marks of the first pupil on the page who has one that was amended."""
    pupils = page.locator("main tbody a[href^='/pupils/']").evaluate_all(
        "links => links.map((a) => a.pathname)"
    )
    for pupil in dict.fromkeys(pupils):
        page.goto(f"{site}{pupil}")
        if page.locator("main a.marks__amended").count():
            return


def supporting(page: Page, site: str) -> None:
    """What is suggested and waits, one plan, and what each step changed."""
    for path, name in (("support/", "support"), ("support/did-it-work/", "did_it_work")):
        page.goto(f"{site}/{path}")
        take(page, name)
    page.goto(f"{site}/support/plans/")
    page.locator("main tbody th a[href^='/support/plans/']").first.click()
    page.wait_for_load_state()
    take(page, "support_plan")


def reporting(page: Page, site: str) -> None:
    """The champion's page, the governors' report, and what is owed to others."""
    for path, name in (
        ("attendance/", "attendance"),
        ("reports/governors/", "governors_report"),
        ("returns/", "returns"),
    ):
        page.goto(f"{site}/{path}")
        take(page, name)


def main(site: str, data_dir: str) -> None:
    """Walk through the morning and keep a picture of each place."""
    password = (Path(data_dir) / "demo_password").read_text().strip()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        teacher = signed_in(browser, site, password, "3b@primary.example", PC)
        teacher.goto(f"{site}/registers/")
        teacher.locator("main a[href$='/am/']").first.click()
        teacher.wait_for_timeout(500)
        for key in "//N/L//////":
            teacher.keyboard.press(key)
            teacher.wait_for_timeout(120)
        teacher.wait_for_timeout(11_000)
        take(teacher, "take_register")
        office = signed_in(browser, site, password, "office@primary.example", PC)
        take(office, "home_office")
        office.goto(f"{site}/late-desk/")
        office.keyboard.type("ke", delay=60)
        take(office, "late_desk")
        office.goto(f"{site}/missing-registers/")
        take(office, "missing_registers")
        office.goto(f"{site}/unsettled/")
        with_amended_marks(office, site)
        take(office, "pupil_marks")
        office.locator("main a.marks__amended").first.click()
        office.wait_for_load_state()
        take(office, "mark_history")
        for path, name in (("calendar", "calendar"), ("plan-ahead", "plan_marks"), ("to-find", "board")):
            office.goto(f"{site}/{path}/")
            take(office, name)
        phone = signed_in(browser, site, password, "3b@primary.example", PHONE)
        phone.goto(f"{site}/on-site/")
        take(phone, "on_site_phone")
        head = signed_in(browser, site, password, "head@primary.example", PC)
        head.goto(f"{site}/leave/")
        head.locator("main a[href^='/leave/']").filter(has_text="LR-").first.click()
        head.wait_for_load_state()
        take(head, "decide_leave")
        champion = signed_in(browser, site, password, "champion@primary.example", PC)
        supporting(champion, site)
        reporting(champion, site)
        for email, name in (("two.schools", "family_home"), ("urdu", "family_home_urdu")):
            take(family(browser, site, f"{email}@family.example"), name)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
