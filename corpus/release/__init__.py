"""A release on disk: layout, manifest, rows, streams, formats, version, commit, reader."""
