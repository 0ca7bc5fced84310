"""The only room that looks at many articles: what links them, and the groups this makes."""
