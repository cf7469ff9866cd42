"""What other tools say as JSON, with exact integers and a version of its shape."""

from typing import Any

from convcalc.peers.candidates import Candidate
from convcalc.peers.counting import Tally
from convcalc.peers.reconciling import Reconciliation, Sought
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.summary.json import COUNT

SCHEMA_VERSION = 1
ORIGIN = {
    "value": "anything", "words": "text", "sum": "anything", "steps": "anything", "bytes": "boolean",
}  # fmt: skip
SHAPE = (
    {
        "schema_version": "integer", "name": "text", "reading": "text",
        "tools": [{
            "tool": "text", "version": "text", "figure": "text", "source": "text", "value": COUNT,
            "parts": [{"words": "text", "value": "integer"}], "takes_no": ["text"],
        }],
        "papers": [{"figure": "text", "text": "text", "source": "text", "words": "text"}],
    },
    {"schema_version": "integer", "name": "text", "got": "text", "origins": [ORIGIN], "nearest": [ORIGIN]},
)  # fmt: skip


def render(subject: Reconciliation | Sought, options: Options) -> str:
    """All figures, or where one comes from."""
    body = _all(subject) if isinstance(subject, Reconciliation) else _one(subject)
    return json_text({"schema_version": SCHEMA_VERSION, "name": subject.network.name, **body})


def _all(subject: Reconciliation) -> dict[str, Any]:
    return {
        "reading": subject.reading.words,
        "tools": [_counted(each) for each in subject.counted],
        "papers": [
            {"figure": row.quantity, "text": row.answer.text, "source": row.source, "words": row.note}
            for row in subject.papers
        ],
    }


def _counted(counted: Tally) -> dict[str, Any]:
    rule = counted.rule
    return {
        "tool": rule.tool,
        "version": rule.version,
        "figure": rule.figure,
        "source": rule.source,
        "value": None if counted.fails else counted.total,
        "parts": [{"words": part.share.words, "value": part.value} for part in counted.parts],
        "takes_no": list(counted.fails),
    }


def _one(subject: Sought) -> dict[str, Any]:
    return {
        "got": subject.got.text,
        "origins": list(map(_origin, subject.origins)),
        "nearest": list(map(_origin, subject.nearest)),
    }


def _origin(origin: Candidate) -> dict[str, Any]:
    return {
        "value": origin.value,
        "words": origin.words,
        "sum": origin.sum,
        "steps": origin.steps,
        "bytes": origin.in_bytes,
    }
