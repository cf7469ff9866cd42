"""The spec language as a JSON Schema (draft-07), made from the kinds and their fields, for editors.

A schema cannot know which blocks a file has, so it takes any name as a block's call; `convcalc check` knows.
"""

import inspect
from typing import Any

from convcalc.language.items import ITEM_KEYS
from convcalc.model.geometry import ORDERS, written
from convcalc.model.layers import KINDS, Field, Layer, kind
from convcalc.model.layers.custom import UNSTATED
from convcalc.model.layers.fields import MISSING
from convcalc.model.quantities import EXPECTABLE, PRINTED, QUANTITIES

Schema = dict[str, Any]

ITEM = {"$ref": "#/definitions/item"}
LAYERS = {"$ref": "#/definitions/layers"}
BRANCH: Schema = {
    "anyOf": [
        LAYERS,
        {
            "type": "object",
            "properties": {
                "layers": LAYERS,
                "repeat": {"type": ["integer", "string", "null"], "minimum": 0},
                "when": {"type": ["boolean", "number", "string"]},
            },
            "required": ["layers"],
            "additionalProperties": False,
        },
    ]
}
VALUE: Schema = {"type": ["integer", "number", "string", "array"]}
VOLUME: Schema = {"type": ["string", "integer", "array"], "minimum": 1, "minItems": 1, "maxItems": 4}
BOUND = {
    "type": "object",
    "properties": {"min": VALUE, "max": VALUE},
    "additionalProperties": False,
    "minProperties": 1,
}

TOP = {
    "name": "What the network is called; the file's name where it is left out.",
    "input": "The volume that goes in, as 224x224x3: height x width x channels; or several, each under its name.",
    "order": "How volumes are written here: channels_last (224x224x3, the default) or channels_first (3x224x224).",
    "extends": "A file or a shipped spec to start from; what is given here takes the place of its keys.",
    "vars": "Names for values: expressions can use them, and --set replaces them.",
    "blocks": "Layers written once, each under a signature as conv_bn(filters, kernel, stride=1), called like a layer.",
    "layers": "The layers, from input to output; a block is called like one, and so is another spec.",
    "expect": "What must be true of the whole network; checked by `convcalc check`.",
    "published": "What its paper prints of it, by quantity: {params: {figure: 138M, source: the paper's table 2}}.",
    "sweep": "What `convcalc sweep` varies and wants: {vary: {width: 16..96:8}, where: params<=5M, front: macs}.",
}
OF_ITEM = {
    "name": "A name for the layer, to be used in `from`. With `repeat` it takes the index: unit_{i + 1}.",
    "from": "The layer above that this one reads, or a list of them for add, mul and concat; or an input. "
    "A path as stage1.unit_2 reaches into a call, y* stands for all names like it; a block can give its sources names.",
    "repeat": "How many times it stands here; `i` counts from 0 in its expressions.",
    "when": "Whether it is there at all: true, false or an expression.",
    "weights": "The layer or call above whose weights it uses; {of: NAME, transposed: true}, or own in a shared call.",
    "frozen": "Whether training leaves the weights of the layer, or of all in a call, as they are.",
    "expect": "What must be true of this layer; checked by `convcalc check`.",
}


def schema() -> Schema:
    """The schema of a whole spec."""
    layers = [*KINDS, "head"]
    beside = sorted({field for name in KINDS if kind(name).merges for field in kind(name).fields} - set(layers))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "convcalc spec",
        "description": "A convolutional network, layer by layer.",
        "type": "object",
        "properties": {key: {"description": text, **_top(key)} for key, text in TOP.items()},
        "additionalProperties": False,
        "anyOf": [{"required": ["layers"]}, {"required": ["extends"]}],
        "definitions": {
            "layers": {"type": ["array", "null"], "items": ITEM},
            "item": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {**{name: _kind(name) for name in layers}, **_item_keys()},
                        "minProperties": 1,
                        "if": {"anyOf": [{"required": [name]} for name in layers]},
                        "then": {"propertyNames": {"enum": [*layers, *ITEM_KEYS, *beside]}},
                    },
                ]
            },
        },
    }


def _top(key: str) -> Schema:
    values: dict[str, Schema] = {
        "name": {"type": ["string", "number"]},
        "input": {"anyOf": [VOLUME, {"type": "object", "minProperties": 1, "additionalProperties": VOLUME}]},
        "order": {"enum": [*ORDERS, None]},
        "extends": {"type": ["string", "null"]},
        "vars": {
            "type": ["object", "null"],
            "propertyNames": {"not": {"enum": ["x", "i"]}},
            "additionalProperties": {"type": ["number", "string", "boolean", "array"]},
        },
        "blocks": {
            "type": ["object", "null"],
            "patternProperties": {r"^\s*[^\s\d(][^\s(]*\s*(\(.*\))?\s*$": LAYERS},
            "additionalProperties": False,
        },
        "layers": {"type": "array", "items": ITEM, "minItems": 1},
        "expect": _expect(),
        "published": _published(),
        "sweep": _sweep(),
    }
    return values[key]


