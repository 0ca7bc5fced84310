"""What `benchmarks/run` measures, keeps and writes."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import builds, run
from benchmarks.build import START, Cost, Stage, measured
from benchmarks.builds import Row

ROOT = Path(__file__).parent.parent.parent

# A command that tells its stages as a build does: one works, one holds memory, one does neither.
STAGES = """
import json, sys, time

def tell(stage, done):
    print(json.dumps({"stage": stage, "done": done, "total": 1}), file=sys.stderr, flush=True)
    time.sleep(0.2)

tell("work", 0)
until = time.process_time() + 0.6
while time.process_time() < until:
    pass
tell("work", 1)
tell("hold", 0)
held = b"x" * (200 << 20)
tell("hold", 1)
del held
tell("rest", 0)
"""


def test_time_and_memory_go_to_the_stage_that_takes_them() -> None:
    cost = measured(sys.executable, "-c", STAGES)
    assert list(cost.stages) == [START, "work", "after work", "hold", "after hold", "rest"]
    assert cost.stages["work"].cpu > 0.4
    assert cost.stages["rest"].cpu < 0.2
    assert sum(stage.cpu for stage in cost.stages.values()) == pytest.approx(cost.cpu)
    assert cost.stages["hold"].largest == cost.largest > 200 << 20
    assert cost.stages["work"].largest < 100 << 20 > cost.stages["rest"].largest


def test_the_work_of_children_counts() -> None:
    work = "import time\nwhile time.process_time() < 0.4: pass"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    assert measured(sys.executable, "-c", nested).cpu > 0.4


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(SystemExit, match=r"exit code 3\nno disk"):
        measured(sys.executable, "-c", "import sys; print('no disk', file=sys.stderr); sys.exit(3)")


def test_a_package_is_found_in_its_folder(tmp_path: Path) -> None:
    """Else another commit would be measured as this one, whose folder is the current one."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "__main__.py").write_text("print(__file__)")
    (tmp_path / "corpus" / "__init__.py").touch()
    seen = subprocess.run(
        [sys.executable, *run.ISOLATED, "-m", "corpus"],
        env=run.package(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(seen.stdout.strip()).parent == tmp_path / "corpus"


def row(what: str, articles: int, cpu: float, number: int = 0, workers: int = 1) -> Row:
    stages = {START: Stage(0.5, 50 << 20), "annotate": Stage(cpu - 0.5, articles << 16)}
    cost = Cost(cpu, cpu / workers, 100 << 20, articles << 16, stages)
    return Row(what, articles, workers, "", number, cost, 0.5)


ROWS = [
    *(row(builds.FLOOR, 1000, cpu, n) for n, cpu in enumerate((1.0, 2.0, 9.0))),
    *(row(builds.CORPUS, 1000, cpu, n) for n, cpu in enumerate((5.0, 8.0, 7.0))),
    row(builds.CORPUS, 1000, 8.0, workers=2),
    row(builds.AT + "abc", 1000, 14.0),
    row(builds.MAP, 500, 10.0),
    row(builds.CORPUS, 4000, 20.0),
]


def test_rows_come_back_as_they_were_kept() -> None:
    assert [Row.read(json.loads(json.dumps(one.written()))) for one in ROWS] == ROWS


def test_figures_are_medians_beside_the_floor() -> None:
    shown = builds.markdown(builds.summary(ROWS, "c0ffee"))
    assert "| the floor | 3 | 2.0 | 500 | 1.0 |" in shown
    assert "| corpus build | 3 | 7.0 | 143 | 3.5 |" in shown
    assert "| datasets.map (500 articles) | 1 | 10.0 | 50 | 10.0 |" in shown
    assert "Two workers are 1.75 times as fast as one." in shown
    assert "The rate is 2.00 times that of `abc`." in shown
    assert "| annotate | 6.50 | 19.50 |" in shown


def test_the_docs_show_the_tables_that_were_measured() -> None:
    tables = json.loads(builds.TABLES.read_text())
    page = builds.PAGE.read_text()
    assert builds.in_page(page, tables) == page
    assert builds.PICTURE.read_text() == builds.picture(tables)


def test_nothing_is_measured_twice() -> None:
    options = argparse.Namespace(
        compare=(100, 200), sizes=(200, 300), rounds=2, against="abc", datatrove="python",
        map_articles=100, datatrove_articles=100,
    )  # fmt: skip
    done = [(j.what, j.articles, j.workers, j.form, j.round) for j in run.jobs(options)]
    assert len(done) == len(set(done))


@pytest.mark.slow
def test_a_run_that_was_interrupted_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["--compare", "40", "--sizes", "40", "60", "--rounds", "1", "--map-articles", "20"]
    run.main([*small, "--against", "HEAD", "--work", str(tmp_path)])
    (kept,) = tmp_path.glob("*.jsonl")
    rows = kept.read_text().splitlines(keepends=True)
    first = capsys.readouterr()
    assert len(first.err.splitlines()) == len(rows)
    kept.write_text("".join(rows[:-1]))
    run.main([*small, "--against", "HEAD", "--work", str(tmp_path)])
    second = capsys.readouterr()
    assert len(second.err.splitlines()) == 1
    assert second.out.count("\n") == first.out.count("\n")
    assert not (tmp_path / "out").exists()
