"""The forms of files: how the bytes of each are cut into records."""
