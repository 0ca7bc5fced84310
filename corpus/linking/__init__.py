"""Finds articles that belong together: near-copies, shared passages, one story in other words."""
