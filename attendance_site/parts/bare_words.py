"""English that stands in a template outside every translate tag, where a family of another language would meet it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
CLASSES = re.compile(r"\{%\s*block \w+_class\s*%\}.*?\{%\s*endblock\b.*?%\}", re.DOTALL)
"""Blocks that hold names of classes, by the naming of base.html."""
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
GIVEN = re.compile(r"(?<![\w_(])(?:(\w+)=|:)?\"([^\"]*)\"")
"""A text in quotation marks inside a tag: `title="Nothing yet"`, `default:"None"`; `_("...")` is marked."""
ASKED = re.compile(r"_\(\s*(?:\"[^\"]*\"|'[^']*')\s*\)")
READ_OUT = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-confirm")
WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z’']+$|[A-Za-z]{2,} [A-Za-z]{2,}")
"""Words for people begin with a capital or have a blank between them; names of things in tags have neither."""
OURS = (
    "translate",
    "trans",
    "blocktranslate",
    "blocktrans",
    "load",
    "url",
    "static",
    "extends",
    "block",
    "icon",
)
SILENT = ("script", "style")


def without_comments(source: str) -> str:
    """The template with its comments left out; lines stay where they are."""
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)


def bare_words(source: str) -> list[str]:
    """The pieces of a template that are English for everybody."""
    plain = CLASSES.sub("", BLOCK.sub(" ", without_comments(source)))
    found = [words for tag in TAG.findall(plain) for words in _in_tag(tag)]
    page = _Page()
    page.feed(TAG.sub("", plain))
    page.close()
    return found + page.found


def _in_tag(tag: str) -> Iterator[str]:
    inside = tag[2:-2].strip()
    if tag.startswith("{%") and inside.split(" ", 1)[0] in OURS:
        return
    for _, words in GIVEN.findall(ASKED.sub("", inside)):
        if SENTENCE.search(words) and not words.endswith(".html"):
            yield words


class _Page(HTMLParser):
    """Gathers what is shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.found += [words for name, words in attrs if name in READ_OUT and words and WORD.search(words)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and WORD.search(data):
            self.found.append(" ".join(data.split()))
