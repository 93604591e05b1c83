"""The SQL by which the database notes whose sessions at earlier schools changed, as it does for marks (mark_guards)."""

from registers.mark_guards import DEFINER_PATH, FUNCTION

NOTED = """BEGIN
INSERT INTO registers_pupilchange (school_id, pupil_id, reader)
  SELECT DISTINCT school_id, pupil_id, 'threshold' FROM changed_rows;
RETURN NULL;
END"""
TRIGGERS = {
    f"prior_absence_{done}": f"AFTER {event} ON registers_priorabsence REFERENCING {rows} TABLE AS changed_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION registers_prior_absence_noted()"
    for done, event, rows in (
        ("inserted", "INSERT", "NEW"),
        ("updated", "UPDATE", "NEW"),
        ("deleted", "DELETE", "OLD"),
    )
}


def create_statements() -> list[str]:
    """The statements that make the function and its triggers, in order."""
    function = FUNCTION.format(name="registers_prior_absence_noted", path=DEFINER_PATH, body=NOTED)
    return [function, *(f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in TRIGGERS.items())]
