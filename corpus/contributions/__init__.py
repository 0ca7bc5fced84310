"""What `corpus validate` says: of a file alone, beside the corpus, and beside a release."""
