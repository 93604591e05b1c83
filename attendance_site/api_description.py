"""The API's own description (OpenAPI) as what a page shows: its calls, and the objects they take and give."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

Schema = dict[str, Any]
WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object"}
FORMATS = {"date": "date", "date-time": "moment", "time": "time", "uuid": "UUID"}


@dataclass(frozen=True)
class Field:
    """One parameter, or one part of an object. `refers_to`: the object it is, by name."""

    name: str
    kind: str
    refers_to: str
    required: bool
    words: str


@dataclass(frozen=True)
class Answer:
    """What a call answers with one status."""

    status: str
    kind: str
    refers_to: str
    words: str


@dataclass(frozen=True)
class Call:
    """One method of one address."""

    method: str
    path: str
    words: str
    parameters: list[Field]
    takes: str
    answers: list[Answer]
    scope: str
    is_open: bool


@dataclass(frozen=True)
class Thing:
    """An object that calls take or give."""

    name: str
    words: str
    fields: list[Field]


@dataclass(frozen=True)
class Description:
    """The whole API."""

    words: str
    calls: list[Call]
    things: list[Thing]


@cache
def describe() -> Description:
    """The API as it is; it changes only with the program."""
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    things: Schema = schema["components"]["schemas"]
    listed = [name for name in sorted(things) if "enum" not in things[name]]
    return Description(
        words=schema["info"]["description"],
        calls=list(_calls(schema["paths"], things)),
        things=[
            Thing(name, things[name].get("description", ""), _fields(things[name], things)) for name in listed
        ],
    )


def _calls(paths: Schema, things: Schema) -> Iterator[Call]:
    for path, methods in paths.items():
        for method, call in methods.items():
            body = call.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield Call(
                method=method.upper(),
                path=path,
                words=call.get("description", ""),
                parameters=[_parameter(each, things) for each in call.get("parameters", [])],
                takes=_refers_to(body.get("schema", {})),
                answers=[_answer(status, each, things) for status, each in call["responses"].items()],
                scope=call.get("x-scope", ""),
                is_open={} in call.get("security", [{}]),
            )


def _parameter(parameter: Schema, things: Schema) -> Field:
    return _field(
        parameter["name"],
        {"description": parameter.get("description", ""), **parameter["schema"]},
        things,
        required=parameter.get("required", False),
    )


def _answer(status: str, answer: Schema, things: Schema) -> Answer:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    words = answer.get("description", "") or ("Done." if status == "200" else "")
    return Answer(status, _kind(schema, things) if schema else "", _refers_to(schema), words)


def _fields(thing: Schema, things: Schema) -> list[Field]:
    required = thing.get("required", [])
    return [
        _field(name, schema, things, required=name in required)
        for name, schema in thing.get("properties", {}).items()
    ]


def _field(name: str, schema: Schema, things: Schema, *, required: bool) -> Field:
    target = _refers_to(schema)
    words = schema.get("description", "").partition("\n\n* ")[0]  # what follows repeats the values
    if "enum" in things.get(target, {}):
        return Field(name, _kind(things[target], things), "", required, words)
    return Field(name, _kind(schema, things), target, required, words)


def _refers_to(schema: Schema) -> str:
    """The name of the object that the schema is, or is a list of."""
    inner = schema.get("items") or next(iter(schema.get("allOf", [])), schema)
    return str(inner.get("$ref", "")).rpartition("/")[2]


def _kind(schema: Schema, things: Schema) -> str:
    """What it is, in words: `list of`, `one of AM, PM`, `date or null`, `text, at most 100 characters`."""
    if schema.get("type") == "array":
        words = "list of" if _refers_to(schema) else f"list of {_kind(schema['items'], things)}"
    elif "enum" in schema:
        words = f"one of {', '.join(str(value) or 'nothing' for value in schema['enum'])}"
    else:
        words = FORMATS.get(schema.get("format", "")) or WORDS.get(schema.get("type", ""), "")
    if "maxLength" in schema:
        words += f", at most {schema['maxLength']} characters"
    return f"{words} or null".strip() if schema.get("nullable") else words
