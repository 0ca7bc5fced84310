"""The JSON Schemas (2020-12) of what people write, of a manifest, and of the problems found."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of `article`, `labels`, `outlets`, `manifest` or `problems`."""
    text = files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8")
    return cast("dict[str, Any]", json.loads(text))
