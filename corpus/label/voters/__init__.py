"""Everything that votes on lines: one module for each source of votes, named like the source."""
