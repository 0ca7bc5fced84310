"""Learn boosted trees (CatBoost), as the arrays that the package evaluates."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from corpus.labelling.line_model.model import Trees
from corpus.training.examples import Examples

FURNITURE_WEIGHT = 0.3  # it looks like boilerplate but is not: at 1 a tenth of all menus was missed
RESIDUAL_WEIGHT = 2.0  # residual text has fewer lines than whole pages
# Chosen by cross-validation over domains: more or deeper trees do not help there.
TREES: dict[str, Any] = {
    "iterations": 200,
    "learning_rate": 0.12,
    "depth": 6,
    "l2_leaf_reg": 6,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "border_count": 64,
    "random_seed": 1,
    "thread_count": 2,
    "allow_writing_files": False,
    "verbose": 0,
}


def line_weights(examples: Examples) -> NDArray[np.float64]:
    """The weight of each line: by length, because figures count characters, but limited.

    A page counts by the root of what its lines would count, so that no long page is the teacher.
    """
    weight = examples.weight * np.sqrt(np.minimum(examples.length, 500))
    weight *= np.where(examples.residual, RESIDUAL_WEIGHT, 1)
    weight *= np.where(examples.furniture, FURNITURE_WEIGHT, 1)
    of_page = np.bincount(examples.page, weight * (examples.boilerplate >= 0))
    return np.asarray(weight / np.sqrt(np.maximum(of_page, 1))[examples.page], np.float64)


def learn_trees(
    columns: Sequence[NDArray[np.float32]], examples: Examples, among: NDArray[np.bool_]
) -> Trees:
    """Trees that score a line.

    Args:
        columns: `story.columns` of the examples.
        examples: The lines.
        among: Which of them may be seen.
    """
    chosen = among & (examples.boilerplate >= 0)
    weight = line_weights(examples)
    table = np.stack([column[chosen] for column in columns], axis=1)
    fitted = CatBoostClassifier(**TREES)
    fitted.fit(Pool(table, examples.boilerplate[chosen].astype(int), weight=weight[chosen]))
    return as_arrays(fitted, TREES["depth"])


def as_arrays(fitted: CatBoostClassifier, depth: int) -> Trees:
    """Fitted oblivious trees of at most this depth; the bias stands in the first one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        fitted.save_model(str(path), format="json")
        saved = json.loads(path.read_text())
    (scale, bias) = saved["scale_and_bias"]
    splits, borders, leaves = [], [], []
    for tree in saved["oblivious_trees"]:
        of_tree = (tree["splits"] or [])[::-1]  # CatBoost lists the lowest bit first
        missing = depth - len(of_tree)
        splits.append([0] * missing + [split["float_feature_index"] for split in of_tree])
        borders.append([np.inf] * missing + [split["border"] for split in of_tree])
        values = np.zeros(1 << depth)
        values[: len(tree["leaf_values"])] = tree["leaf_values"]
        leaves.append(values * scale)
    leaves[0] = leaves[0] + bias[0]
    return Trees(
        np.array(splits, np.int16),
        np.array(borders, np.float32),
        np.rint(np.array(leaves) * 1e6).astype(np.int32),
    )
