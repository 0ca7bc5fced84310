"""Links articles that are near-duplicates, share a passage or tell one story, and groups them."""
