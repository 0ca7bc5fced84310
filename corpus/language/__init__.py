"""The language of an article, and how sure that is."""
