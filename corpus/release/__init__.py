"""From settled rows to a release: files, documents, version, and the moment it appears."""
