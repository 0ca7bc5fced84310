"""A release on disk: layout, manifest, rows, tables, version, commit, and the reader of it all."""
