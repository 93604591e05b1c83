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


def take(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    page.wait_for_timeout(800)
    page.screenshot(path=HERE / f"{name}.png")


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
        office.locator("main tbody a[href^='/pupils/']").first.click()
        office.wait_for_load_state()
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
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
