"""Tasks for people's annotation tools, and what people answered: one module a tool.

Offsets count code points of the text here, and in a tool whatever the tool counts.
"""
