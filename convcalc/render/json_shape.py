"""What a JSON document looks like, said in a few words, and the JSON Schema of that.

A shape is a word of WORDS; a list of one shape; a mapping of keys to shapes, where `key?` may be absent and `*` stands
for any key; or several shapes in a tuple, one of which it is.
"""

from typing import Any

JsonShape = str | list[Any] | dict[str, Any] | tuple[Any, ...]
JsonSchema = dict[str, Any]

WORDS: dict[str, JsonSchema] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "anything": {},
}


def schema_of(thing: str, shape: JsonShape, meanings: dict[str, str]) -> JsonSchema:
    """The JSON Schema (draft-07) of what is written of a thing. `meanings` are what keys mean, wherever they stand."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"convcalc {thing}",
        "description": "Keys may be added without a new schema_version: pass over those that you do not know.",
        **_schema(shape, meanings),
    }


def _schema(shape: JsonShape, meanings: dict[str, str]) -> JsonSchema:
    if isinstance(shape, str):
        return dict(WORDS[shape])
    if isinstance(shape, list):
        return {"type": "array", "items": _schema(shape[0], meanings)}
    if isinstance(shape, tuple):
        return {"anyOf": [_schema(each, meanings) for each in shape]}
    if "*" in shape:
        return {"type": "object", "additionalProperties": _schema(shape["*"], meanings)}
    keys = {key.rstrip("?"): each for key, each in shape.items()}
    return {
        "type": "object",
        "properties": {key: _described(key, _schema(each, meanings), meanings) for key, each in keys.items()},
        "required": [key for key in shape if not key.endswith("?")],
    }


def _described(key: str, schema: JsonSchema, meanings: dict[str, str]) -> JsonSchema:
    return {"description": meanings[key], **schema} if key in meanings else schema
