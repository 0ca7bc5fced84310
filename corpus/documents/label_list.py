"""`labels.json` of a release: what each label is, for programs."""

from __future__ import annotations

import json

from corpus.contract.labels import LABELS, family
from corpus.documents.wording import MEANINGS


def label_list() -> str:
    """The labels in the order of their codes, one JSON object a line of an array."""
    labels = [
        {"code": code, "label": label, "family": family(label), "meaning": f"a line that {told}"}
        for code, (label, told) in enumerate(zip(LABELS, MEANINGS.values(), strict=True))
    ]
    return "[\n" + ",\n".join(map(json.dumps, labels)) + "\n]\n"
