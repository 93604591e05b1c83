"""Every page of families in Polish and in Urdu, at the widths of a laptop, a tablet and a phone.

The English ones are looked at with all the others (test_every_page.py).
"""

import pytest

from registers.models import Contact, LanguageSwitch
from tests.browser.classroom import seat
from tests.browser.test_every_page import LAPTOP, PHONE, TABLET, is_page, told
from tests.factories import at
from tests.page_faults import Look
from tests.test_families_languages import PAGES

pytestmark = pytest.mark.clock("2026-11-24T09:20:00")
NO_PAGE = {
    "absence:family_sign_out",
    "absence:family_language",
    "absence:family_leave_file",
    "absence:family_evidence_file",
}
READ = [address for address in PAGES if is_page(address) and address.name not in NO_PAGE]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["pl", "ur"])
def test_nothing_is_in_the_way_in_another_language(new_page, site, small_school, language):
    post = small_school.people["parent"]
    LanguageSwitch.objects.create(
        school=post.school, language=language, is_on=True, by=post, name="H", position="P", at=at("08:00")
    )
    Contact.objects.filter(parent_link__post=post).update(language=language)
    wide, narrow = Look(new_page()), Look(new_page(has_touch=True, is_mobile=True, width=PHONE, height=844))
    faults, seen_wide, seen = [], set(), set()
    for look in (wide, narrow):
        seat(look.page.context, site, post)
    for address in READ:
        url = site.url + address.url(small_school.own)
        found = told(wide, url, [LAPTOP, TABLET], seen=seen_wide)
        found += told(narrow, url, [PHONE], fingers=True, seen=seen, again=True)
        faults += [f"{address.name}, {fault}" for fault in found]
    assert not faults, "\n".join(faults)
    assert narrow.page.locator("html").get_attribute("lang") == language
