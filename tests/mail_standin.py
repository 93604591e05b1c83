"""A stand-in for a mail server on this computer: what it took, and refusals on demand."""

import email
import socketserver
import threading

import pytest


class MailStandIn:
    """`answers`: what the server says to a command instead of yes, e.g. {"RCPT": "550 No such person"}."""

    def __init__(self):
        self.taken, self.answers, self.hangs_up = [], {}, False
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _handler(standin):
    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.say("220 stand-in")
            while line := self.rfile.readline():
                word = line.split()[0].upper().decode() if line.split() else ""
                if refusal := standin.answers.get(word):
                    self.say(refusal)
                elif word == "DATA":
                    self.say("354 Go on")
                    if not self.take():
                        return
                else:
                    self.say({"QUIT": "221 Bye"}.get(word, "250 Yes"))
                if word == "QUIT":
                    return

        def take(self):
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if standin.hangs_up:
                return False
            if refusal := standin.answers.get("."):
                self.say(refusal)
            else:
                standin.taken.append(email.message_from_bytes(b"".join(lines)))
                self.say("250 Taken")
            return True

        def say(self, words):
            self.wfile.write(f"{words}\r\n".encode())

    return Handler


@pytest.fixture
def mail_server(settings):
    """The stand-in, with the settings pointing at it."""
    server = MailStandIn()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Attendance <attendance@larkfield.example>"
    settings.SENDING = {}
    yield server
    server.stop()
