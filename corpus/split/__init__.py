"""Which split each leak group goes to, and the proof on the finished files."""
