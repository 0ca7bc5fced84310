"""The line model: what it reads of a line, its weights, and how it scores."""
