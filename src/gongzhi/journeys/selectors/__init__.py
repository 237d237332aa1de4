"""Reads that join rooms: which item deals with which matter, and what was resolved on it."""
