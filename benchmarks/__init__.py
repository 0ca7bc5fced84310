"""Scripts that measure and that fit: what the numbers in the package and in the docs come from."""
