"""A classroom for browser tests: thirty pupils with lifelike names, people at keyboards, and what stands on record."""

import uuid

from django.test import Client

from registers.models import Mark, MarkHistory, Pupil, SavedOperation
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PostFactory

THIRTY = [
    "Amelia Abbott", "Noah Ahmed", "Oliver Bailey", "Isla Barnes", "Ava Begum", "Muhammad Chowdhury",
    "Freya Clarke", "George Cooper", "Leo Davies", "Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley",
    "Poppy Green", "Ethan Harris", "Aisha Khan", "Tomasz Kowalski", "Sofia Lewis", "Jacob Martin", "Maya Mistry",
    "Lily Novak", "Adaeze Okonkwo-Williams", "Harry Patel", "Lukas Petrauskas", "Chloe Roberts", "Maryam Shah",
    "Theo Singh", "Grace Taylor", "Oscar Thompson", "Zara Umarova", "Evie Walker", "Yusuf Warsame", "Finn Young",
]  # fmt: skip


def class_of_thirty(school, name="4K", pupils=None):
    return GroupFactory(school=school, name=name, pupils=pupils or THIRTY)


def pupils_of(group):
    """The class in register order."""
    return list(Pupil.objects.filter(memberships__group=group).order_by("surname", "forename", "pk"))


def teacher_of(group, name="Meera Patel", email="patel@larkfield.example"):
    return PostFactory(
        school=group.school,
        role="teacher",
        position="Class teacher",
        user__name=name,
        user__email=email,
        user__is_demo=True,
        teaches=group,
    )


def seat(context, site, post):
    """Sign the person in at this browser, in that hat."""
    client = sign_in(Client(), post)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])


def register_url(site, group, session="am", day=THE_DAY):
    return f"{site.url}/registers/{group.pk}/{day}/{session}/"


def open_register(page, site, group, post, session="am"):
    """Seat the person and open the register, ready for keys."""
    seat(page.context, site, post)
    page.goto(register_url(site, group, session))
    page.locator("body.register-works").wait_for()
    return page


def box(page, pupil):
    return page.locator(f"#mark-{pupil.pk}")


def row(page, pupil):
    return page.locator(f'.row[data-pupil="{pupil.pk}"]')


def key_in(page, pupil, keys):
    """Press keys one after the other, beginning in that pupil's box."""
    box(page, pupil).focus()
    for key in keys:
        page.keyboard.press(key)


def on_record(group, session="AM"):
    """What the school has: code by pupil."""
    marks = Mark.objects.filter(pupil__in=pupils_of(group), date=THE_DAY, session=session)
    return dict(marks.values_list("pupil", "code"))


def earlier_entries(group):
    return MarkHistory.objects.filter(pupil__in=pupils_of(group)).count()


def operations():
    return SavedOperation.objects.count()


def send_on(route, change):
    """Let a batch of marks through with each operation changed, and hand back the answer as if nothing had been."""
    body = route.request.post_data_json
    numbers = [op["op"] for op in body["ops"]]
    body["ops"] = [op | change(op) for op in body["ops"]]
    answer = route.fetch(post_data=body)
    said = answer.json()
    for result, number in zip(said["results"], numbers, strict=True):
        result["op"] = number
    route.fulfill(status=answer.status, json=said)


def new_operation_numbers(route):
    """What a retry without its number would send."""
    send_on(route, lambda op: {"op": str(uuid.uuid4())})


def insisting(route):
    """What a page that never asks would send."""
    send_on(route, lambda op: {"insist": True})
