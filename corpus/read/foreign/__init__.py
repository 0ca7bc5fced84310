"""The records of other tools: of which kind each is, and what it says in our own fields."""
