"""What earlier releases published, and which split today's articles must therefore keep."""
