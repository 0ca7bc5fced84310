"""The outlets of articles: the outlet tables, and a default where an outlet is in no table."""
