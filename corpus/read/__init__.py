"""From a raw folder to JSON records: which files, cut into which shards, parsed how."""
