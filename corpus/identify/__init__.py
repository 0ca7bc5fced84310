"""The canonical text, its hash, the id."""
