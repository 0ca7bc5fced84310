"""`manifest.json`, made from the facts of a release."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents.facts import Facts
from corpus.page import text_model
from corpus.release.manifest import File, Groups, LeakCheck, Manifest


def manifest(facts: Facts, documents: Sequence[File]) -> Manifest:
    """The manifest of a release.

    Args:
        facts: what the release holds.
        documents: the files that were written after `facts` were gathered.
    """
    outputs = [
        *[f for files in facts.data_files.values() for f in files],
        *facts.other_files,
        *documents,
    ]
    return Manifest(
        version=facts.version,
        date=facts.date,
        builder=facts.builder,
        libraries=facts.libraries,
        text_model={"version": text_model.VERSION, "digest": text_model.digest()},
        config=facts.config,
        schema=facts.features,
        rows={split: held.rows for split, held in facts.by_split.items()},
        rejected=facts.rejected,
        groups=Groups(
            count=facts.groups,
            largest=facts.largest_group,
            links_refused=facts.links_refused,
            keys_capped=facts.capped.keys,
            largest_key=facts.capped.largest,
        ),
        leak_check=LeakCheck(
            pairs_compared=facts.leak_check.pairs,
            pairs_unchecked=facts.leak_check.unchecked,
            keys_capped=facts.leak_check.keys_capped,
        ),
        unknown_outlets=facts.unknown_outlets,
        quality=facts.quality._asdict() if facts.quality else None,
        logical_digest=facts.logical_digest,
        changes=facts.changes,
        inputs=facts.input_files,
        outputs=sorted(outputs),
    )
