"""What a model's weights are read against: numbers that must not change unseen."""

from __future__ import annotations

import hashlib

import numpy as np

from corpus.labelling import trained
from corpus.labelling.line_model import inputs, model, story
from corpus.labelling.lines import lines

TEXT = (
    "Home | News | Sport\nCouncil to scrap 61-year-old newsletter\nBy Ana Ruiz, 12:30\n"
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard.\n"
    "“We waited,” said Ana Ruiz; nobody told us why.\n\n• 水の都\n{x = y}\nAdvertisement\n"
    "Read more: Storm on its way\nSign up for our newsletter\nمرحبا 🎉"
)
# By trained.FORMAT. Where this fails, features of lines have changed: raise the format, so that no
# model of before is read against the new numbers, and add the digest of now.
FEATURES = {1: "69a1ece1de8803ce"}


def test_the_features_of_a_format_stay() -> None:
    its = lines(TEXT)
    read = inputs.read([its], [[]])
    scores = np.zeros((2, len(its)), np.float32)
    columns = story.columns(read, scores, np.ones(model.PLACES, np.uint8))
    digest = hashlib.sha256(np.array(columns, np.float32).tobytes() + read.words.tobytes())
    assert digest.hexdigest()[:16] == FEATURES[trained.FORMAT]
