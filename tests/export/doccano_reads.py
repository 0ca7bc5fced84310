"""Run by the Python of a doccano: prints what its own importer makes of files of tasks.

    python doccano_reads.py FOLDER TASKS ...

The database is made in FOLDER; there is no server.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import backend

folder, *files = sys.argv[1:]
sys.path.insert(0, str(Path(backend.__path__[0])))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
os.environ["DATABASE_URL"] = f"sqlite:///{folder}/doccano.sqlite3"

import django  # noqa: E402

django.setup()

from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from examples.models import Example  # noqa: E402
from labels.models import Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

call_command("migrate", verbosity=0)
person = User.objects.create(username="ana")
task = ProjectType.SEQUENCE_LABELING
project = SequenceLabelingProject.objects.create(name="news", project_type=task, created_by=person)
names = [FileName(file, file, file) for file in files]
dataset = load_dataset(task, create_file_format("JSONL"), names, project)
dataset.save(person)
found = {
    example.meta["article"]: {
        "text": example.text,
        "spans": sorted(
            [span.start_offset, span.end_offset, span.label.text]
            for span in Span.objects.filter(example=example)
        ),
    }
    for example in Example.objects.all()
}
print(json.dumps({"errors": [str(error) for error in dataset.errors], "articles": found}))
