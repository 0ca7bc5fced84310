"""The difference between two releases, row by row, and the version that it asks for."""