def _item_keys() -> dict[str, Schema]:
    text: Schema = {"type": "string"}
    values: dict[str, Schema] = {
        "name": {"type": ["string", "integer", "null"], "not": {"const": "input"}},
        "from": {
            "anyOf": [
                text,
                {"type": "array", "items": text, "minItems": 1},
                {"type": "object", "additionalProperties": text, "minProperties": 1},
            ]
        },
        "repeat": {"type": ["integer", "string", "null"], "minimum": 0},
        "when": {"type": ["boolean", "number", "string"]},
        "weights": {
            "anyOf": [
                {"type": ["string", "null"]},
                {
                    "type": "object",
                    "properties": {"of": {"type": "string"}, "transposed": {"type": "boolean"}},
                    "required": ["of"],
                    "additionalProperties": False,
                },
            ]
        },
        "frozen": {"type": ["boolean", "number", "string"]},
        "expect": _expect(),
    }
    return {key: {"description": OF_ITEM[key], **values[key]} for key in ITEM_KEYS}


def _expect() -> Schema:
    """What can be expected; of what ends, also of each output of a network, or each head, by its name."""
    forms = {key: [VALUE, BOUND] for key in EXPECTABLE}
    by_name = {"type": "object", "additionalProperties": {"anyOf": [VALUE, BOUND]}}
    forms |= {key: [*forms[key], by_name] for key in EXPECTABLE if QUANTITIES[key].adds == "end"}
    return {
        "type": ["object", "null"],
        "properties": {key: {"description": QUANTITIES[key].meaning, "anyOf": forms[key]} for key in EXPECTABLE},
        "additionalProperties": False,
    }


def _published() -> Schema:
    words: Schema = {"type": "string", "minLength": 1}
    row: Schema = {
        "type": "object",
        "properties": {"figure": {"type": ["number", "string"]}, "source": words, "note": words},
        "required": ["figure", "source"],
        "additionalProperties": False,
    }
    return {
        "type": ["object", "null"],
        "properties": {key: {"description": QUANTITIES[key].meaning, **row} for key in PRINTED},
        "additionalProperties": False,
    }


def _sweep() -> Schema:
    """What `convcalc sweep` reads; the options of the same names say it, too."""
    words: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    each = {
        "vary": {
            "description": "The choices of variables, of elements as depths[0], and of input.",
            "type": "object",
            "additionalProperties": {"type": ["array", "string", "number", "boolean"]},
        },
        "where": {"description": "Limits, as params<=5M, and conditions on what varies, as w2 >= w1.", **words},
        "front": {"description": "Figures in all of which no other point is better.", **words},
        "best": {"description": "The figure to be best by.", "type": "string"},
        "columns": {"description": "The figures that are worked out beside those named elsewhere.", **words},
        "sample": {"description": "How many points are tried, at random.", "type": "integer", "minimum": 1},
        "seed": {"description": "Which they are.", "type": "integer", "minimum": 0},
    }
    return {"type": ["object", "null"], "properties": each, "additionalProperties": False}


def _kind(name: str) -> Schema:
    """What may stand under a kind's name: its settings, or its shorthand."""
    if name == "head":
        return {"description": "Side branches whose ends are outputs too, each under a name.", **_branches(1)}
    cls = kind(name)
    description = inspect.cleandoc(cls.__doc__ or "")
    if cls.merges:
        return {"description": f"{description}\n\nBranches by name, or `from` with names.", **_branches(2)}
    required = _required(cls)
    forms: list[Schema] = [
        {
            "title": f"settings of {name}",
            "type": "object",
            "properties": {key: _field(key, field) for key, field in cls.fields.items()},
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }
    ]
    if cls.main and set(required) <= {cls.main[0]}:
        forms.append(_without_mapping(cls.fields[cls.main[0]].type.schema()))
    if cls.main or cls.letters or cls.flags:
        forms.append({"type": "string", "description": _shorthand(cls)})
        description += f"\n\n{_shorthand(cls)}"
    if not required:
        forms.append({"type": "null"})
    return {"description": description, "anyOf": forms}


def _required(cls: type[Layer]) -> list[str]:
    return [name for name, field in cls.fields.items() if field.default is MISSING]


def _shorthand(cls: type[Layer]) -> str:
    parts = [*cls.main, *(f"{letter}N ({field})" for letter, field in cls.letters.items()), *cls.flags]
    return f"Shorthand: {', '.join(parts)}."


def _field(name: str, field: Field) -> Schema:
    text = field.type.meaning()
    if field.default is not MISSING:
        plain = "not stated" if field.default == UNSTATED else written(field.default)
        text += f" Default: {plain}." if field.default != () else ""
    else:
        text += " Required."
    return {"description": text, **field.type.schema()}


def _without_mapping(value: Schema) -> Schema:
    """A main field's value as it stands alone: a mapping there would be one of settings."""
    if "anyOf" not in value:
        return value
    return {"anyOf": [form for form in value["anyOf"] if form.get("type") != "object"]}


def _branches(least: int) -> Schema:
    return {"type": ["object", "null"], "minProperties": least, "additionalProperties": BRANCH}
