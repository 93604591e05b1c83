"""The words that come with the site, by kind, channel and language: files in `wordings/`."""

from functools import cache
from pathlib import Path

SUPPLIED = Path(__file__).with_name("wordings")
SUBJECT = "Subject: "


@cache
def supplied(kind: str, channel: str, language: str) -> tuple[str, str] | None:
    """Subject and words that come with the site; None where there are none in that language."""
    place = SUPPLIED / language / f"{kind}.{channel}.txt"
    if not place.is_file():
        return None
    text = place.read_text("utf-8").strip()
    if not text.startswith(SUBJECT):
        return "", text
    subject, _, body = text.partition("\n")
    return subject.removeprefix(SUBJECT), body.strip()
