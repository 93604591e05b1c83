"""An e-mail that came in, as a mail server hands it over: who wrote what, in answer to which message of ours.

Whatever comes is read by the standard library's parser and never fails: a mail that cannot be read is an empty one.
Attachments are counted and not kept.
"""

import email
import email.errors
import email.header
import email.policy
import re
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from html.parser import HTMLParser
from uuid import UUID, uuid4

LONGEST_MAIL = 2_000_000
"""Bytes of a mail that are read."""
MOST_PARTS = 200
OURS = re.compile(r"<([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})@")
PERMANENT = re.compile(r"^Status:\s*5\.", re.IGNORECASE | re.MULTILINE)
DIAGNOSIS = re.compile(r"^Diagnostic-Code:\s*(?:[^;\n]*;)?\s*(.+)$", re.IGNORECASE | re.MULTILINE)
QUOTED = re.compile(r"^(?:On .{1,200} wrote:|-{2,} ?Original Message ?-{2,}|From: .+)$", re.IGNORECASE)


@dataclass(frozen=True)
class ReplyMail:
    """What an e-mail says. `answers`: the message of ours that it names, if any."""

    from_address: str
    subject: str
    text: str
    message_id: str
    answers: UUID | None
    attachments: int = 0
    is_automatic: bool = False


@dataclass(frozen=True)
class ReturnedMail:
    """A message of ours that a mail server could not deliver, for good, with its words."""

    message: UUID
    words: str


def read_mail(raw: bytes) -> ReplyMail | ReturnedMail | None:
    """What came; None for a report about mail that is no failure for good."""
    try:
        mail = email.message_from_bytes(raw[:LONGEST_MAIL], policy=email.policy.compat32)
        text, attachments = _text_of(mail)
    except RecursionError:  # parts within parts without end
        mail, text, attachments = email.message_from_bytes(raw.partition(b"\n\n")[0]), "", 1
    if mail.get_content_type() == "multipart/report":
        return _returned(raw.decode("utf-8", "replace"))
    sender = parseaddr(_header(mail, "From"))[1][:254]
    return ReplyMail(
        from_address=sender,
        subject=_header(mail, "Subject")[:200],
        text=_without_quoted(text).strip(),
        message_id=_header(mail, "Message-ID")[:250] or f"without {uuid4()}",
        answers=_ours(f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}"),
        attachments=attachments,
        is_automatic=_header(mail, "Auto-Submitted").lower() not in ("", "no"),
    )


def _returned(whole: str) -> ReturnedMail | None:
    """A delivery report (RFC 3464) that says a mail of ours failed for good."""
    ours = _ours(whole)
    if ours is None or not PERMANENT.search(whole):
        return None
    said = DIAGNOSIS.search(whole)
    return ReturnedMail(ours, " ".join(said[1].split())[:200] if said else "")


def _ours(text: str) -> UUID | None:
    found = OURS.findall(text)
    return UUID(found[-1]) if found else None


def _header(mail: Message, name: str) -> str:
    """The header decoded, on one line; empty where it is missing or cannot be read."""
    try:
        raw = mail.get(name)
        if raw is None:
            return ""
        parts = email.header.decode_header(str(raw))
        text = str(email.header.make_header(parts))
    except (LookupError, ValueError, email.errors.MessageError):
        text = str(mail.get(name, ""))
    return " ".join(_clean(text).split())


def _text_of(mail: Message) -> tuple[str, int]:
    """The words of the mail, plain before HTML, and how many other things were in it."""
    plain, html, others = "", "", 0
    for n, part in enumerate(mail.walk()):
        if n >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if kind == "text/plain" and not is_file and not plain:
            plain = _decoded(part)
        elif kind == "text/html" and not is_file and not html:
            html = _decoded(part)
        elif not kind.startswith("text/") or is_file:
            others += 1
    return plain or _words_of_html(html), others


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = raw.decode("utf-8", "replace")
    return _clean(text)


def _clean(text: str) -> str:
    """Without what no database keeps and no page shows: NUL, other control characters, halves of characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(each for each in whole if each in "\n\t" or (each >= " " and each != "\x7f"))


def _without_quoted(text: str) -> str:
    """What the person wrote, without our own message quoted below it."""
    kept: list[str] = []
    for line in text.splitlines():
        if QUOTED.match(line.strip()) and any(kept):
            break
        if not line.startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept)


class _Words(HTMLParser):
    """The words of an HTML page; scripts and styles are none."""

    SILENT = ("script", "style", "head", "title")
    BREAKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self.SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _words_of_html(html: str) -> str:
    reader = _Words()
    with suppress(AssertionError):  # what the parser says to markup that is none
        reader.feed(html)
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.words))
