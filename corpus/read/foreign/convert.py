"""Records of other tools, in the fields of our own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.page.addresses import as_uri
from corpus.quoting import shortened
from corpus.read.foreign import tally as counts
from corpus.read.foreign.dates import read_date
from corpus.read.foreign.kinds import EDITORS, OTHER, OWN, TEXT, Path, our_fields
from corpus.read.foreign.plan import Plan, make_plan
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Tally
from corpus.read.foreign.unfit import UnfitError
from corpus.read.foreign.values import converted, has_password, is_absent, scalar

_DATES = ("published", "retrieved")
_TOLD = ("url", "published", "retrieved", "title", "authors", "language", "license", "rights")
_SHAPES = 1000  # plans that are kept: hostile records have a new one each
_COLUMNS = 20  # names that a message repeats
_SHOWN = 60  # characters of a value that a message repeats


class Converter:
    """Converts the records of one file after the other; what it did is counted."""

    def __init__(self, importing: Importing, tally: Tally) -> None:
        """Start.

        Args:
            importing: What the user says of the records.
            tally: Grows.
        """
        self._importing = importing
        self._tally = tally
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._own = frozenset(our_fields())

    def convert(
        self, record: Record, may_be_own: bool, kind: str | None
    ) -> Iterator[Record | Problem]:
        """The record in our fields, after the warnings on it; or the problem that it has none.

        Args:
            record: As its file has it.
            may_be_own: Whether the file is of a form that our own records have.
            kind: Of all records of that form; None: told by their fields.
        """
        if EDITORS in record.data:
            kept = {name: value for name, value in record.data.items() if name != EDITORS}
            record = record._replace(data=kept)
        is_told = self._importing.kind or self._importing.map
        if may_be_own and not is_told and record.data.keys() <= self._own:
            yield self._own_record(record)  # the way of nearly all records
            return
        plan = self._plan(record.data, may_be_own, kind)
        if plan.kind.name == OWN:
            yield self._own_record(record)
        else:
            yield from _Conversion(record, plan, self._importing, self._tally).run()

    def _own_record(self, record: Record) -> Record:
        """The record, with a URI for an IRI (RFC 3987).

        It is of the outlet that the user names if it says nothing of where it is from.
        """
        outlet, data = self._importing.outlet, record.data
        url = data.get("url")
        if isinstance(url, str) and not url.isascii():
            return record._replace(data={**data, "url": as_uri(url)})
        if outlet is None or "url" in data or "outlet" in data:
            return record
        return record._replace(data={**data, "outlet": outlet})

    def _plan(self, data: dict[str, Any], may_be_own: bool, kind: str | None) -> Plan:
        names = tuple(data)
        key = names, may_be_own, kind
        if key not in self._plans:
            if len(self._plans) >= _SHAPES:
                self._plans.clear()
            self._plans[key] = make_plan(data, may_be_own, kind, self._importing)
            for theirs in self._plans[key].mapped:
                self._tally.note(self._plans[key].kind.name, counts.FOUND, theirs)
        return self._plans[key]


class _Conversion:
    """One record on its way."""

    def __init__(self, record: Record, plan: Plan, importing: Importing, tally: Tally) -> None:
        self._record = record
        self._plan = plan
        self._importing = importing
        self._tally = tally
        self._ours: dict[str, Any] = {}
        self._used: set[Path] = set()
        self._problems: list[Problem] = []

    def run(self) -> Iterator[Record | Problem]:
        """What `Converter.convert` gives."""
        extra: dict[str, Any] = {}
        for ours in self._plan.places:
            if ours == "outlet" and "url" in self._ours and not self._importing.outlet:
                continue
            self._fill(ours, extra)
        if self._importing.outlet:
            self._ours["outlet"] = self._importing.outlet
        lacking = self._lacking()
        if lacking is None or lacking.is_fixable:
            self._note(counts.RECORDS, self._record.file)
        if lacking:
            yield lacking
            return
        extra = {**self._ours.pop("extra", {}), **self._leftovers(), **extra}
        if extra:
            self._ours["extra"] = extra
        yield from self._problems
        yield self._record._replace(data=self._ours, is_foreign=True)

    def _fill(self, ours: str, extra: dict[str, Any]) -> None:
        """Take the first value that fits; that none does is a warning."""
        unfit: tuple[Path, Any, UnfitError] | None = None
        for path in self._plan.places[ours]:
            value = _value(self._record.data, path)
            if is_absent(value):
                continue
            try:
                self._ours[ours] = self._converted(ours, value, extra)
            except UnfitError as error:
                unfit = unfit or (path, value, error)
                continue
            self._used.add(path)
            if self._plan.kind.name == OTHER and path != (ours,):
                self._note(counts.MAPPED, f"{ours} from {'.'.join(path)}")
            return
        if unfit and ours == "id":
            self._note(counts.IDS)
        elif unfit and ours in _TOLD and not has_password(unfit[1]):  # which is not kept
            self._problems.append(self._warning(*unfit))

    def _converted(self, ours: str, value: Any, extra: dict[str, Any]) -> Any:
        if ours not in _DATES:
            return converted(ours, value)
        moment = read_date(value, self._importing.dates, self._importing.zone)
        if moment.is_zone_assumed:
            extra[f"{ours}_zone"] = f"assumed {self._importing.zone}"
            self._note(counts.ZONES, self._importing.zone)
        return moment.text

    def _warning(self, path: Path, value: Any, unfit: UnfitError) -> Problem:
        found = f'"{shortened(str(value), _SHOWN)}"'
        return problem(
            "kept_in_extra",
            self._record.file,
            self._record.line,
            path,
            field=f'"{".".join(path)}"',
            found=f"{found}, {unfit.which}" if unfit.which else found,
            expected=unfit.expected,
            fix=unfit.fix,
        )

    def _lacking(self) -> Problem | None:
        """The problem that no field can be the text, or says where the article is from."""
        # A page may give its own address.
        is_placed = not {"url", "outlet", "html"}.isdisjoint(self._ours)
        if not is_placed and self._plan.kind.name == TEXT:
            return problem("plain_text", self._record.file, None)
        if "text" not in self._ours and "html" not in self._ours:
            if not self._plan.places["text"]:
                field = self._plan.guess
                fix = f"if {field} has it: --map {field}=text" if field else "--map FIELD=text"
                return self._unmapped("text", "the article's text", fix)
            self._ours["text"] = ""  # the schema says what is wrong with it
        if not is_placed:
            fix = "say whose articles these are with --outlet ID, or name it: --map FIELD=url"
            return self._unmapped("url", "the article's address", fix)
        return None

    def _unmapped(self, field: str, expected: str, fix: str) -> Problem:
        names = list(map(str, self._record.data))
        more = ", ..." if len(names) > _COLUMNS else ""
        return problem(
            "unmapped_field",
            self._record.file,
            self._record.line,
            field=f'"{field}"',
            known=", ".join(shortened(name, _SHOWN) for name in names[:_COLUMNS]) + more,
            expected=expected,
            fix=fix,
        )

    def _leftovers(self) -> dict[str, Any]:
        """What became none of our fields."""
        found: dict[str, Any] = {}
        for name, value in self._record.data.items():
            if (name,) in self._used or is_absent(value):
                continue
            if why := self._plan.kind.left.get(name):
                self._note(counts.LEFT, f"{name} ({why})")
                continue
            inner = {path[1:] for path in self._used if path[0] == name}
            rest = _without(value, inner) if inner else value
            try:
                if has_password(value):
                    raise UnfitError("an address with a password")
                if not is_absent(rest):
                    found[str(name)] = scalar(rest)
                    self._note(counts.EXTRA, str(name))
            except UnfitError as error:
                self._note(counts.LEFT, f"{name} ({error.expected})")
        return found

    def _note(self, what: str, of: str = "") -> None:
        self._tally.note(self._plan.kind.name, what, of)


def _value(data: Any, path: Path) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _without(value: dict[str, Any], paths: set[Path]) -> dict[str, Any]:
    """An object without the fields at some paths."""
    found: dict[str, Any] = {}
    for name, inner in value.items():
        if (name,) in paths:
            continue
        deeper = {path[1:] for path in paths if path[0] == name}
        found[name] = _without(inner, deeper) if deeper else inner
    return found
