"""What every room agrees on: labels, the raw article's schema, the row, the reasons to reject."""
