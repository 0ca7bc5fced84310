"""Sends a finished release to the Hugging Face Hub."""
