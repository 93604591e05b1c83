"""The rows of pupils.csv: what each column holds, and whether a row agrees with itself (formats.md)."""

from collections.abc import Mapping

from registers.imports.cells import CellRefused, choice, class_name, day, flag, text, upn, year_group
from registers.imports.reading import Column, Row, Table
from registers.models import Admission

GROUNDS_9_1 = "abcdefghijklmno"  # SI 2024/208 regulation 9(1), by letter
GROUND_9_3 = "9(3)"  # regulation 9(3): pupils who are not of compulsory school age


def ground(cell: str) -> str:
    """Why a name was deleted: a letter of regulation 9(1), or 9(3)."""
    if cell.lower() in (*GROUNDS_9_1, GROUND_9_3):
        return cell.lower()
    raise CellRefused(f"'{cell[:40]}' is not a letter from a to o, or {GROUND_9_3}")


COLUMNS = (
    Column("upn", upn, required=True),
    Column("surname", text(100), required=True),
    Column("forename", text(100), required=True),
    Column("dob", day, required=True),
    Column("sex", choice(["F", "M"]), required=True),
    Column("year_group", year_group, required=True),
    Column("class", class_name, required=True, empty=True),
    Column("admitted", day, required=True),
    Column("left", day),
    Column("leaving_ground", ground),
    Column("destination", text(200)),
    Column("former_upn", upn),
    Column("known_as", text(100)),
    Column("legal_surname", text(100)),
    Column("sen", choice(["N", "K", "E"])),
    Column("ehcp", flag),
    Column("medical", flag),
    Column("fsm", flag),
    Column("pupil_premium", flag),
    Column("eal", flag),
    Column("home_language", text(60)),
    Column("ethnicity", text(10)),
    Column("looked_after", flag),
    Column("previously_looked_after", flag),
    Column("social_worker", choice(["none", "CIN", "CP"])),
    Column("young_carer", flag),
    Column("registration", choice(Admission.Registration.values)),
    Column("other_school", text(200)),
    Column("last_school", text(200)),
    Column("address", text(300)),
    Column("postcode", text(10)),
)


def is_sound(table: Table, row: Row) -> bool:
    """Whether the row agrees with itself; what does not is noted."""
    wrong = []
    if row["sen"] and row["ehcp"] is None:
        row.values["ehcp"] = row["sen"] == "E"
    if (row["sen"] == "E") != bool(row["ehcp"]):
        wrong.append(("ehcp", "is 1 exactly where sen is E"))
    if row["left"] and row["admitted"] and row["left"] < row["admitted"]:
        wrong.append(("left", f"{row['left']} is before the pupil was admitted on {row['admitted']}"))
    if row["leaving_ground"] and not row["left"]:
        wrong.append(("leaving_ground", "is given for a pupil who has not left"))
    if not row["class"] and not row["left"]:
        wrong.append(("class", "is empty for a pupil who has not left"))
    if row["dob"] and row["admitted"] and row["dob"] > row["admitted"]:
        wrong.append(("dob", f"{row['dob']} is after the pupil was admitted on {row['admitted']}"))
    if row["former_upn"] and row["former_upn"] == row["upn"]:
        wrong.append(("former_upn", "is the pupil's present UPN"))
    for column, reason in wrong:
        table.problem(row.number, column, reason)
    return not wrong


def refuse_double_names(table: Table, by_upn: Mapping[str, list[Row]]) -> None:
    """Refuse a former UPN that the file also gives to somebody else."""
    taken: dict[str, str] = {}
    for number, rows in by_upn.items():
        for former in {row["former_upn"] for row in rows} - {None}:
            if former in by_upn:
                table.problem(
                    rows[0].number, "former_upn", f"{former} is also a pupil of its own in this file"
                )
            elif taken.setdefault(former, number) != number:
                table.problem(
                    rows[0].number, "former_upn", f"{former} is also the former UPN of {taken[former]}"
                )
