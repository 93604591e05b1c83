"""What the database guards is what the code says: triggers, summary, and keys that stay inside one school."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registers import codes, mark_guards
from registers.code_sql import stored_code_check
from registers.models import Mark, PupilChange, PupilWeek
from tests.factories import at, mark

COUNTED = {
    "possible": codes.POSSIBLE,
    "attended": codes.ATTENDING,
    "authorised": codes.AUTHORISED,
    "unauthorised": codes.UNAUTHORISED,
    "late": {codes.LATE},
}
pytestmark = pytest.mark.django_db


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def test_the_functions_in_the_database_are_those_of_the_module():
    bodies = mark_guards.FUNCTIONS | {"registers_mark_sealed": mark_guards.SEALED}
    kept = rows(
        "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'registers\\_%%' AND prorettype = 'trigger'::regtype"
    )
    of_marks = {
        name: plain(body) for name, body in kept if name in bodies or name.startswith("registers_mark")
    }
    assert of_marks == {name: plain(body) for name, body in bodies.items()}


def test_the_functions_run_as_their_owner_with_a_fixed_search_path():
    found = rows(
        "SELECT DISTINCT prosecdef, proconfig FROM pg_proc WHERE proname = ANY(%s)",
        list(mark_guards.FUNCTIONS),
    )
    assert found == [(True, [f"search_path={mark_guards.DEFINER_PATH}"])]


def test_the_triggers_in_the_database_are_those_of_the_module_and_switched_on():
    kept = rows(
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        " AND tgrelid IN ('registers_mark'::regclass, 'registers_markhistory'::regclass)"
    )
    assert {name: runs(text) for name, text in kept} == {
        name: runs(text) for name, text in mark_guards.TRIGGERS.items()
    }


def runs(trigger):
    """When a trigger runs and what it runs."""
    when = re.search(r"(BEFORE|AFTER) (INSERT OR UPDATE|INSERT|UPDATE|DELETE|TRUNCATE)", trigger)
    return when.groups(), re.search(r"EXECUTE FUNCTION (\w+)", trigger).group(1)


def test_the_check_of_codes_is_that_of_the_table():
    found = rows(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'mark_code_valid_on_its_date'"
    )[0][0]
    assert letters(found) == letters(stored_code_check())


def letters(sql):
    return Counter(re.findall(r"'(.{0,2})'", sql))


def test_the_partial_index_holds_the_unauthorised_codes():
    found = rows("SELECT indexdef FROM pg_indexes WHERE indexname = 'mark_unauthorised'")[0][0]
    assert set(letters(found)) == codes.UNAUTHORISED


CODES = st.sampled_from(
    [*sorted(codes.STORED - codes.OLD - {codes.MORNING_PRESENT, codes.AFTERNOON_PRESENT}), "", "/"]
)
SESSIONS = st.tuples(
    st.integers(0, 2), st.sampled_from([dt.date(2026, 11, 20), dt.date(2026, 11, 23), dt.date(2026, 11, 24)])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=st.lists(st.tuples(SESSIONS, st.sampled_from(["AM", "PM"]), CODES), max_size=12))
def test_the_weeks_sums_equal_the_marks_after_any_saves_changes_and_clears(pupils, office, saves):
    standing = {}
    for n, ((pupil, day), session, code) in enumerate(saves):
        code = codes.as_stored(code, session) if code else ""
        when = at("09:00", day) + dt.timedelta(seconds=next_second(n))
        mark(pupils[pupil], code, by=office, date=day, session=session, when=when)
        standing[pupils[pupil].pk, day, session] = code
    clear_rest(pupils, office, standing)
    expected = {}
    for (pupil, day, _), code in standing.items():
        week = expected.setdefault((pupil, day - dt.timedelta(days=day.weekday())), Counter())
        week.update(name for name, letters in COUNTED.items() if code in letters)
    found = PupilWeek.objects.values_list("pupil", "monday", *COUNTED)
    assert {row[:2]: row[2:] for row in found if any(row[2:])} == {
        key: tuple(week[name] for name in COUNTED) for key, week in expected.items() if week
    }
    recomputed = rows(mark_guards.week_sums("SELECT *, 1 AS sign FROM registers_mark"))
    assert {(row[1], row[2]): tuple(map(int, row[3:])) for row in recomputed if any(row[3:])} == {
        row[:2]: row[2:] for row in found if any(row[2:])
    }


seconds = iter(range(1, 10**9))


def next_second(_):
    """A time of its own for each entry, over all examples."""
    return next(seconds) % 20_000


def clear_rest(pupils, office, standing):
    """Examples share one database: what an earlier one left is cleared, so that the sums are this one's."""
    for left in Mark.objects.exclude(code="").order_by("date"):
        key = (left.pupil_id, left.date, left.session)
        if key not in standing:
            mark(
                left.pupil,
                "",
                by=office,
                date=left.date,
                session=left.session,
                when=left.at + dt.timedelta(hours=7),
            )


def test_readers_are_told_of_the_pupils_they_must_look_at(pupils, office):
    for pupil, code in zip(pupils, ["/", "I", "G"], strict=False):
        mark(pupil, code, by=office)
    mark(pupils[2], "/", by=office, when=at("09:00"))
    told = Counter(PupilChange.objects.values_list("pupil", "reader"))
    assert told == {
        (pupils[1].pk, "follow_up"): 1,
        **{(pupils[2].pk, reader): 2 for reader in ("follow_up", "threshold", "prior_absence")},
    }


# --- paired keys: no row points across schools -----------------------------------------------------------------------

BELONGS_TO_SCHOOLS = """
SELECT c.table_name FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND c.column_name = 'school_id' AND t.table_type = 'BASE TABLE'
"""
KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text,
       array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
              JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place)
  FROM pg_constraint WHERE contype = 'f'
"""
# Who did something: the action's `by`, checked by nobody else, may be a post of the trust (no school), and records
# the name and position beside it. Another school is what a prior absence is about.
UNPAIRED = {
    "by_id",
    "given_by_id",
    "made_by_id",
    "started_by_id",
    "taken_by_id",
    "undone_by_id",
    "from_school_id",
}
LEFT_OUT = {
    "registers_markhistory",
    "registers_pupilweek",
    "registers_pupilchange",
}  # written by the trigger alone


def pointing_columns():
    """(table, column, parent) of every foreign key, in the models, between two tables that belong to a school."""
    owned = {name for (name,) in rows(BELONGS_TO_SCHOOLS)}
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            if table in owned and field.is_relation and field.related_model._meta.db_table in owned:
                yield table, field.column, field.related_model._meta.db_table


def test_every_key_between_tables_of_a_school_pairs_with_the_school():
    paired = {
        (table, columns[1], parent)
        for table, parent, columns in rows(KEYS)
        if columns[0] == "school_id" and len(columns) == 2
    }
    wanted = {each for each in pointing_columns() if each[1] not in UNPAIRED and each[0] not in LEFT_OUT}
    assert wanted - paired == set()
    assert wanted


def test_a_mark_cannot_point_at_a_pupil_of_another_school(pupils, office, other_school):
    entry = mark(pupils[0], "/", by=office)
    entry.school = other_school
    with pytest.raises(IntegrityError, match="mark_pupil_id_in_school"):
        Mark.objects.bulk_create([entry])
