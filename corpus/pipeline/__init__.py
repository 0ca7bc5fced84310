"""The order of the stages, as a plan of tasks over shards. Only this room knows the order."""
