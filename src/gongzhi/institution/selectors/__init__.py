"""Reads of the institution: its clauses, the board of verdicts, the year, the responsibilities of offices."""
