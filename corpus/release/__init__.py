"""A release on disk: how it is laid out, written, published, and opened again (`reader`)."""
