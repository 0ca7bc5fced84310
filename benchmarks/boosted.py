"""Boosted trees of CatBoost as the arrays that the package evaluates, and files of arrays."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from corpus.labelling.line_model.model import Trees


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


def save(arrays: dict[str, NDArray[Any]], path: Path) -> None:
    """Write an `.npz`: no time stamps and a fixed order, so equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stored:
        for name, array in arrays.items():
            written = io.BytesIO()
            np.lib.format.write_array(written, np.asarray(array), allow_pickle=False)
            stored.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)),
                written.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )
