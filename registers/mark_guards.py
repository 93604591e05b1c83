"""The SQL by which the database itself guards marks: history, summary, and what must never be false.

Generated from the code table, so that letters stand in `codes/` only. The migration runs it; a test compares what
the database holds with what this module says. What the trigger does at each save (data.md "Marks"):

* files the earlier entry of every mark that really changes, and refuses a change without its legal parts;
* keeps the sums of PupilWeek;
* notes in PupilChange which pupils a reader (threshold, prior absence, follow-up) must look at.
"""

from registers import codes
from registers.code_sql import is_one_of, stored_code_check

KEY = "school_id, pupil_id, date, session"
ENTRY = (
    "school_id, pupil_id, date, session, rev, code, minutes_late, arrived_at, note, source, client, seq, reason,"
    " by_id, name, position, at, seal"
)
SEAL_OF = (
    "('x' || left(md5(concat_ws(E'\\x1f', {row}.school_id, {row}.pupil_id, {row}.date - DATE '2000-01-01',"
    " {row}.session, {row}.rev, {row}.code, coalesce({row}.minutes_late::text, '-'),"
    " coalesce({row}.arrived_at::text, '-'), {row}.note, {row}.reason, {row}.by_id, {row}.name, {row}.position,"
    " extract(epoch FROM {row}.at))), 16))::bit(64)::bigint"
)
"""A number made from what an entry says and whose it is. An entry changed behind the triggers' back no longer fits
its own number, and `verify_register` names it. It shows meddling and mistakes; it is no signature."""
SUMS = {
    "possible": codes.POSSIBLE,
    "attended": codes.ATTENDING,
    "authorised": codes.AUTHORISED,
    "unauthorised": codes.UNAUTHORISED,
    "late": {codes.LATE},
}
RETENTION = "6 years"  # SI 2024/208 regulation 7 (V); counted from the day of the entry (M)

CODE_CHECK = (
    f"ALTER TABLE registers_mark ADD CONSTRAINT mark_code_valid_on_its_date CHECK ({stored_code_check()})",
    "ALTER TABLE registers_mark DROP CONSTRAINT mark_code_valid_on_its_date",
)


def _entry(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in ENTRY.split(", "))


def _sum(column: str, letters: set[str] | frozenset[str]) -> str:
    return f"sum(CASE WHEN {is_one_of(letters)} THEN sign ELSE 0 END) AS {column}"


def week_sums(rows: str) -> str:
    """SELECT of the sums per pupil and week of `rows`, a query with the mark's key, code and `sign` (1 or -1)."""
    columns = ", ".join(_sum(column, frozenset(letters)) for column, letters in SUMS.items())
    return (
        "SELECT school_id, pupil_id, date - (extract(isodow FROM date)::int - 1) AS monday, "
        f"{columns} FROM ({rows}) AS rows GROUP BY 1, 2, 3"
    )


def _keep_week(rows: str) -> str:
    moved = " OR ".join(f"{column} <> 0" for column in SUMS)
    added = ", ".join(f"{column} = week.{column} + excluded.{column}" for column in SUMS)
    return (
        f"INSERT INTO registers_pupilweek AS week (school_id, pupil_id, monday, {', '.join(SUMS)})\n"
        f"  SELECT * FROM ({week_sums(rows)}) AS sums WHERE {moved} ORDER BY 1, 2, 3\n"
        f"  ON CONFLICT (school_id, pupil_id, monday) DO UPDATE SET {added};"
    )


def _note_change(rows: str) -> str:
    counts = is_one_of(codes.UNAUTHORISED)
    absent = is_one_of(codes.ABSENT)
    return (
        "INSERT INTO registers_pupilchange (school_id, pupil_id, reader)\n"
        f"  SELECT DISTINCT school_id, pupil_id, reader FROM ({rows}) AS rows,\n"
        "    (VALUES ('threshold'), ('prior_absence'), ('follow_up')) AS readers (reader)\n"
        f"  WHERE CASE WHEN reader = 'follow_up' THEN {absent} ELSE {counts} END;"
    )


NEW_ROWS = "SELECT school_id, pupil_id, date, session, code, 1 AS sign FROM new_rows"
CHANGED_ROWS = (
    f"SELECT {KEY}, n.code, 1 AS sign FROM new_rows n JOIN old_rows o USING ({KEY}) WHERE n.code <> o.code"
    f" UNION ALL SELECT {KEY}, o.code, -1 AS sign FROM new_rows n JOIN old_rows o USING ({KEY}) WHERE n.code <> o.code"
)

