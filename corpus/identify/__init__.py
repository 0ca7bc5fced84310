"""The canonical text, its hash, the id, and the digest of a record."""
