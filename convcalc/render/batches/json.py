"""The largest batch that fits, as JSON, with a version of its shape."""

from convcalc.homework.solve.batches import LargestBatch
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "memory": "integer", "batch": "integer", "takes": "integer",
    "one_more_takes": "integer", "dtype": "text", "optimizer": ("text", "null"), "precision": ("text", "null"),
    "checkpoint": ("text", "null"),
}  # fmt: skip


def render(found: LargestBatch, options: Options) -> str:
    """The batch, and what it and one example more take, in bytes. Without an optimizer it is for a prediction."""
    plan = found.plan
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "name": found.network.name,
            "memory": found.memory,
            "batch": found.batch,
            "takes": found.takes,
            "one_more_takes": found.next,
            "dtype": found.dtype,
            "optimizer": plan and plan.optimizer,
            "precision": (plan and plan.precision) or None,
            "checkpoint": (plan and plan.block) or None,
        }
    )
