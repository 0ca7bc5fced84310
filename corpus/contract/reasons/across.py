"""Rules on an article beside the others of the corpus."""

from __future__ import annotations

from corpus.contract.reasons.rule import Rule

RULES = {
    "duplicate_record": Rule(
        "C501",
        "the same article stands at {other} too; expected it once; delete one of the two",
        what="says the same as another record",
        why="A copy counts twice in training, and can stand in two splits.",
        example="the same line in a.jsonl and b.jsonl",
        fix="Delete one of the two.",
    ),
    "duplicate_id": Rule(
        "C502",
        "its id also names another article, at {other}, which is kept; "
        "expected an id once; give one of the two another id",
        what="has the id of another article, which is kept; which of the two depends on what they "
        "say, not on where they stand ([decision 0006](decisions/0006-duplicates-by-content.md))",
        why="Labels, splits and later releases name articles by their id.",
        example='{"id": "e-1", "text": "One.", ...} and {"id": "e-1", "text": "Two.", ...}',
        fix="Give one of the two another id; a published article keeps its own.",
    ),
    "withheld_bridge": Rule(
        "C503",
        "joins groups that stand in the splits {splits} of an earlier release; "
        "expected one split; nothing to fix: it is left out so that nothing published moves",
        what="joins groups that stand in two splits of an earlier release; nothing to fix",
        why="In either split it would leak into the other.",
        example="an article that copies one of train and one of test",
        fix="Nothing.",
        severity="left_out",
    ),
    "withheld_outlet": Rule(
        "C504",
        "stood in {splits}, and its outlet stands elsewhere; expected one split; "
        "nothing to fix: it is left out so that no outlet stands in two splits",
        what="stood in another split than its outlet does; nothing to fix",
        why="The splits are by outlet, and an outlet stands in one of them.",
        example="an article that changed its outlet since the last release",
        fix="Nothing.",
        severity="left_out",
    ),
    "withheld_story": Rule(
        "C505",
        "tells a story that other outlets tell in {splits}; expected one split; "
        "nothing to fix: it is left out so that the story does not leak",
        what="tells a story that outlets of another split tell; nothing to fix",
        why="The answer would stand in the training data.",
        example="one fire, told by an outlet of train and one of test",
        fix="Nothing.",
        severity="left_out",
    ),
}
