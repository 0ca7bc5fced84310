"""Which stretches of an article are boilerplate, of which kind, and who says so.

Evidence comes as votes (`rules`, `phrases`, `furniture`, `recurring`, `people`); `decide` turns
the votes of one article into its spans.
"""
