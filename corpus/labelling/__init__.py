"""Which stretches of an article are boilerplate, of which kind, and by which evidence.

Everything that has evidence votes (`voters`); `label_model` chooses the spans of an article from
its votes. `text` labels one text without a corpus.
"""
