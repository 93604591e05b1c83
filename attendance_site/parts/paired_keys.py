"""Foreign keys that pair with the school, so that a row cannot point across schools.

Django 5.2 cannot declare them; a migration makes them by name. The parent carries UNIQUE (school_id, id).
"""

from django.db.migrations.operations import RunSQL


def paired_key(table: str, column: str, parent: str) -> RunSQL:
    """The migration operation for FOREIGN KEY (school_id, `column`) REFERENCES `parent` (school_id, id)."""
    name = f"{table.split('_', 1)[1]}_{column}_in_school"
    return RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (school_id, {column})"
        f" REFERENCES {parent} (school_id, id) DEFERRABLE INITIALLY IMMEDIATE",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
