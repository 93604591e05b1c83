"""The SQL by which the database makes a school's sums of weeks anew from its marks, in one statement.

The site's own role may not write these sums: the marks' trigger does. So this is a function that runs with its
owner's rights and can say nothing but what the marks say. A save that is under way waits for it, or it for the save.
"""

from registers.codes import CLEARED
from registers.mark_guards import DEFINER_PATH, KEY, SUMS, week_sums

_COLUMNS = ", ".join(SUMS)
_WEEK = ", ".join(f"week.{column}" for column in SUMS)
_NEW = ", ".join(f"excluded.{column}" for column in SUMS)
_NOT_ALL_ZERO = " OR ".join(f"{column} <> 0" for column in SUMS)
_MADE = week_sums(
    f"SELECT {KEY}, code, 1 AS sign FROM registers_mark WHERE school_id = of_school AND code <> '{CLEARED}'"
)
_SAME_WEEK = "made.pupil_id = week.pupil_id AND made.monday = week.monday"
FUNCTION = f"""CREATE OR REPLACE FUNCTION registers_rebuild_weeks(of_school bigint) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = {DEFINER_PATH} AS $$
DECLARE
  changed bigint;
BEGIN
LOCK TABLE registers_pupilweek IN SHARE ROW EXCLUSIVE MODE;
WITH made AS (SELECT * FROM ({_MADE}) AS sums WHERE {_NOT_ALL_ZERO}),
gone AS (
  DELETE FROM registers_pupilweek AS week WHERE week.school_id = of_school
     AND NOT EXISTS (SELECT FROM made WHERE {_SAME_WEEK})
  RETURNING {_NOT_ALL_ZERO} AS counted),
put AS (
  INSERT INTO registers_pupilweek AS week (school_id, pupil_id, monday, {_COLUMNS})
  SELECT school_id, pupil_id, monday, {_COLUMNS} FROM made
  ON CONFLICT (school_id, pupil_id, monday) DO UPDATE SET ({_COLUMNS}) = ({_NEW})
   WHERE ({_WEEK}) IS DISTINCT FROM ({_NEW})
  RETURNING 1)
SELECT (SELECT count(*) FROM gone WHERE counted) + (SELECT count(*) FROM put) INTO changed;
RETURN changed;
END
$$"""
DROP = "DROP FUNCTION registers_rebuild_weeks(bigint)"
EVERYBODY_ELSE = "REVOKE ALL ON FUNCTION registers_rebuild_weeks(bigint) FROM PUBLIC"


def grant_statement(role: str) -> str:
    """The site's own role may ask for it."""
    return f"GRANT EXECUTE ON FUNCTION registers_rebuild_weeks(bigint) TO {role}"
