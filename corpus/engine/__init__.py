"""Where tasks run: an engine runs one function over many arguments, results in order."""
