"""From the bytes of a web page to its text, its lines and what it says of itself."""
