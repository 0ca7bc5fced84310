"""Turn raw news articles into datasets that train extraction models."""

__version__ = "0.1.0"
