"""What a parent does at the phone to report an absence, and what the office answers."""

import re
import uuid

from absence.models import AbsenceReport


def ill_today(client, pupil):
    """The three taps: report an absence, ill today, send. Returns the report."""
    page = f"/family/absent/{pupil.pk}/"
    assert client.get("/family/absent/").status_code in (200, 302)
    assert client.post(page, {"do": "ill_now"}).url == f"{page}check/"
    return send(client, pupil)


def send(client, pupil, words=""):
    check = f"/family/absent/{pupil.pk}/check/"
    op = re.search(r'name="op" value="([^"]+)"', client.get(check).content.decode())[1]
    answer = client.post(check, {"op": op, "words": words})
    assert answer.status_code == 302, answer.content.decode()
    return AbsenceReport.objects.get(public_id=answer.url.rstrip("/").rsplit("/", 1)[1])


def tell(client, pupil, why, *, words="", **when):
    """Why, when, and send. Returns the report."""
    page = f"/family/absent/{pupil.pk}/"
    assert client.post(page, {"why": why}).status_code == 302
    answer = client.post(f"{page}when/", when)
    assert answer.status_code == 302, answer.content.decode()
    return send(client, pupil, words)


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def reads(client, report):
    return client.get(f"/family/reports/{report.public_id}/").content.decode()


def answer(client, report, **said):
    said = {"place": f"report-{report.pk}", "op": str(uuid.uuid4())} | said
    return client.post(f"/to-find/reports/{report.pk}/", said)
