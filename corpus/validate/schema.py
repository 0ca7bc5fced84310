"""Schema checks: `jsonschema-rs` decides, `jsonschema` explains what failed."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cache
from typing import Any

import jsonschema_rs

from corpus.contract.problems import Problem, problem
from corpus.contract.schemas import schema

_FOUND = 60  # characters of a wrong value that a message repeats


@cache
def _decider(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


@cache
def _explainer(name: str) -> Any:
    from jsonschema import Draft202012Validator  # 0.1 s to import, and only bad input needs it

    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def is_valid(name: str, data: Any) -> bool:
    """Whether `data` holds against the schema `name`."""
    return _decider(name).is_valid(data)


def explain(name: str, data: Any, file: str, line: int | None) -> list[Problem]:
    """Every problem of `data`, in the order of its fields; empty where there is none."""
    if is_valid(name, data):
        return []
    errors = sorted(_explainer(name).iter_errors(data), key=lambda e: [str(p) for p in e.path])
    return list(dict.fromkeys(p for error in errors for p in _problems(error, file, line)))


def _problems(error: Any, file: str, line: int | None) -> list[Problem]:
    path = _path(error)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        names = [name for name in error.instance if name not in known]
        if known and names:
            return [_unknown(_path(error, name), name, known, file, line) for name in names]
    if error.validator == "required":
        names = [name for name in error.validator_value if name not in error.instance]
        return [
            problem("missing_field", file, line, field=_path(error, name), expected="it there")
            for name in names
        ]
    if error.validator == "anyOf" and all("required" in option for option in error.validator_value):
        either = [f'"{name}"' for option in error.validator_value for name in option["required"]]
        expected = f"one of {', '.join(either)}"
        return [problem("missing_field", file, line, field=" or ".join(either), expected=expected)]
    if error.validator == "oneOf" and error.context:
        return _deepest(error, file, line)
    reason = "wrong_type" if error.validator == "type" else "bad_value"
    return [
        problem(reason, file, line, field=path, found=_show(error.instance), expected=_want(error))
    ]


def _deepest(error: Any, file: str, line: int | None) -> list[Problem]:
    """Of the alternatives, explain the one that the data came nearest to."""
    branch = 1 if isinstance(error.instance, list) else 0
    inner = [e for e in error.context if e.schema_path[0] == branch]
    return [p for e in inner for p in _problems(e, file, line)]


def _unknown(path: str, name: str, known: Any, file: str, line: int | None) -> Problem:
    near = get_close_matches(name, list(known), n=1)
    mend = f'did you mean "{near[0]}"?' if near else 'remove it, or move a scalar into "extra"'
    return problem("unknown_field", file, line, field=path, known=", ".join(known), mend=mend)


def _path(error: Any, name: str | None = None) -> str:
    steps = [*error.absolute_path, *([] if name is None else [name])]
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
    return f'"{text.removeprefix(".")}"' if text else "the record"


def _want(error: Any) -> str:
    if error.validator == "enum":
        return "one of " + ", ".join(map(str, error.validator_value))
    if error.validator == "type" and "description" not in error.schema:
        kinds = error.validator_value
        return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    described = error.schema.get("description")
    if not described:
        return f"what the schema asks for ({error.validator}: {error.validator_value})"
    text = str(described).split(";")[0].rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _show(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _FOUND else text[: _FOUND - 3] + "..."
