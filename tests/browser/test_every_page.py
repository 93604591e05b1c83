"""Every page, in the hats that may open it, at the widths of a laptop, a tablet and a phone: nothing is in the way.

Pages come from the URL resolver. The widest hat sees each page at every width; the home page is seen in
every hat. Axe looks at the widest and the narrowest window: at a tablet's width a page is laid out as at one of them,
and what a width alone can do wrong (what is too wide, too small or too close) is measured at each. Colours do not
depend on the width, nor what the style sheets do to a phone that is turned: they are judged in the widest.
"""

import contextlib

import psycopg2
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import expect

from tests.addresses import closed, every_address, shares_of
from tests.browser.classroom import seat
from tests.cast import person
from tests.page_faults import Look
from tests.who_may import OPEN, POSTED_ONLY, WHO_MAY

pytestmark = pytest.mark.clock("2026-11-24T09:20:00")

LAPTOP, TABLET, PHONE, NARROWEST = 1366, 820, 390, 320
FOR_MACHINES = {
    "health",
    "registers:service_worker",
    "registers:authority_notices_file",
    "reporting:attendance_changes_file",
    "reporting:attendance_file",
    "reporting:forward_look_file",
    "reporting:patterns_file",
    "reporting:register_quality_file",
    "reporting:trust_file",
    "reporting:similar_schools_file",
    "reporting:figures_file",
    "reporting:exports_file",
    "registers:pupil_photo",
    "api:schema",
    "api:codes",
    "mfa_download_recovery_codes",
    "registers:suspension_sheet",
    "registers:attendance_certificate",
    "registers:pupil_overview_sheet",
    "registers:notify_texts",
    "absence:referral_document",
    "reporting:daily_return_file",
    "reporting:census_counts_file",
    "reporting:made_return_file",
    "penalties:pack_document",
    "reporting:governors_report_document",
    "reporting:given_governors_report",
    "reporting:given_targeting_papers",
    "reporting:inspection_pack_document",
    "penalties:shared_pack",
    "absence:leave_evidence",
    "absence:medical_file",
    "absence:family_evidence_file",
    "absence:family_leave_file",
    "absence:family_letter",
    "reporting:leaver_summary_document",
    "reporting:certificates",
    "reporting:report_figures_file",
    "reporting:slips",
}
"""Addresses that answer something else than a page, besides the calls."""
WIDEST_FIRST = [
    "head",
    "office",
    "admin",
    "teacher",
    "cover",
    "champion",
    "safeguarding",
    "data_officer",
    "governor",
]
WIDEST_FIRST += ["trust", "la", "parent"]
CLOSED = {pattern.removeprefix("accounts/"): 404 for pattern in closed()}
CLOSED |= {"2fa/webauthn/keys/1/edit/": 404, "2fa/webauthn/keys/1/remove/": 404}
CLOSED |= {"2fa/totp/deactivate/": 404, "2fa/recovery-codes/": 404, "2fa/recovery-codes/generate/": 404}
CLOSED |= {"reauthenticate/": 403, "2fa/reauthenticate/": 403, "2fa/webauthn/reauthenticate/": 403}
"""Addresses of the library that the site closes, or where nothing is."""


def is_page(address):
    machine = address.is_api and address.name != "api:docs"
    posted_only = address.name in POSTED_ONLY or OPEN.get(address.name) == 405
    return not machine and not posted_only and address.name not in FOR_MACHINES


PAGES = [address for address in every_address() if is_page(address)]


def hats_for(address):
    """Who opens the page here: the hat that sees most of it; the home page, everybody."""
    if address.is_library or address.name in OPEN:
        return ["anonymous", "head"] if address.area in ("accounts", "hats") else ["anonymous"]
    may = [role for role in WIDEST_FIRST if role in WHO_MAY[address.name]]
    return may if address.name == "home" else may[:1]


@pytest.fixture
def looks(new_page, site, small_school):
    """A laptop and a phone for each hat."""
    windows = {}

    def look(role, *, phone):
        if (role, phone) not in windows:
            touch = {"has_touch": True, "is_mobile": True, "width": PHONE, "height": 844} if phone else {}
            page = new_page(**touch)
            if role != "anonymous":
                seat(page.context, site, small_school.people[role])
            windows[role, phone] = Look(page)
        return windows[role, phone]

    return look


def told(look, url, widths, *, fingers=False, status=200, seen=frozenset(), again=False):
    """What is wrong at that address, unless a page of the same make-up was `seen`; and another answer than `status`."""
    if "/accounts/" in url and look.leads_back(url):
        return []
    found = look.open(url)
    if found not in (status, CLOSED.get(url.partition("/accounts/")[2], status)):
        return [f"answers {found}"]
    if (shape := look.shape()) in seen:
        return []
    if isinstance(seen, set):
        seen.add(shape)
    faults = [
        f"{width}: {fault}"
        for width in widths
        for fault in look.faults(width, fingers=fingers, axe=width != TABLET, again=again)
    ]
    return faults + ([f"{NARROWEST}: {fault}" for fault in look.overflow(NARROWEST)] if fingers else [])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("pages", shares_of(PAGES, 8))
