"""Write the English names of languages, corpus/documents/language_names.json.

python -m scripts.language_names

To import all that langcodes knows of names takes a tenth of a build of the sample. So those with a
code of two letters, which are nearly all that articles are written in, are looked up once.
"""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import product
from pathlib import Path
from string import ascii_lowercase

from langcodes import Language, tag_is_valid

FILE = Path(str(files("corpus.documents") / "language_names.json"))


def render() -> str:
    """The content of the file."""
    codes = map("".join, product(ascii_lowercase, repeat=2))
    names = {code: str(Language.get(code).display_name()) for code in codes if tag_is_valid(code)}
    return json.dumps(names, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(render(), "utf-8")
