"""Re-checks everything that a release promises, from its folder alone."""
