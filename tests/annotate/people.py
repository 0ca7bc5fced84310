"""What a tool gives back of a task whose labels a person let stand, in the tool's own form."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def label_studio(task: Record) -> Record:
    """As `Export > JSON` has it."""
    result = [
        {**region, "origin": "prediction", "value": dict(region["value"])}
        for region in task["predictions"][0]["result"]
    ]
    for region in result:  # its page escapes them
        region["value"]["text"] = region["value"]["text"].replace("\n", "\\n")
    annotation = {
        "id": 7,
        "completed_by": 3,
        "result": result,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-11-20T09:12:44.104061Z",
        "updated_at": "2026-11-20T09:15:02.610000Z",
        "lead_time": 138.5,
        "prediction": task["predictions"][0],
    }
    return {"id": 12, "data": task["data"], "annotations": [annotation], "predictions": []}


def doccano(task: Record) -> Record:
    """As a line of the person's file in an export."""
    meta = {name: value for name, value in task.items() if name not in ("text", "label")}
    return {"id": 12, "text": task["text"], **meta, "label": task["label"], "Comments": []}


def prodigy(task: Record) -> Record:
    """As `prodigy db-out` has it: the page makes offsets of those of the tokens."""
    tokens = task["tokens"]
    spans = [
        {
            "start": tokens[span["token_start"]]["start"],
            "end": tokens[span["token_end"]]["end"],
            "token_start": span["token_start"],
            "token_end": span["token_end"],
            "label": span["label"],
        }
        for span in task["spans"]
    ]
    return {
        **task,
        "spans": spans,
        "_input_hash": 1,
        "_task_hash": 2,
        "_is_binary": False,
        "_view_id": "spans_manual",
        "answer": "accept",
        "_timestamp": 1795161242,
        "_annotator_id": "news-ana",
        "_session_id": "news-ana",
    }


def argilla(task: Record) -> Record:
    """As `dataset.records.to_json` has it."""
    suggestion = task["suggestions"].get("labels", {"value": []})
    response = {"value": suggestion["value"], "user_id": "4c4b0ab1-0d4e-4b5f-9a35-0d1e6f9a7c11"}
    return {**task, "responses": {"labels": [response]}, "status": "completed"}


LET_STAND = {
    "label-studio": label_studio,
    "doccano": doccano,
    "prodigy": prodigy,
    "argilla": argilla,
}
