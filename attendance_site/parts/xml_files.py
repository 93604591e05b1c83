"""XML from other systems, read so that a hostile file is refused: no DOCTYPE, no entities, no network, no depth.

lxml reads; what it may not do is switched off one by one, and what it cannot refuse by itself is looked for first.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

LARGEST = 20 << 20  # bytes
DEEPEST = 64
MOST_ELEMENTS = 1_000_000
LONGEST_TEXT = 200_000  # characters in one element
HAS_DOCTYPE = "has a DOCTYPE, which no transfer file has; it is not read"
BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


class XmlRefused(ValueError):
    """The file is not read; the message says why."""


def parse(content: bytes) -> etree._Element:
    """The root of the document. Raises `XmlRefused`."""
    if len(content) > LARGEST:
        raise XmlRefused(f"is larger than {LARGEST >> 20} MB")
    if not content.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise XmlRefused("is empty")
    if b"<!DOCTYPE" in content:
        raise XmlRefused(HAS_DOCTYPE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(_without_declared_encoding(content), parser)
    except etree.XMLSyntaxError as error:
        line = f" (line {error.lineno})" if error.lineno else ""
        raise XmlRefused(f"cannot be read as XML{line}; it is damaged or was cut off") from None
    except (ValueError, LookupError, UnicodeError, AssertionError):
        raise XmlRefused("cannot be read as XML; its encoding is not one that it says it is") from None
    document: Any = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise XmlRefused(HAS_DOCTYPE)
    _refuse_unusual(root)
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The element's children of those names, whatever namespace and capitals they are written in."""
    wanted = {name.casefold() for name in names}
    return (child for child in element if local_name(child).casefold() in wanted)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of one of those names."""
    return None if element is None else next(children(element, *names), None)


def text_of(element: etree._Element | None, *names: str) -> str:
    """The text of the first child of one of those names that has any, on one line; empty where there is none."""
    for each in () if element is None else children(element, *names):
        if words := " ".join("".join(map(str, each.itertext())).split()):
            return words
    return ""


def _without_declared_encoding(content: bytes) -> bytes | str:
    """The bytes; or the text where a byte order mark says how it is written, whatever the declaration says."""
    for mark in sorted(BOMS, key=len, reverse=True):
        if content.startswith(mark):
            text = (
                content[len(mark) :].decode(BOMS[mark])
                if mark == b"\xef\xbb\xbf"
                else content.decode(BOMS[mark])
            )
            if text.lstrip().startswith("<?xml"):
                text = text.lstrip().partition("?>")[2]
            return text.encode()
    return content


def _refuse_unusual(root: etree._Element) -> None:
    count, depth = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        count, depth = count + 1, depth + 1
        if depth > DEEPEST:
            raise XmlRefused(f"is nested deeper than {DEEPEST} levels")
        if count > MOST_ELEMENTS:
            raise XmlRefused(f"has more than {MOST_ELEMENTS:,} elements")
        if isinstance(element, etree._Entity) or not isinstance(element.tag, str):
            raise XmlRefused("refers to an entity, which no transfer file does; it is not read")
        if len(element.text or "") > LONGEST_TEXT:
            raise XmlRefused(f"has a text of more than {LONGEST_TEXT:,} characters")
