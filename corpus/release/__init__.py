"""The files of a release and nothing else: layout, manifest, rows, tables, version, commit."""
