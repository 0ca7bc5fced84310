"""Which stretches of an article are boilerplate, of which kind, and who says so.

Evidence comes as votes: of the rules' `wording`, of the outlet's own `phrases`, of `titles`, of
what is `recurring` in the corpus, of `people`. `decide` makes an article's spans of its votes.
"""
