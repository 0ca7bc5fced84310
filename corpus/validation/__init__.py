"""Checks what people wrote against its schema, and says what to fix."""
