"""The SQL by which the database itself keeps a return as it was made."""

ALTERED = """CREATE OR REPLACE FUNCTION reporting_return_altered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RAISE EXCEPTION 'a return stands as it was made: make the next version instead'
  USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'return_stands_as_made';
END
$$"""
TRIGGERS = {
    "return_updated": "BEFORE UPDATE ON reporting_return FOR EACH STATEMENT"
    " EXECUTE FUNCTION reporting_return_altered()",
    # Kept as long as the entries it was made from; the function reads the column `at`.
    "return_deleted": "AFTER DELETE ON reporting_return REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_entry_deleted()",
    "return_truncated": "BEFORE TRUNCATE ON reporting_return FOR EACH STATEMENT"
    " EXECUTE FUNCTION registers_entry_deleted()",
}


def create_statements() -> list[str]:
    """The statements that make the function and the triggers, in order."""
    return [ALTERED, *(f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in TRIGGERS.items())]


def grant_statements(role: str) -> list[str]:
    """What the application role may not do."""
    return [f"REVOKE UPDATE, DELETE ON reporting_return FROM {role}"]
