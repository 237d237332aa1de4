"""This will show secret ballots: prepare, vote, open, publish, look up."""
