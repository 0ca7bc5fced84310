"""The fix of a problem, where it has one right answer: one row for each rule that may have one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import jsonschema_rs

from corpus.contract.fix import Fix, Remove, Rename, Replace
from corpus.contract.licenses import HUB
from corpus.contract.problems import Problem
from corpus.contract.schemas import schema
from corpus.contract.span import Steps
from corpus.fixing import addresses, dates
from corpus.fixing.names import common_start, nearest
from corpus.validation.tidy import LINE_END, RETURN

_MOST_FIELDS = 100  # of an object in which a name may be misspelt: ours have fourteen


class Judged(NamedTuple):
    """The data that a problem was found in."""

    schema: str  # its name: article, labels or outlets
    data: Any  # as a parser returned it


def with_fixes(problems: Iterable[Problem], judged: Judged) -> list[Problem]:
    """The problems, each with its fix if it has one right answer.

    Args:
        problems: of the data, with their paths in it.
        judged: The data.
    """
    return [found._replace(fix=_fix(found, judged)) for found in problems]


def _fix(found: Problem, judged: Judged) -> Fix | None:
    propose = _FIXES.get(found.reason)
    if propose is None or not found.path:
        return None
    try:
        value = judged.data
        for step in found.path:
            value = value[step]
    except (KeyError, IndexError, TypeError):  # it is about what is absent
        return None
    return propose(judged, found.path, value)


def _remove(judged: Judged, path: Steps, value: Any) -> Fix | None:
    return Remove()


def _remove_null(judged: Judged, path: Steps, value: Any) -> Fix | None:
    """Articles have a rule of their own for empty fields."""
    *outer, name = path
    required = _rules(judged.schema, tuple(outer)).get("required", ())
    is_optional = value is None and isinstance(name, str) and name not in required
    return Remove() if is_optional and judged.schema == "labels" else None


def _rename(judged: Judged, path: Steps, value: Any) -> Fix | None:
    *outer, name = path
    siblings = judged.data
    for step in outer:
        siblings = siblings[step]
    if judged.schema == "outlets" or not isinstance(name, str) or len(siblings) > _MOST_FIELDS:
        return None
    known = _rules(judged.schema, tuple(outer)).get("properties", {})
    names = tuple(known)
    right = nearest(name, names)
    if right is None or right in siblings:
        return None
    others = (other for other in siblings if other != name and other not in known)
    is_only_one = all(nearest(other, names) != right for other in others)
    kind = {key: rule for key, rule in known[right].items() if key == "type"}
    return Rename(right) if is_only_one and jsonschema_rs.is_valid(kind, value) else None


def _correct(judged: Judged, path: Steps, value: Any) -> Fix | None:
    """The values that have a spelling of their own, by the field that has them."""
    field = next(step for step in reversed(path) if isinstance(step, str))
    correct = _VALUES.get((judged.schema, field))
    if correct is None or not isinstance(value, str) or not _is_ours(judged.schema, path):
        return None
    right = correct(value)
    if right is None or (field == "hosts" and not _is_once(right, judged.data)):
        return None
    return _replace(value, right)


def _lower_host(judged: Judged, path: Steps, value: Any) -> Fix | None:
    """The id that comes from the address would be another one."""
    right = addresses.lower_host(value) if _has_id(judged.data) else None
    return _replace(value, right) if right else None


def _trim(judged: Judged, path: Steps, value: Any) -> Fix | None:
    """An id that comes from the text would be another without blanks; what ends a line is no part.

    See `corpus.identify.canonical`.
    """
    ends = (LINE_END if _has_id(judged.data) else RETURN).finditer(value)
    changes = tuple((end.start(), end.end(), "\n" if "\r" in end[0] else "") for end in ends)
    return Replace(value, changes) if changes else None


def _has_id(data: Any) -> bool:
    return isinstance(data.get("id"), str) and data["id"] != ""


def _replace(old: str, new: str) -> Replace | None:
    """What the two begin and end with alike stays as the file writes it."""
    if new == old:
        return None
    start = common_start(old, new)
    end = common_start(old[start:][::-1], new[start:][::-1])
    return Replace(old, ((start, len(old) - end, new[start : len(new) - end]),))


def _is_ours(schema_name: str, path: Steps) -> bool:
    """Whether a field of an article is no other's, in `extra`."""
    return schema_name != "article" or len(path) == 1


def _is_once(host: str, data: Any) -> bool:
    """Whether no other spelling in an outlet table means the same host."""
    outlets = [outlet for outlet in data["outlet"] if isinstance(outlet, dict)]
    lists = [hosts for outlet in outlets if isinstance(hosts := outlet.get("hosts"), list)]
    hosts = [addresses.bare_host(other) for other in chain(*lists) if isinstance(other, str)]
    return hosts.count(host) == 1


def _rules(name: str, steps: Steps) -> Mapping[str, Any]:
    """What a schema says of the value at a path; empty where it says nothing."""
    whole: Mapping[str, Any] = schema(name)
    rules = whole
    for step in (*steps, None):
        if "oneOf" in rules:
            rules = rules["oneOf"][int(isinstance(step, int))]
        if "$ref" in rules:
            rules = whole["$defs"][rules["$ref"].rsplit("/", 1)[-1]]
        if step is not None:
            rules = rules.get("items", {}) if isinstance(step, int) else _member(rules, step)
    return rules


def _member(rules: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = rules.get("properties", {}).get(name, {})
    return found


def _license(judged: Judged, path: Steps, value: Any) -> Fix | None:
    right = nearest(value, tuple(HUB))
    return _replace(value, right) if right and _digits(right) == _digits(value) else None


def _digits(text: str) -> list[str]:
    """Of a version, which is never guessed; an O is written for a zero."""
    return re.findall(r"\d", text.upper().replace("O", "0"))


def _label(text: str) -> str | None:
    return nearest(text, tuple(_rules("labels", ("spans", 0, "label"))["enum"]))


# How a value is spelt that the schema refuses, by schema and field.
_VALUES: Mapping[tuple[str, str], Callable[[str], str | None]] = {
    ("article", "published"): dates.moment,
    ("article", "retrieved"): dates.moment,
    ("article", "url"): addresses.lower_host,  # it has no id yet that could change
    ("labels", "date"): dates.day,
    ("labels", "label"): _label,
    ("outlets", "hosts"): addresses.bare_host,
}

_FIXES: Mapping[str, Callable[[Judged, Steps, Any], Fix | None]] = {
    "unknown_field": _rename,
    "wrong_type": _remove_null,
    "bad_value": _correct,
    "blank_field": _remove,
    "empty_field": _remove,
    "misspelt_license": _license,
    "url_case": _lower_host,
    "trailing_blanks": _trim,
}
