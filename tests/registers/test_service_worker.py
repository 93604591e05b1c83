"""The worker that opens today's register without a network."""

from django.urls import reverse


def test_it_stands_at_the_root_and_is_asked_for_anew(client):
    answer = client.get(reverse("registers:service_worker"))

    assert answer.status_code == 200
    assert reverse("registers:service_worker") == "/service-worker.js"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
