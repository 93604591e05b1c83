"""Whatever is sent to whichever address: an answer with a reason, never an error of the server."""

import copy
import inspect
import json
import re
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from tests.addresses import every_address, shares_of, words_of
from tests.cast import sign_in
from tests.test_every_address import OURS, client_of, undone
from tests.who_may import WHO_MAY

pytestmark = pytest.mark.usefixtures("at_half_past_nine", "nothing_twice")

DAYS = ["2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "２０２６-１１-２４", "1900-02-29"]
NUMBERS = ["²", "-1", "9" * 19, "9" * 5000, "NaN"]
TEXTS = ["", "\x00", "a" * 6000, "::", "25:61", "//x", "\n", "½'\"%"]
AWKWARD = [*DAYS[2:4], *NUMBERS, *TEXTS]
WORST = ["²", "9" * 5000, "\x00", "9999-12-31"]
NUMBERS_IN_ADDRESSES = [0, 2**31, 2**63 - 1, 2**63, 10**40]
DAYS_IN_ADDRESSES = DAYS


@pytest.fixture
def at_half_past_nine(set_clock):
    set_clock("09:30:00")


@pytest.fixture
def head(small_school):
    """Opens every page of staff."""
    return sign_in(Client(raise_request_exception=False), small_school.people["head"])


@pytest.fixture
def asker(small_school, head):
    """Who opens an address: the head; the parent where only families may; the authority's officer where only they."""
    hats = {
        role: sign_in(Client(raise_request_exception=False), small_school.people[role])
        for role in ("parent", "la")
    }

    def of(address):
        may = WHO_MAY.get(address.name, ())
        return head if "head" in may else next((hats[role] for role in may if role in hats), head)

    return of


def broken(answer):
    return answer.status_code >= 500


# --- addresses -------------------------------------------------------------------------------------------------------


def odd_urls(address, arguments):
    """The address with one argument replaced by each odd value, as it can be typed."""
    odd = {
        **dict.fromkeys(arguments, NUMBERS_IN_ADDRESSES),
        "date": DAYS_IN_ADDRESSES,
        "day": DAYS_IN_ADDRESSES,
    }
    for name in address.arguments - {"session", "message"}:
        marked = address.pattern.replace(f"<{_converter(address, name)}:{name}>", "@")
        rest = re.sub(r"<\w+:(\w+)>", lambda found: _plain(arguments[address.key_of(found[1])]), marked)
        yield from (f"/{rest.replace('@', str(value))}" for value in odd[address.key_of(name)])


def _converter(address, name):
    return re.search(rf"<(\w+):{name}>", address.pattern)[1]


def _plain(argument):
    return "am" if argument == "AM" else str(argument)


def test_odd_dates_and_numbers_in_addresses_are_answered(small_school, asker):
    urls = [(asker(address), url) for address in OURS for url in odd_urls(address, small_school.own)]
    assert len(urls) > 80
    wrong = []
    for client, url in urls:
        for ask in (client.get, client.post):
            with undone():
                answer = ask(url)
            wrong += [(url, answer.status_code)] if broken(answer) else []
    assert wrong == []


# --- query strings ---------------------------------------------------------------------------------------------------


def names_read_by(address):
    """What the view, and what it calls of its module, takes from an address or a form by name."""
    view = inspect.unwrap(getattr(address.view, "cls", address.view))
    module, sources, wanted = inspect.getmodule(view), {}, [view]
    while wanted:
        each = wanted.pop()
        sources[each.__name__] = inspect.getsource(each)
        words = set(re.findall(r"\b\w+\b", sources[each.__name__])) - set(sources)
        called = [getattr(module, word, None) for word in sorted(words)]
        wanted += [one for one in called if _is_of(module, one) and one not in wanted]
    source = "\n".join(sources.values())
    return sorted(set(re.findall(r"\.get(?:list)?\(\"(\w+)\"", source)) | {"page", "next"})


def _is_of(module, what):
    return (inspect.isfunction(what) or inspect.isclass(what)) and what.__module__ == module.__name__


def each_spoiled(form, turn, worst=WORST):
    """The form with all its fields spoiled by some values, and with one or two at a time spoiled by the worst in turn.

    Every form gets the worst, and of the other awkward values those whose `turn` it is. Two at a time stand far apart.
    """
    others = [value for value in AWKWARD if value not in WORST]
    for value in [*WORST, *others[turn % 4 :: 4]]:
        yield dict.fromkeys(form, value)
    names = list(form) if worst else []
    half = (len(names) + 1) // 2
    for place in range(half):
        pair = names[place::half]
        yield {**form, **{name: worst[(place + n) % len(worst)] for n, name in enumerate(pair)}}


def kinds_of(names):
    """One name of each kind: code-17 and code-18 are the same box of two pupils."""
    return list({re.sub(r"-\d+$", "", name): name for name in names}.values())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("addresses", shares_of(OURS, 4))
def test_any_query_is_answered(small_school, asker, addresses):
    """By what the views of an address read by name, and what its forms that ask for a page have; the other forms'
    fields are sent as they are sent in earnest, below."""
    wrong = []
    for turn, address in enumerate(addresses):
        url, client = address.url(small_school.own), asker(address)
        page = "" if address.is_api else words_of(client.get(url))
        fields = Fields(page, asked=True).found
        asked = dict.fromkeys(kinds_of([*names_read_by(address), *fields]), "2026-11-24")
        for query in each_spoiled(asked, turn):
            with undone():
                answer = client.get(url, query)
            wrong += [(address.name, query, answer.status_code)] if broken(answer) else []
    assert wrong == []


# --- forms -----------------------------------------------------------------------------------------------------------


class Fields(HTMLParser):
    """The fields of a page's forms, each with what stands in it; `asked`: of those forms only that ask for a page."""

    def __init__(self, page, *, asked=False):
        super().__init__()
        self.found, self.select, self.asked, self.passes = {}, "", asked, True
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.passes = not self.asked or (attrs.get("method") or "get").lower() == "get"
        elif not self.passes:
            return
        if tag in ("input", "button", "textarea") and attrs.get("name"):
            self.found.setdefault(attrs["name"], []).append(attrs.get("value") or "")
        elif tag == "select":
            self.select = attrs.get("name") or ""
        elif tag == "option" and self.select:
            self.found.setdefault(self.select, []).append(attrs.get("value") or "")

    def handle_endtag(self, tag):
        self.passes = self.passes or tag == "form"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("addresses", shares_of([each for each in OURS if not each.is_api], 6))
def test_any_form_is_answered(small_school, asker, addresses):
    wrong = []
    for turn, address in enumerate(addresses):
        url, client = address.url(small_school.own), asker(address)
        page = address_of_its_form(address, small_school) or url
        shown = words_of(client.get(page))
        fields = Fields(shown).found
        filled = {name: values[-1] for name, values in fields.items() if name != "csrfmiddlewaretoken"}
        kinds = kinds_of(dict.fromkeys([*filled, *names_read_by(address)]))
        worst = WORST if 'method="post"' in shown.partition("<main")[2] else []
        for changes in each_spoiled({name: filled.get(name, "") for name in kinds}, turn, worst):
            with undone():
                answer = client.post(url, filled | changes)
            if answer.status_code == 405:
                break
            wrong += [(address.name, changes, answer.status_code)] if broken(answer) else []
    assert wrong == []


FORMS_ARE_ON = {
    "registers:complete_register": "registers:take_register",
    "registers:undo_movement": "registers:late_desk",
    "registers:tick_pupils": "registers:on_site",
    "registers:end_drill": "registers:on_site",
    "registers:confirm_attendance": "home",
    "registers:agree_full_time": "registers:turning_compulsory_age",
    "registers:undo_plans": "registers:trip",
    "absence:undo_religious_day": "absence:religious_days",
    "absence:settle_contradiction": "absence:contradictions",
    "absence:mark_leave_taken": "absence:leave_taken",
    "absence:report_still_ill": "absence:absence_report",
    "absence:answer_school": "absence:absence_report",
    "absence:take_report_back": "absence:absence_report",
    "absence:take_evidence_back": "absence:family_evidence",
    "absence:take_out_medical_file": "absence:pupil_illness",
}
"""Where the form stands that is sent to an address which shows no page."""


def address_of_its_form(address, world):
    other = FORMS_ARE_ON.get(address.name)
    return other and next(each for each in OURS if each.name == other).url(world.own)


def test_forms_that_show_no_page_stand_on_one_that_does(small_school):
    names = {address.name for address in OURS}
    assert set(FORMS_ARE_ON) | set(FORMS_ARE_ON.values()) <= names


@pytest.mark.parametrize("role", ["anonymous", "head"])
def test_the_way_in_answers_anything(small_school, role):
    client, wrong = client_of(small_school, role), []
    for address in (each for each in every_address() if each.is_library):
        url = address.url(small_school.own)
        fields = Fields(words_of(client.get(url))).found
        for value in ("", "\x00", "9" * 5000, "²", "//x", "[]"):
            form = dict.fromkeys([*fields, "next", "login", "password", "code", "credential"], value)
            with undone():
                answers = [client.get(url, form), client.post(url, form)]
            wrong += [(address.name, value, answer.status_code) for answer in answers if broken(answer)]
    assert wrong == []


# --- bodies of calls -------------------------------------------------------------------------------------------------

NOW = "2026-11-24T09:30:00+00:00"
WRONG = [None, "", "\x00", -1, 2**31, 2**63, 2**70, 1.5, True, [], {"a": []}, "a" * 5000]
WRONG += ["2026-02-30", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
NO_OBJECTS = ["", "{", "[]", "null", "1", '"x"', "[[[[]]]]", '{"ops": NaN}', "\ufeff{}", "[" * 500]


def bodies(world):
    pupil = world.pupils[4].pk
    op = {
        "op": str(uuid.UUID(int=1)),
        "seq": 1,
        "pupil": pupil,
        "date": "2026-11-24",
        "session": "AM",
        "code": "I",
    }
    op |= {
        "minutes": None,
        "arrived": None,
        "note": "",
        "reason": "found out",
        "base_rev": 1,
        "at": NOW,
        "insist": False,
    }
    tick = {"op": str(uuid.UUID(int=2)), "kind": "seen", "pupil": pupil, "at": NOW}
    batch = {"client": str(uuid.UUID(int=3)), "now": NOW}
    arrival = {"op": str(uuid.UUID(int=4)), "kind": "in", "pupil": pupil, "time": "09:12", "reason": "2"}
    return {
        "api:marks": {**batch, "post": None, "ops": [op]},
        "api:sightings": {**batch, "ops": [{**tick, "kind": "start", "op": str(uuid.UUID(int=5))}, tick]},
        "api:arrivals": {**arrival, "words": "", "with_whom": "Mother"},
        "api:complete_register": {},
    }


def places(value, path=()):
    """The way to everything inside a body."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*path, key)
        yield from places(each, (*path, key))


def changed(body, path, value):
    body = copy.deepcopy(body)
    place = body
    for key in path[:-1]:
        place = place[key]
    if value is Ellipsis:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


CALLS_WITH_A_BODY = ["api:marks", "api:sightings", "api:arrivals", "api:complete_register"]


@pytest.mark.parametrize("name", CALLS_WITH_A_BODY)
def test_any_body_is_answered(small_school, head, name):
    url, body = url_of(name, small_school), bodies(small_school)[name]
    spoiled_bodies = [changed(body, path, value) for path in places(body) for value in [*WRONG, ...]]
    wrong = []
    for sent in [*NO_OBJECTS, *map(json.dumps, spoiled_bodies)]:
        with undone():
            answer = head.post(url, sent, content_type="application/json")
        wrong += [(sent[:300], answer.status_code)] if broken(answer) else []
    assert wrong == []


@pytest.mark.parametrize("name", CALLS_WITH_A_BODY)
def test_control_the_body_that_is_spoiled_there_is_taken_as_it_is(small_school, head, name):
    url, body = url_of(name, small_school), bodies(small_school)[name]
    assert head.post(url, body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/json", "multipart/form-data", "application/x-www-form-urlencoded", "x"],
)
def test_bytes_of_any_kind_are_answered(small_school, head, kind):
    for name in CALLS_WITH_A_BODY:
        for content in (b"\xff\xfe\x00", b"", b"--x\r\n", b"a=%00&b=%ff"):
            assert not broken(head.post(url_of(name, small_school), content, content_type=kind))


def url_of(name, world):
    return next(address for address in OURS if address.name == name).url(world.own)


def test_the_list_of_calls_with_a_body_is_whole():
    taking = {
        address.name
        for address in OURS
        if address.is_api and hasattr(getattr(address.view, "cls", None), "post")
    }
    assert taking == set(CALLS_WITH_A_BODY)


def test_control_a_page_that_trips_is_found(head, monkeypatch):
    from registers.views import jobs

    monkeypatch.setattr(jobs, "last_seen", lambda: 1 / 0)
    assert broken(head.get(reverse("registers:jobs")))
