"""A process that has the site loaded and, at each line on its standard input, lets a child serve it.

A line is the offset of the clock in seconds, or nothing. The process says the child's number, and "ended" when the
child is gone. What it serves with stands in its arguments, which are gunicorn's.
"""

import os
import sys

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from gunicorn.app.wsgiapp import WSGIApplication

import attendance_site.wsgi  # noqa: F401
from attendance_site.parts import clock


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def load():
    """All that a child would otherwise load at its first request: the views and the templates."""
    assert get_resolver().url_patterns
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))


def serve(offset):
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # it is not the child that is listened to
    os.environ[clock.OFFSET_VARIABLE] = offset
    sys.argv[:1] = ["gunicorn", "attendance_site.wsgi"]
    WSGIApplication().run()


if __name__ == "__main__":
    load()
    connections.close_all()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            serve(line.strip())
            sys.exit(1)  # gunicorn ends by itself
        say(child)
        os.waitpid(child, 0)
        say("ended")
