"""Who published it: the outlet tables, and what to say where no table knows."""
