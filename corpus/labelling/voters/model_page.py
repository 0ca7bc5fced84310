"""Votes of trained models on pages with all their menus: see `model`.

They have a source of their own because more of such a text is boilerplate: a label is worth giving
where it is less sure (`Voter.needed`).
"""

from __future__ import annotations

from corpus.contract.article import Vote
from corpus.labelling.voters import model
from corpus.labelling.voters.voter import Batch

SOURCE = f"{model.SOURCE}page."  # then the name of the model


def vote(batch: Batch) -> list[list[Vote]]:
    """The votes on articles that came as pages, or are whole pages by their shape."""
    return [
        [vote._replace(source=SOURCE + vote.source.removeprefix(model.SOURCE)) for vote in votes]
        for votes in batch.once(model.cast).votes_on(pages=True)
    ]