FUNCTION = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
    " SET search_path = {path} AS $$\n{body}\n$$"
)
DEFINER_PATH = "public, pg_temp"

INSERTED = f"""BEGIN
{_keep_week(NEW_ROWS)}
{_note_change(NEW_ROWS)}
RETURN NULL;
END"""

UPDATED = f"""DECLARE
  wrong record;
BEGIN
SELECT n.rev AS new_rev, o.* INTO wrong FROM old_rows o LEFT JOIN new_rows n USING ({KEY})
  WHERE n.rev IS NULL OR (o IS DISTINCT FROM n AND (
    n.rev <> o.rev + 1 OR n.at = o.at OR n.reason = '' OR n.name = '' OR n.position = ''))
  LIMIT 1;
IF FOUND THEN
  RAISE EXCEPTION 'mark of pupil % on % % cannot change without its history'
    ' (next rev, its own time, reason, name and position; never its key)',
    wrong.pupil_id, wrong.date, wrong.session
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'mark_keeps_its_history';
END IF;
INSERT INTO registers_markhistory ({ENTRY})
  SELECT {_entry("o")} FROM old_rows o JOIN new_rows n USING ({KEY}) WHERE o IS DISTINCT FROM n;
IF EXISTS (SELECT FROM old_rows o JOIN new_rows n USING ({KEY}) WHERE o.code <> n.code) THEN
{_keep_week(CHANGED_ROWS)}
{_note_change(CHANGED_ROWS)}
END IF;
RETURN NULL;
END"""

# TRUNCATE has no old rows to look at, so the question is asked of DELETE only.
DELETED = f"""DECLARE
  kept boolean := true;
BEGIN
IF TG_OP = 'DELETE' THEN
  kept := NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    OR EXISTS (SELECT FROM old_rows WHERE at > now() - interval '{RETENTION}');
END IF;
IF kept THEN
  RAISE EXCEPTION 'entries of the register are kept for {RETENTION} (SI 2024/208 regulation 7)'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'register_entries_are_kept';
END IF;
RETURN NULL;
END"""

SEALED = f"""BEGIN
NEW.seal := {SEAL_OF.format(row="NEW")};
RETURN NEW;
END"""

REFUSED = """BEGIN
RAISE EXCEPTION 'the history of marks is written by its trigger only, and never changed'
  USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'mark_history_is_final';
END"""

FUNCTIONS = {
    "registers_mark_inserted": INSERTED,
    "registers_mark_updated": UPDATED,
    "registers_entry_deleted": DELETED,
    "registers_history_refused": REFUSED,
}
SEAL_FUNCTION = (  # runs for each row: without rights of its own, and without the cost of a path of its own
    f"CREATE OR REPLACE FUNCTION registers_mark_sealed() RETURNS trigger LANGUAGE plpgsql AS $$\n{SEALED}\n$$"
)

TRIGGERS = {
    "mark_sealed": "BEFORE INSERT OR UPDATE ON registers_mark FOR EACH ROW EXECUTE FUNCTION registers_mark_sealed()",
    "mark_inserted": "AFTER INSERT ON registers_mark REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_mark_inserted()",
    "mark_updated": "AFTER UPDATE ON registers_mark REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION registers_mark_updated()",
    "mark_deleted": "AFTER DELETE ON registers_mark REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_entry_deleted()",
    "mark_truncated": "BEFORE TRUNCATE ON registers_mark FOR EACH STATEMENT EXECUTE FUNCTION registers_entry_deleted()",
    "history_deleted": "AFTER DELETE ON registers_markhistory REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_entry_deleted()",
    "history_truncated": "BEFORE TRUNCATE ON registers_markhistory FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_entry_deleted()",
    "history_updated": "BEFORE UPDATE ON registers_markhistory FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_history_refused()",
    "history_inserted": "BEFORE INSERT ON registers_markhistory FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)"
    " EXECUTE FUNCTION registers_history_refused()",
}


def create_statements() -> list[str]:
    """The statements that make functions and triggers, in order."""
    functions = [FUNCTION.format(name=name, path=DEFINER_PATH, body=body) for name, body in FUNCTIONS.items()]
    return [*functions, SEAL_FUNCTION] + [
        f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in TRIGGERS.items()
    ]


def grant_statements(role: str) -> list[str]:
    """What the application role may do: serve every table, but never rewrite what the law says is kept."""
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"REVOKE DELETE ON registers_mark FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON registers_markhistory, registers_pupilweek FROM {role}",
        f"REVOKE INSERT, UPDATE ON registers_pupilchange FROM {role}",
        f"REVOKE UPDATE, DELETE ON registers_admissionchange FROM {role}",
    ]
