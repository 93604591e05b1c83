"""The SQL by which the database keeps what was written down once: changes to the admission register, and who read what.

The migration runs it; a test compares what the database holds with what this module says.
"""

from registers.mark_guards import DEFINER_PATH, FUNCTION, RETENTION

FINAL = {
    "registers_admissionchange": "admission_change",
    "registers_sensitiveread": "sensitive_read",
}
"""The tables whose rows nobody changes, with what their triggers are called after."""

UNCHANGED = """BEGIN
RAISE EXCEPTION 'rows of % are never changed: what happened later is a row of its own', TG_TABLE_NAME
  USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_is_final';
END"""

# TRUNCATE has no old rows to look at, so the question is asked of DELETE only.
KEPT = f"""DECLARE
  kept boolean := true;
BEGIN
IF TG_OP = 'DELETE' THEN
  kept := NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
    OR EXISTS (SELECT FROM old_rows WHERE at > now() - interval '{RETENTION}');
END IF;
IF kept THEN
  RAISE EXCEPTION 'rows of % are kept for {RETENTION} (SI 2024/208 regulation 7)', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_is_kept';
END IF;
RETURN NULL;
END"""

FUNCTIONS = {"record_unchanged": UNCHANGED, "record_kept": KEPT}
TRIGGERS = {
    f"{name}_{done}": f"{when} ON {table} {rows}FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    for table, name in FINAL.items()
    for done, when, rows, function in (
        ("updated", "BEFORE UPDATE", "", "record_unchanged"),
        ("deleted", "AFTER DELETE", "REFERENCING OLD TABLE AS old_rows ", "record_kept"),
        ("truncated", "BEFORE TRUNCATE", "", "record_kept"),
    )
}


def create_statements() -> list[str]:
    """The statements that make functions and triggers, in order."""
    functions = [FUNCTION.format(name=name, path=DEFINER_PATH, body=body) for name, body in FUNCTIONS.items()]
    return functions + [f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in TRIGGERS.items()]


def grant_statements(role: str) -> list[str]:
    """What the application role may not do to these tables."""
    return [f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table in FINAL]
