"""What earlier releases published, and which split today's articles must therefore keep.

Every release carries a ledger, which holds the split of every article ever published. When a
published article disappears or its text or URL changes, hashes of its old URL, text and passages
are added to the ledger as traces, so that the old text never comes back in another split. A build
reads the release before it and finds the claims on today's articles: the splits in which their
id, URL, text or a passage was published. An article with one claim keeps that split, and an
article with claims of two splits is withheld, because nothing that was published may move. Only
hashes are kept, never words, because whoever had a text removed had a reason.
"""
