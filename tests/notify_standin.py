"""A stand-in for GOV.UK Notify on this computer that speaks its API: what it accepted, and faults on demand.

Other than the real one it sends nothing. `accepted` has one entry for each notification it took, in order; what is in
it twice was sent twice.
"""

import contextlib
import json
import threading
import time
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from notifications_python_client.authentication import decode_jwt_token
from notifications_python_client.errors import TokenError

SERVICE, SECRET, TEMPLATE = (str(uuid.UUID(int=n)) for n in (1, 2, 3))
KEY = f"larkfield-{SERVICE}-{SECRET}"
PAGE = 250
KINDS = {"sms": "phone_number", "email": "email_address", "letter": "personalisation"}


class StandIn:
    """The server. `fail_with(status)`: what the next request gets. `delay`: seconds between taking and answering."""

    def __init__(self):
        self.accepted, self.failures, self.asked = [], [], []
        self.delay, self.drops, self.lock = 0.0, False, threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def fail_with(self, status, words="It did not work", *, times=1):
        self.failures += [(status, words)] * times

    def became(self, message, status, **more):
        """Say of a message what the provider said."""
        for each in self.accepted:
            if each["reference"] == str(message.pk):
                each.update(status=status, **more)

    @property
    def references(self):
        return [each["reference"] for each in self.accepted]

    def take(self, kind, body):
        with self.lock:
            self.accepted.append(
                {
                    "id": str(uuid.uuid4()),
                    "reference": body.get("reference"),
                    "status": "created",
                    "type": kind,
                    "created_at": datetime.now(UTC).isoformat(),
                    "body": body,
                }
            )
            return self.accepted[-1]

    def listed(self, reference, older_than):
        with self.lock:
            newest = list(reversed(self.accepted))
        if reference:
            newest = [each for each in newest if each["reference"] == reference]
        if older_than:
            ids = [each["id"] for each in newest]
            newest = newest[ids.index(older_than) + 1 :]
        return newest[:PAGE]


def _handler(standin):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kind = self.path.rpartition("/")[2]
            if self.refused(kind, body):
                return
            made = standin.take(kind, body)
            time.sleep(standin.delay)
            if not standin.drops:
                self.answer(201, {"id": made["id"], "reference": made["reference"]})

        def do_GET(self):
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            standin.asked.append(query)
            if self.refused("", {}):
                return
            found = standin.listed(query.get("reference"), query.get("older_than"))
            self.answer(200, {"notifications": found, "links": {}})

        def refused(self, kind, body):
            try:
                decode_jwt_token(self.headers["Authorization"].removeprefix("Bearer "), SECRET)
            except TokenError:
                self.error(403, "AuthError", "Invalid token: API key not found")
                return True
            if standin.failures:
                status, words = standin.failures.pop(0)
                self.error(status, "Error", words)
                return True
            if kind and (body.get("template_id") != TEMPLATE or not body.get(KINDS.get(kind, "?"))):
                self.error(400, "BadRequestError", "Template not found")
                return True
            return False

        def error(self, status, name, words):
            self.answer(status, {"status_code": status, "errors": [{"error": name, "message": words}]})

        def answer(self, status, body):
            with contextlib.suppress(OSError):  # whoever asked has gone
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    return Handler


def environment(urn, url):
    """What the environment holds for a school with this service."""
    return {
        f"NOTIFY_KEY_{urn}": KEY,
        f"NOTIFY_EMAIL_TEMPLATE_{urn}": TEMPLATE,
        f"NOTIFY_TEXT_TEMPLATE_{urn}": TEMPLATE,
        f"NOTIFY_LETTER_TEMPLATE_{urn}": TEMPLATE,
        f"NOTIFY_REPLY_TOKEN_{urn}": "a-token-for-replies-of-larkfield",
        "NOTIFY_BASE_URL": url,
    }


@pytest.fixture
def notify(settings):
    """The stand-in, with the settings of Larkfield pointing at it."""
    server = StandIn()
    settings.SENDING = environment("150000", server.url)
    settings.NOTIFY_BASE_URL = server.url
    settings.SENDING_TIMEOUT = 2
    yield server
    server.stop()
