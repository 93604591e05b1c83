"""The guards as the database holds them are those that the module says."""

import re

from django.db import connection

from registers import mark_guards


def _plain(text):
    return re.sub(r"\s+", " ", text).strip()


def _found(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def test_the_functions_in_the_database_are_those_of_the_module(db):
    bodies = mark_guards.FUNCTIONS | {"registers_mark_sealed": mark_guards.SEALED}
    kept = _found("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'registers\\_%'")
    assert {name: _plain(body) for name, body in kept.items()} == {
        name: _plain(body) for name, body in bodies.items()
    }


def test_the_triggers_in_the_database_are_those_of_the_module(db):
    kept = _found(
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid IN ('registers_mark'::regclass, 'registers_markhistory'::regclass)"
    )
    assert {name: _function(text) for name, text in kept.items()} == {
        name: _function(text) for name, text in mark_guards.TRIGGERS.items()
    }


def _function(text):
    """When a trigger runs and what it runs."""
    when = re.search(r"(BEFORE|AFTER) (INSERT OR UPDATE|INSERT|UPDATE|DELETE|TRUNCATE)", text)
    return when.groups(), re.search(r"EXECUTE FUNCTION (\w+)", text).group(1)
