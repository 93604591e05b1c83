#!/usr/bin/env python3
"""Every command of the site. `manage.py up` runs it; `manage.py help` lists the others."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or later is needed; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
    try:
        import django  # noqa: F401
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make setup`, then use .venv/bin/python.")
    from attendance_site.launch import launch

    launch(sys.argv)
