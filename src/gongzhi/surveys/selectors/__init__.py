"""Reads of the room: rounds, codes, what the public page needs, evidence and lines on the desk."""
