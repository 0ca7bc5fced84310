"""From a finished release to the files of a tool: one writer a format, all rows streamed."""
