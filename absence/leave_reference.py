"""The name by which a school and a family call a request for leave."""

import re


def reference(number: int) -> str:
    """LR-0412."""
    return f"LR-{number:04}"


def number_of(text: str) -> int | None:
    """The number in what somebody typed ("lr 412", "LR-0412"), or None."""
    found = re.fullmatch(r"\s*(?:LR)?[\s-]*0*([1-9][0-9]{0,8})\s*", text, re.IGNORECASE)
    return int(found[1]) if found else None
