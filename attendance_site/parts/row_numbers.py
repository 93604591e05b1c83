"""Numbers of rows as they come in forms and addresses."""

NOBODY = 0
"""No row has this number."""


def row_number(text: str | None) -> int:
    """The row that `text` names; NOBODY where it names none, whatever was typed or made up."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else NOBODY
