"""Hold what people wrote against its schema, and say in their words what to fix."""
