"""The page model: what it reads of the lines of a page, its weights, and how it scores."""
