"""Fixes what has one right answer, and touches nothing else of a file."""
