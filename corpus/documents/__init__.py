"""The documents of a release (card, Croissant file, report, manifest), made from its facts."""