def test_nothing_is_in_the_way_on_any_page(site, small_school, looks, pages):
    faults, seen, seen_wide = [], set(), set()
    for address in pages:
        url = site.url + address.url(small_school.own)
        for number, role in enumerate(hats_for(address)):
            wide = [] if number else told(looks(role, phone=False), url, [LAPTOP, TABLET], seen=seen_wide)
            narrow = told(looks(role, phone=True), url, [PHONE], fingers=True, seen=seen, again=not number)
            faults += [f"{address.name} as {role}, {fault}" for fault in wide + narrow]
    assert not faults, "\n".join(faults)


def test_every_page_is_opened_by_somebody():
    assert [address.name for address in PAGES if not hats_for(address)] == []
    assert {role for address in PAGES for role in hats_for(address)} == {"anonymous", *WIDEST_FIRST}


# --- the way in ------------------------------------------------------------------------------------------------------

PASSWORD = "a long enough phrase"


@pytest.fixture
def somebody_with_a_password(school):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.set_password(PASSWORD)
    post.user.save()
    return post.user


def sign_in_by_form(page, site, user, password=PASSWORD):
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("Email", exact=True).fill(user.email)
    page.get_by_label("Password", exact=False).first.fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def every_width(look):
    found = look.faults(LAPTOP) + look.faults(TABLET, axe=False) + look.faults(PHONE, again=True)
    return found + look.overflow(NARROWEST)


def test_nothing_is_in_the_way_of_signing_in(page, site, somebody_with_a_password):
    look = Look(page)
    sign_in_by_form(page, site, somebody_with_a_password, password="wrong")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert every_width(look) == []
    sign_in_by_form(page, site, somebody_with_a_password)
    expect(page).to_have_url(f"{site.url}/accounts/2fa/")  # a second factor comes before anything else
    assert every_width(look) == []
    for address in ("totp/activate/", "webauthn/add/"):
        assert look.open(f"{site.url}/accounts/2fa/{address}") == 200
        assert (address, every_width(look)) == (address, [])


def test_nothing_is_in_the_way_of_the_second_factor(page, site, somebody_with_a_password):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(somebody_with_a_password, generate_totp_secret())
    RecoveryCodes.activate(somebody_with_a_password)
    look = Look(page)
    sign_in_by_form(page, site, somebody_with_a_password)
    expect(page).to_have_url(f"{site.url}/accounts/2fa/authenticate/")
    assert every_width(look) == []
    page.get_by_label("Code", exact=False).first.fill("000000")
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert every_width(look) == []
    code = RecoveryCodes(
        somebody_with_a_password.authenticator_set.get(type="recovery_codes")
    ).get_unused_codes()[0]
    page.get_by_label("Code", exact=False).first.fill(code)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page).to_have_url(f"{site.url}/")
    for address in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        assert look.open(f"{site.url}/accounts/2fa/{address}") == 200
        assert (address, every_width(look)) == (address, [])


# --- refusals --------------------------------------------------------------------------------------------------------


def test_nothing_is_in_the_way_when_something_is_refused(site, small_school, looks):
    refused = [
        ("anonymous", f"{site.url}/nowhere/", 404),
        ("office", f"{site.url}/pupils/999999/marks/", 404),
        ("governor", f"{site.url}/people/", 403),
        ("anonymous", site.url.replace("127.0.0.1", "elsewhere.localhost"), 400),
    ]
    for role, url, status in refused:
        assert told(looks(role, phone=False), url, [LAPTOP, TABLET], status=status) == []
        assert told(looks(role, phone=True), url, [PHONE], fingers=True, status=status, again=True) == []


def test_nothing_is_in_the_way_when_a_form_was_too_old(page, site):
    look = Look(page)
    look.open(f"{site.url}/cover/sign-in/")
    page.context.clear_cookies()
    page.get_by_label("Code from the school office").fill("ABCD2345")
    page.get_by_role("button").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "403" not in page.title()
    assert every_width(look) == []


def test_nothing_is_in_the_way_when_the_site_has_failed(site, small_school, looks):
    with (
        contextlib.closing(psycopg2.connect(site.database.owner_url)) as link,
        link,
        link.cursor() as cursor,
    ):
        cursor.execute("REVOKE SELECT ON registers_closure, registers_schoolday FROM attendance_app")
    assert told(looks("head", phone=False), f"{site.url}/registers/", [LAPTOP, TABLET], status=500) == []
    narrow = told(
        looks("head", phone=True), f"{site.url}/registers/", [PHONE], fingers=True, status=500, again=True
    )
    assert narrow == []


# --- controls --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("document.querySelector('main').append(document.createElement('img'))", "image-alt: img"),
        ("document.querySelector('h1').style.width = '900px'", "wide in a window"),
        ("console.error('it broke')", "console: it broke"),
        ("document.querySelector('main').innerHTML += '<button id=b>x</button>';"
         " b.style = 'all: unset; display: block; width: 9px; height: 9px'", "9×9"),
        ("document.head.append(Object.assign(document.createElement('script'), {src: 'https://elsewhere.example/x'}))",
         "script-src"),
    ],
)  # fmt: skip
def test_control_what_is_planted_is_found(new_page, site, planted, fault):
    look = Look(new_page(has_touch=True, is_mobile=True, width=PHONE))
    look.open(f"{site.url}/privacy/")
    assert look.faults(PHONE, fingers=True) == []
    look.page.evaluate(planted)
    assert fault in " ".join(look.faults(PHONE, fingers=True))
