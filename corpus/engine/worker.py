"""What a process of our own does before its first task."""

from __future__ import annotations

import sys

from corpus.engine.garbage import collect_seldom


def begin() -> None:
    """Prepare a worker: it uses one processor."""
    collect_seldom()
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    do_without_pandas()


def do_without_pandas() -> None:
    """Keep pyarrow from importing pandas for the first array it makes: 0.2 s, and no use here.

    It looks once, and again only where something asks for pandas, as the reader of tables does. Not
    for the process of a library's user, to whom a `pandas.Series` is more than a sequence.
    """
    import pyarrow as pa

    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _NoPandas)
        try:
            pa.array([])
        finally:
            sys.meta_path.remove(_NoPandas)


class _NoPandas:
    """Stands before all that find modules."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)
