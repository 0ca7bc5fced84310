"""Train the line model on the bench and the training files: `labelling/line_model/weights.npz`.

    python -m benchmarks.train_line_model --out FILE [--shared ../shared] [--without NAME]

`pip install -e '.[own-models]'` installs what it needs. Trees and net learn from word scores of
models that did not see the line's domain (PARTS-fold, by domain), as it will be for unseen domains.
The scale that turns their score into a probability is learned on domains that neither saw.
`--without` leaves out a fold of the domains, by its number, or a group of files with all pages of
its domains (`sources`); `train_all` trains the models of every one. To save time such a model does
not learn again from the domains of the scale, so it is measured a little too low. The same pages,
seeds and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks import hand, line_net
from benchmarks.line_gold import TRAINED_ON, Gold, load, seen
from benchmarks.sources import digests
from corpus.labelling.learned import save
from corpus.labelling.line_model import model
from corpus.training.learn import learn

LEARNED = 20  # whole pages of a language from which it counts as learned


def train(gold: Gold, shared: Path, without: str | None = None) -> model.Weights:
    """Learn everything; `without` is what the model must not see, as for `line_gold.seen`."""
    examples = gold.examples
    among = seen(gold, shared, without)
    pages_of = Counter(examples.languages[np.unique(examples.page[among])].tolist())
    about = {
        "trained_by": "benchmarks/train_line_model.py",
        "trained_on": {
            **digests(shared, TRAINED_ON),
            hand.FILE.name: hashlib.sha256(hand.FILE.read_bytes()).hexdigest(),
        },
        "without": without,
        "languages": sorted(name for name, count in pages_of.items() if name and count >= LEARNED),
    }
    return learn(
        examples,
        among,
        examples.residual,  # where scores are not extreme
        about,
        learn_net=line_net.learn,
        learns_again=without is None,
        say=lambda line: print(line, flush=True),
    ).weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--without", help="leave out a fold of the domains (from 0) or a group")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    trained = train(load(options.shared), options.shared, options.without)
    save(trained._asdict(), options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
