"""This will answer requests of this room."""
