"""Turn raw news articles into datasets that train extraction models.

    import corpus

    release = corpus.build("raw", out="build")      # raw articles -> a release
    release = corpus.open_release("build/latest")   # read one
    problems = corpus.validate("raw")               # what is wrong with raw articles
    spans = corpus.label(text, language="en")       # label one text

Everything else is private.
"""

from corpus._version import __version__ as __version__
from corpus.api import build, label, open_release, validate

__all__ = ["build", "label", "open_release", "validate"]
