"""The health page says which part does not answer, and is 503 only without the database."""

from dataclasses import replace

import pytest

from attendance_site import health
from tests.databases import pointed_at

pytestmark = pytest.mark.django_db


def test_all_is_well(client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "redis": "ok", "disk": "ok"}
    assert answer["Cache-Control"] == "no-store"


def test_without_the_queue_the_site_stays_in_service(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["redis"] == "does not answer"


def test_without_the_database_the_site_is_out_of_service(client, own_database):
    with pointed_at(replace(own_database, url=own_database.url.replace(own_database.name, "nowhere"))):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"


def test_a_nearly_full_disk_is_said(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_SPACE", 10**18)
    assert client.get("/health/").json()["disk"] == "nearly full"
