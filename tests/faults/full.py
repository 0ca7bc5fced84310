"""What `test_the_disk_is_full` runs where the output folder of a place is a small file system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from corpus.errors import CannotRunError
from tests.faults.harness import Place


def main(folder: Path) -> None:
    """Build until the disk is full, look, make room, build again."""
    place = Place(folder)
    try:
        place.build()
    except CannotRunError as error:
        print(error)
    assert (place.releases(), place.latest()) == (["1.0.0"], "1.0.0")
    assert sorted(path.name for path in place.out.iterdir()) == [
        ".cache",
        ".lock",
        "1.0.0",
        "latest",
    ]
    subprocess.run(["mount", "-o", "remount,size=50m", place.out], check=True)
    place.check_next_build()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
