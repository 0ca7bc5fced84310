"""Which split each leak group goes to, and the leak check on the finished files."""
