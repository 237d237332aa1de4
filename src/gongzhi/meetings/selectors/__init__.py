"""Reads of meetings: whose they are, whether they may decide, what pages, papers and other rooms show."""
