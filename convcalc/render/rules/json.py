"""Rules as JSON: code, name and page of each; a version of its shape."""

from typing import Any

from convcalc.check.rules import OFF, page
from convcalc.render.as_json import json_text
from convcalc.render.findings import rule_name
from convcalc.render.formats import Options

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer",
    "rules": [{"code": "text", "name": "text", "default": "boolean", "summary": "text", "page": "text"}],
}  # fmt: skip


def render(codes: tuple[str, ...], options: Options) -> str:
    """The rules of these codes."""
    return json_text({"schema_version": SCHEMA_VERSION, "rules": list(map(_rule, codes))})


def _rule(code: str) -> dict[str, Any]:
    text = page(code).strip()
    summary = text.partition("\n\n")[0].replace("\n", " ")
    return {"code": code, "name": rule_name(code), "default": code not in OFF, "summary": summary, "page": text}
