"""Style sheets, scripts and fonts, gathered where the web server serves them from, when they changed."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_when_changed() -> None:
    """Run `collectstatic` unless it has been run for these very files."""
    marker = settings.STATIC_ROOT / ".collected"
    wanted = _digest()
    if marker.exists() and marker.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    marker.write_text(wanted)


def _digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = (storage.path(path), storage.size(path), storage.get_modified_time(path))
            digest.update(repr(stat).encode())
    return digest.hexdigest()
